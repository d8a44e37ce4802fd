/** What may follow a call: `where`, `by`, `each`, `over` and its windows. */
import type { IToken } from "chevrotain";
import type * as ast from "./ast.js";
import { ExpressionParser } from "./expression-parser.js";
import { tokenSpan } from "./lexer.js";
import { toDuration, toNumber, toText } from "./literals.js";
import type { Draft } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;
const noWhere = (): Draft<ast.Rollup> => ({
  kind: "rollup",
  span: { start: 0, end: 0 },
  where: null,
  by: null,
  each: null,
  over: null,
});

export abstract class RollupParser extends ExpressionParser {
  override rollup = this.RULE("rollup", (): ast.Rollup => {
    const rollup: Draft<ast.Rollup> = noWhere();
    const start = this.start();
    const once = (there: unknown, token: IToken): void => {
      if (there !== null)
        this.issue({ code: "unexpected", message: `a second \`${token.image}\` in one call`, span: tokenSpan(token) });
    };
    this.AT_LEAST_ONE(() => {
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(w("where"));
            const where = this.SUBRULE(this.headExpr);
            this.ACTION(() => once(rollup.where, token));
            rollup.where = where;
          },
        },
        {
          ALT: () => {
            const token = this.next();
            const by = this.SUBRULE(this.by);
            this.ACTION(() => once(rollup.by, token));
            rollup.by = by;
          },
        },
        {
          ALT: () => {
            const token = this.next();
            const each = this.SUBRULE(this.each);
            this.ACTION(() => once(rollup.each, token));
            rollup.each = each;
          },
        },
        {
          ALT: () => {
            const token = this.next();
            const over = this.SUBRULE(this.over);
            this.ACTION(() => once(rollup.over, token));
            rollup.over = over;
          },
        },
      ]);
    });
    rollup.span = this.from(start);
    return rollup;
  });

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
    let among: ast.Expr[] | null = null;
    let top: ast.NumberLiteral | null = null;
    this.CONSUME(w("by"));
    const value = this.SUBRULE(this.headElvis);
    this.OPTION(() =>
      this.OR([
        {
          ALT: () => {
            this.CONSUME(w("in"));
            const list = this.SUBRULE(this.listExpr);
            among = [...(list.elements ?? [])];
          },
        },
        {
          ALT: () => {
            this.CONSUME(w("top"));
            const token = this.CONSUME(t.Num);
            top = this.ACTION(() => toNumber(token));
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
    let extent: ast.Window["extent"] = { kind: "rows" };
    let lastRows: ast.NumberLiteral | null = null;
    let offset: ast.DurationLiteral | null = null;
    let times: ast.NumberLiteral | null = null;
    const rows = (): void => {
      this.CONSUME(w("last"));
      const token = this.CONSUME(t.Num);
      this.CONSUME(w("rows"));
      lastRows = this.ACTION(() => toNumber(token));
    };
    this.OR([
      { ALT: rows },
      {
        ALT: () => {
          this.OR2([
            {
              ALT: () => {
                extent = { kind: "duration", duration: this.SUBRULE(this.duration) };
              },
            },
            {
              ALT: () => {
                this.CONSUME(w("lifetime"));
                extent = { kind: "lifetime" };
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
                extent = { kind: "this", unit, zone };
              },
            },
            {
              ALT: () => {
                this.CONSUME(w("since"));
                extent = { kind: "since", condition: this.SUBRULE(this.headExpr) };
              },
            },
          ]);
          this.OPTION2(() => {
            this.CONSUME2(w("last"));
            const token = this.CONSUME2(t.Num);
            this.CONSUME2(w("rows"));
            lastRows = this.ACTION(() => toNumber(token));
          });
        },
      },
    ]);
    this.OPTION3(() => {
      this.CONSUME(w("offset"));
      offset = this.SUBRULE2(this.duration);
    });
    this.OPTION4(() => {
      const word = this.CONSUME(w("times"));
      const token = this.CONSUME3(t.Num);
      this.ACTION(() => {
        times = toNumber(token);
        if (extent.kind !== "duration")
          this.issue({
            code: "unexpected",
            message: "`times` needs a window of a fixed length",
            span: tokenSpan(word),
            help: "write `over 1d times 7`",
          });
      });
    });
    return { kind: "window", extent, lastRows, offset, times, span: this.from(start) };
  });

  duration = this.RULE("duration", (): ast.DurationLiteral => {
    const token = this.CONSUME(t.DurationToken);
    return this.ACTION(() => toDuration(token));
  });
}
