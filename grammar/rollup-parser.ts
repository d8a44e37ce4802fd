/** The parts that may follow a call: `where`, `by`, `each` and `over`, with its windows. */
import type { IToken } from "chevrotain";
import type * as ast from "./ast.js";
import { ExpressionParser } from "./expression-parser.js";
import { tokenSpan } from "./lexer.js";
import { toAtom, toDuration, toInteger, toText } from "./literals.js";
import type { Draft } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class RollupParser extends ExpressionParser {
  rollup = this.RULE("rollup", (): ast.Rollup => {
    const start = this.start();
    const rollup: Draft<ast.Rollup> = {
      kind: "rollup",
      where: null,
      by: null,
      each: null,
      over: null,
      span: this.from(start),
    };
    this.AT_LEAST_ONE(() => {
      const token = this.next();
      this.OR([
        {
          ALT: () => {
            this.CONSUME(w("where"));
            this.once(rollup.where, token);
            rollup.where = this.SUBRULE(this.headExpr);
          },
        },
        {
          ALT: () => {
            this.once(rollup.by, token);
            rollup.by = this.SUBRULE(this.by);
          },
        },
        {
          ALT: () => {
            this.once(rollup.each, token);
            rollup.each = this.SUBRULE(this.each);
          },
        },
        {
          ALT: () => {
            this.once(rollup.over, token);
            rollup.over = this.SUBRULE(this.over);
          },
        },
      ]);
    });
    rollup.span = this.from(start);
    return rollup;
  });

  private once(there: ast.Node | null, token: IToken): void {
    if (this.RECORDING_PHASE || there === null) return;
    this.issue({ code: "unexpected", message: `a second \`${token.image}\` in one call`, span: tokenSpan(token) });
  }

  each = this.RULE("each", (): ast.EachStep => {
    const start = this.start();
    this.CONSUME(w("each"));
    const name = this.SUBRULE(this.nameNode);
    this.CONSUME(w("in"));
    const list = this.SUBRULE(this.headExpr);
    return { kind: "each", name, list, span: this.from(start) };
  });

  by = this.RULE("by", (): ast.By => {
    const start = this.start();
    let among: readonly ast.Expr[] | null = null;
    let top: ast.NumberLiteral | null = null;
    this.CONSUME(w("by"));
    const value = this.SUBRULE(this.headElvis);
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(w("in"));
            const list = this.SUBRULE(this.literalList);
            among = this.ACTION(() => list.elements);
          },
        },
        {
          ALT: () => {
            this.CONSUME(w("top"));
            top = this.SUBRULE(this.integerLiteral);
          },
        },
      ]),
    );
    return { kind: "by", value, in: among, top, span: this.from(start) };
  });

  over = this.RULE("over", (): ast.Over => {
    const start = this.start();
    const windows: ast.Window[] = [];
    let list = false;
    this.CONSUME(w("over"));
    this.OR([
      {
        ALT: () => {
          list = true;
          this.CONSUME(t.LBracket);
          windows.push(this.SUBRULE(this.window));
          this.MANY({
            GATE: () => !this.nextIs(t.RBracket, 2),
            DEF: () => {
              this.CONSUME(t.Comma);
              windows.push(this.SUBRULE2(this.window));
            },
          });
          this.OPTION(() => this.CONSUME2(t.Comma));
          this.CONSUME(t.RBracket);
        },
      },
      { ALT: () => windows.push(this.SUBRULE3(this.window)) },
    ]);
    return { kind: "over", windows, list, span: this.from(start) };
  });

  window = this.RULE("window", (): ast.Window => {
    const start = this.start();
    const node: Draft<ast.Window> = {
      kind: "window",
      extent: { kind: "rows" },
      lastRows: null,
      offset: null,
      times: null,
      span: this.from(start),
    };
    this.OR([
      {
        ALT: () => {
          node.lastRows = this.SUBRULE(this.lastRows);
        },
      },
      {
        ALT: () => {
          node.extent = this.SUBRULE(this.extent);
          this.OPTION(() => {
            node.lastRows = this.SUBRULE2(this.lastRows);
          });
        },
      },
    ]);
    this.OPTION2(() => {
      this.CONSUME(w("offset"));
      node.offset = this.SUBRULE(this.duration);
    });
    this.OPTION3(() => {
      const word = this.CONSUME(w("times"));
      node.times = this.SUBRULE(this.integerLiteral);
      this.ACTION(() => this.checkTimes(node, word));
    });
    return { ...node, span: this.from(start) };
  });

  private checkTimes({ extent }: ast.Window, word: IToken): void {
    if (extent.kind === "duration") return;
    this.issue({
      code: "unexpected",
      message: "`times` needs a window of a fixed length",
      span: tokenSpan(word),
      help: "write `over 1d times 7`",
    });
  }

  private extent = this.RULE("extent", (): ast.Window["extent"] =>
    this.OR<ast.Window["extent"]>([
      { ALT: () => ({ kind: "duration", duration: this.SUBRULE(this.duration) }) },
      {
        ALT: () => {
          this.CONSUME(w("lifetime"));
          return { kind: "lifetime" };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("this"));
          const unit = this.SUBRULE(this.nameNode);
          let zone: ast.StringLiteral | null = null;
          this.OPTION(() => {
            this.CONSUME(w("in"));
            const token = this.CONSUME(t.Str);
            zone = this.ACTION(() => toText(token));
          });
          return { kind: "this", unit, zone };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("since"));
          return { kind: "since", condition: this.SUBRULE(this.headExpr) };
        },
      },
    ]),
  );

  private lastRows = this.RULE("lastRows", (): ast.NumberLiteral => {
    this.CONSUME(w("last"));
    const count = this.SUBRULE(this.integerLiteral);
    this.CONSUME(w("rows"));
    return count;
  });

  private integerLiteral = this.RULE("integerLiteral", (): ast.NumberLiteral => {
    const token = this.CONSUME(t.Num);
    return this.ACTION(() => toInteger(token, (issue) => this.issue(issue)));
  });

  duration = this.RULE("duration", (): ast.DurationLiteral => {
    const token = this.CONSUME(t.DurationToken);
    return this.ACTION(() => toDuration(token));
  });

  /** A literal: a default, or a value in `by … in`. */
  literal = this.RULE("literal", (): ast.Expr => {
    this.descend();
    try {
      return this.OR<ast.Expr>([
        {
          ALT: () => {
            const start = this.start();
            this.CONSUME(t.AnyMinus);
            const token = this.CONSUME(t.Num);
            const operand = this.ACTION(() => toAtom(token));
            return { kind: "unary", op: "-", operand, span: this.from(start) };
          },
        },
        { ALT: () => this.SUBRULE2(this.atom) },
        {
          ALT: () => {
            const name = this.SUBRULE(this.nameNode);
            return { kind: "nameExpr", name, span: name.span };
          },
        },
        { ALT: () => this.SUBRULE(this.literalList) },
      ]);
    } finally {
      this.ascend();
    }
  });

  literalList = this.RULE("literalList", (): ast.ListExpr => {
    const start = this.start();
    const elements: ast.Expr[] = [];
    this.CONSUME(t.LBracket);
    this.MANY(() => {
      elements.push(this.SUBRULE(this.literal));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    this.CONSUME(t.RBracket);
    return { kind: "list", elements, span: this.from(start) };
  });
}
