/** Types: `int64?`, `decimal(10, 2)`, `float32[768]`, `struct { … }[]`, `map<string, int64>`. */
import type { IToken } from "chevrotain";
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { toInteger } from "./literals.js";
import { ParserBase } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class TypeParser extends ParserBase {
  /** True if a `>=` closed a map type and is also the `=` of the item. */
  private gluedAssign = false;

  abstract fields: (idx?: number) => ast.Field[];

  override reset(): void {
    super.reset();
    this.gluedAssign = false;
  }

  typeNode = this.RULE("typeNode", (): ast.TypeNode => {
    this.descend();
    try {
      return this.typeAt(this.start());
    } finally {
      this.ascend();
    }
  });

  private typeAt(start: number): ast.TypeNode {
    this.ACTION(() => {
      this.gluedAssign = false;
    });
    let type = this.OR<ast.TypeNode>([
      { GATE: () => this.nextIs(t.LBrace, 2), ALT: () => this.SUBRULE(this.structType) },
      { GATE: () => this.nextIs(t.Less, 2), ALT: () => this.SUBRULE(this.mapType) },
      { ALT: () => this.SUBRULE(this.namedType), IGNORE_AMBIGUITIES: true },
    ]);
    // Each suffix is a level of depth.
    let suffixes = 0;
    try {
      this.MANY(() => {
        type = this.SUBRULE(this.suffix, { ARGS: [type, start] });
        this.descend();
        suffixes++;
      });
    } finally {
      this.ascend(suffixes);
    }
    return type;
  }

  private suffix = this.RULE(
    "suffix",
    (inner: ast.TypeNode, start: number): ast.TypeNode =>
      this.OR<ast.TypeNode>([
        {
          ALT: () => {
            const token = this.CONSUME(t.Question);
            this.ACTION(() => {
              if (this.nextIs(t.Assign) && this.next().startOffset === tokenSpan(token).end) this.glued(token, "?=");
            });
            return { kind: "nullableType", inner, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            const token = this.CONSUME(t.Elvis);
            this.glued(token, "??");
            return { kind: "nullableType", inner, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            let size: number | null = null;
            this.CONSUME(t.TouchingLBracket);
            this.OPTION(() => {
              size = this.SUBRULE(this.integer);
            });
            this.CONSUME(t.RBracket);
            return { kind: "arrayType", element: inner, size, span: this.from(start) };
          },
        },
      ]),
  );

  private glued({ startOffset }: IToken, text: "??" | "?=" | ">="): void {
    this.issue({
      code: "glued-type",
      message: `\`${text}\` cannot follow a type directly`,
      span: { start: startOffset, end: startOffset + text.length },
      help: text === "??" ? "`??` is one sign; a type is nullable once: `T?`" : "put a space before `=`",
      fix: { "??": "?", "?=": "? =", ">=": "> =" }[text],
    });
  }

  private structType = this.RULE("structType", (): ast.StructType => {
    const start = this.start();
    this.CONSUME(w("struct"));
    return { kind: "structType", fields: this.SUBRULE(this.fields), span: this.from(start) };
  });

  private mapType = this.RULE("mapType", (): ast.MapType => {
    const start = this.start();
    this.CONSUME(w("map"));
    this.CONSUME(t.Less);
    const key = this.SUBRULE(this.typeNode);
    this.CONSUME(t.Comma);
    const value = this.SUBRULE2(this.typeNode);
    this.OR([
      { ALT: () => this.CONSUME(t.Greater) },
      {
        ALT: () => {
          const token = this.CONSUME(t.GreaterEqual);
          this.ACTION(() => {
            this.gluedAssign = true;
            this.glued(token, ">=");
          });
        },
      },
    ]);
    return { kind: "mapType", key, value, span: this.from(start) };
  });

  private namedType = this.RULE("namedType", (): ast.NamedType => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    const args: number[] = [];
    this.OPTION(() => {
      this.CONSUME(t.TouchingLParen);
      this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => args.push(this.SUBRULE(this.integer)) });
      this.CONSUME(t.RParen);
    });
    return { kind: "namedType", name, args, span: this.from(start) };
  });

  private integer = this.RULE("integer", (): number => {
    const token = this.CONSUME(t.Num);
    return this.ACTION(() => Number(toInteger(token, (issue) => this.issue(issue)).text));
  });

  /** True if the `=` after a type was read as part of `>=`. */
  protected takeGluedAssign(): boolean {
    const glued = this.gluedAssign;
    this.gluedAssign = false;
    return glued;
  }
}
