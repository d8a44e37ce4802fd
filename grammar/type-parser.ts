/** Types. */
import type { IToken } from "chevrotain";
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { MAX_DEPTH, ParserBase, TooDeep } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class TypeParser extends ParserBase {
  /** A `>=` that closed a map type and is its item's `=` as well. */
  protected gluedAssign = false;

  override reset(): void {
    super.reset();
    this.gluedAssign = false;
  }

  typeNode = this.RULE(
    "typeNode",
    (): ast.TypeNode =>
      this.deeper(() => {
        const start = this.start();
        let type = this.OR<ast.TypeNode>([
          { GATE: () => this.nextIs(t.LBrace, 2), ALT: () => this.SUBRULE(this.structType) },
          { GATE: () => this.nextIs(t.Less, 2), ALT: () => this.mapType(start) },
          { ALT: () => this.namedType(start), IGNORE_AMBIGUITIES: true },
        ]);
        let suffixes = 0;
        this.MANY({
          GATE: () => !this.nextIs(t.LBracket) || this.nextIs(t.TouchingLBracket),
          DEF: () => {
            const inner = type;
            this.OR2([
              {
                ALT: () => {
                  const token = this.CONSUME(t.Question);
                  this.ACTION(() => {
                    if (this.nextIs(t.Assign) && this.next().startOffset === tokenSpan(token).end)
                      this.glued(token, "?=");
                  });
                  type = { kind: "nullableType", inner, span: this.from(start) };
                },
              },
              {
                ALT: () => {
                  const token = this.CONSUME(t.Elvis);
                  this.glued(token, "??");
                  type = { kind: "nullableType", inner, span: this.from(start) };
                },
              },
              {
                ALT: () => {
                  let size: number | null = null;
                  this.CONSUME(t.LBracket);
                  this.OPTION(() => {
                    const token = this.CONSUME(t.Num);
                    size = Number(token.image.replaceAll("_", ""));
                  });
                  this.CONSUME(t.RBracket);
                  type = { kind: "arrayType", element: inner, size, span: this.from(start) };
                },
              },
            ]);
            this.ACTION(() => {
              if (++suffixes > MAX_DEPTH) throw new TooDeep(this.from(start));
            });
          },
        });
        return type;
      }),
  );

  private glued(token: IToken, text: string): void {
    this.issue({
      code: "glued-type",
      message: `\`${text}\` can't stand right behind a type`,
      span: tokenSpan(token),
      help: text === "??" ? "`??` is one sign; a type is nullable once: `T?`" : "put a space before `=`",
    });
  }

  structType = this.RULE("structType", (): ast.StructType => {
    const start = this.start();
    this.CONSUME(w("struct"));
    return { kind: "structType", fields: this.SUBRULE(this.fields), span: this.from(start) };
  });

  private mapType(start: number): ast.MapType {
    this.CONSUME(w("map"));
    this.CONSUME(t.Less);
    const key = this.SUBRULE(this.typeNode);
    this.CONSUME(t.Comma);
    const value = this.SUBRULE2(this.typeNode);
    this.OR3([
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
  }

  private namedType(start: number): ast.NamedType {
    const name = this.SUBRULE(this.nameNode);
    const args: number[] = [];
    this.OPTION2({
      GATE: () => this.nextIs(t.TouchingLParen),
      DEF: () => {
        this.CONSUME(t.LParen);
        this.AT_LEAST_ONE_SEP({
          SEP: t.Comma,
          DEF: () => args.push(Number(this.CONSUME2(t.Num).image.replaceAll("_", ""))),
        });
        this.CONSUME(t.RParen);
      },
    });
    return { kind: "namedType", name, args, span: this.from(start) };
  }

  abstract fields: (idx?: number) => ast.Field[];
}
