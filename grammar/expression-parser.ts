/** Expressions. */
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { missingAt, toAtom } from "./literals.js";
import { type Draft, MAX_CHAIN, MAX_DEPTH, TooDeep } from "./parser-base.js";
import { buildTree, type Part } from "./pratt.js";
import * as t from "./tokens.js";
import { TypeParser } from "./type-parser.js";

const w = t.word;

export abstract class ExpressionParser extends TypeParser {
  /** In a head a call carries no rollup; brackets end that. */
  private head = false;

  override reset(): void {
    super.reset();
    this.head = false;
  }

  protected within<T>(head: boolean, body: () => T): T {
    const before = this.head;
    this.head = head;
    try {
      return body();
    } finally {
      this.head = before;
    }
  }

  /** What may follow a call. */
  abstract rollup: (idx?: number) => ast.Rollup;

  expr = this.RULE(
    "expr",
    (): ast.Expr =>
      this.deeper(() =>
        this.OR<ast.Expr>([{ ALT: () => this.SUBRULE(this.ifExpr) }, { ALT: () => this.SUBRULE(this.binary) }]),
      ),
  );

  /** An expression in which a call carries no rollup. */
  headExpr = this.RULE("headExpr", (): ast.Expr => this.within(true, () => this.SUBRULE(this.expr)));
  /** The same without comparison and what is weaker. */
  headElvis = this.RULE("headElvis", (): ast.Expr => this.within(true, () => this.SUBRULE(this.elvis)));

  ifExpr = this.RULE("ifExpr", (): ast.IfExpr => {
    const start = this.start();
    this.CONSUME(w("if"));
    const condition = this.SUBRULE(this.expr);
    this.CONSUME(w("then"));
    const yes = this.SUBRULE2(this.expr);
    this.CONSUME(w("else"));
    const no = this.SUBRULE3(this.expr);
    return { kind: "if", condition, then: yes, else: no, span: this.from(start) };
  });

  binary = this.RULE("binary", (): ast.Expr => {
    const parts: Part[] = [];
    this.SUBRULE(this.operand, { ARGS: [parts] });
    this.MANY({
      GATE: () => !this.nextIs(t.LineMinus),
      DEF: () => {
        this.OR([
          { ALT: () => this.SUBRULE(this.isNull, { ARGS: [parts] }) },
          {
            ALT: () => {
              this.SUBRULE(this.infix, { ARGS: [parts] });
              this.SUBRULE2(this.operand, { ARGS: [parts] });
            },
          },
        ]);
        this.checkChain(parts);
      },
    });
    return this.ACTION(() => buildTree(parts, (issue) => this.issue(issue)));
  });

  elvis = this.RULE("elvis", (): ast.Expr => {
    const parts: Part[] = [];
    this.SUBRULE(this.operand, { ARGS: [parts] });
    this.MANY({
      GATE: () => !this.nextIs(t.LineMinus),
      DEF: () => {
        this.SUBRULE(this.arithmetic, { ARGS: [parts] });
        this.SUBRULE2(this.operand, { ARGS: [parts] });
        this.checkChain(parts);
      },
    });
    return this.ACTION(() => buildTree(parts, (issue) => this.issue(issue)));
  });

  private checkChain(parts: readonly Part[]): void {
    if (!this.RECORDING_PHASE && parts.length > 2 * MAX_CHAIN) throw new TooDeep(tokenSpan(this.LA(0)));
  }

  operand = this.RULE("operand", (parts: Part[]): void => {
    let prefixes = 0;
    this.MANY(() => {
      const token = this.OR([{ ALT: () => this.CONSUME(w("not")) }, { ALT: () => this.CONSUME(t.AnyMinus) }]);
      this.ACTION(() => {
        if (++prefixes > MAX_DEPTH) throw new TooDeep(tokenSpan(token));
        parts.push({ kind: "prefix", op: token.tokenType === w("not") ? "not" : "-", span: tokenSpan(token) });
      });
    });
    const expr = this.SUBRULE(this.postfix);
    this.ACTION(() => parts.push({ kind: "operand", expr }));
  });

  isNull = this.RULE("isNull", (parts: Part[]): void => {
    const start = this.start();
    this.CONSUME(w("is"));
    let negated = false;
    this.OPTION(() => {
      this.CONSUME(w("not"));
      negated = true;
    });
    this.CONSUME(w("null"));
    this.ACTION(() => parts.push({ kind: "isNull", negated, span: this.from(start) }));
  });

  arithmetic = this.RULE("arithmetic", (parts: Part[]): void => {
    const token = this.OR([
      { ALT: () => this.CONSUME(t.Elvis) },
      { ALT: () => this.CONSUME(t.Plus) },
      { ALT: () => this.CONSUME(t.Minus) },
      { ALT: () => this.CONSUME(t.Star) },
      { ALT: () => this.CONSUME(t.Slash) },
      { ALT: () => this.CONSUME(t.Percent) },
    ]);
    this.ACTION(() => parts.push({ kind: "infix", op: token.image as ast.BinaryOp, span: tokenSpan(token) }));
  });

  infix = this.RULE("infix", (parts: Part[]): void => {
    const start = this.start();
    const push = (op: ast.BinaryOp | "between" | "not between"): void => {
      this.ACTION(() => parts.push({ kind: "infix", op, span: this.from(start) }));
    };
    this.OR([
      { ALT: () => this.SUBRULE(this.arithmetic, { ARGS: [parts] }) },
      { ALT: () => (this.CONSUME(w("or")), push("or")) },
      { ALT: () => (this.CONSUME(w("and")), push("and")) },
      { ALT: () => (this.CONSUME(t.Equal), push("==")) },
      { ALT: () => (this.CONSUME(t.NotEqual), push("!=")) },
      { ALT: () => (this.CONSUME(t.Less), push("<")) },
      { ALT: () => (this.CONSUME(t.LessEqual), push("<=")) },
      { ALT: () => (this.CONSUME(t.Greater), push(">")) },
      { ALT: () => (this.CONSUME(t.GreaterEqual), push(">=")) },
      {
        ALT: () => {
          const token = this.CONSUME(t.Assign);
          this.issue({
            code: "foreign",
            message: "`=` does not compare",
            span: tokenSpan(token),
            help: "equality is written `==`",
          });
          push("==");
        },
      },
      { ALT: () => (this.CONSUME(w("in")), push("in")) },
      { ALT: () => (this.CONSUME(w("between")), push("between")) },
      {
        ALT: () => {
          this.CONSUME(w("not"));
          this.OR2([
            { ALT: () => (this.CONSUME2(w("in")), push("not in")) },
            { ALT: () => (this.CONSUME2(w("between")), push("not between")) },
          ]);
        },
      },
    ]);
  });

  postfix = this.RULE("postfix", (): ast.Expr => {
    const start = this.start();
    let expr = this.SUBRULE(this.primary);
    let length = 0;
    this.MANY({
      GATE: () => this.nextIs(t.Dot) || this.nextIs(t.TouchingLBracket),
      DEF: () => {
        const object = expr;
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Dot);
              const name = this.SUBRULE(this.nameNode);
              expr = { kind: "member", object, name, span: this.from(start) };
            },
          },
          {
            ALT: () => {
              this.CONSUME(t.LBracket);
              const index = this.within(false, () => this.SUBRULE(this.expr));
              this.CONSUME(t.RBracket);
              expr = { kind: "index", object, index, span: this.from(start) };
            },
          },
        ]);
        this.ACTION(() => {
          if (++length > MAX_DEPTH) throw new TooDeep(this.from(start));
        });
      },
    });
    return expr;
  });

  primary = this.RULE("primary", (): ast.Expr => {
    const start = this.start();
    return this.OR<ast.Expr>([
      { ALT: () => this.SUBRULE(this.atom) },
      { ALT: () => this.SUBRULE(this.call), GATE: () => this.nextIs(t.TouchingLParen, 2) },
      {
        ALT: () => {
          const name = this.SUBRULE(this.nameNode);
          return { kind: "nameExpr", name, span: this.from(start) };
        },
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => {
          this.CONSUME(t.LParen);
          const inner = this.within(false, () => this.SUBRULE(this.expr));
          this.CONSUME(t.RParen);
          return { kind: "paren", inner, span: this.from(start) };
        },
      },
      { ALT: () => this.SUBRULE(this.listExpr) },
      { ALT: () => this.SUBRULE(this.row) },
      { ALT: () => this.SUBRULE(this.matchExpr) },
    ]);
  });

  atom = this.RULE("atom", (): ast.Expr => {
    const token = this.OR([
      { ALT: () => this.CONSUME(t.Num) },
      { ALT: () => this.CONSUME(t.Str) },
      { ALT: () => this.CONSUME(t.DurationToken) },
      { ALT: () => this.CONSUME(w("true")) },
      { ALT: () => this.CONSUME(w("false")) },
      { ALT: () => this.CONSUME(w("null")) },
    ]);
    return this.ACTION(() => toAtom(token));
  });

  listExpr = this.RULE("listExpr", (): ast.ListExpr => {
    const start = this.start();
    const elements: ast.Expr[] = [];
    this.CONSUME(t.LBracket);
    this.within(false, () => {
      this.OPTION(() => {
        elements.push(this.SUBRULE(this.expr));
        this.MANY({
          GATE: () => !this.nextIs(t.RBracket, 2),
          DEF: () => {
            this.CONSUME(t.Comma);
            elements.push(this.SUBRULE2(this.expr));
          },
        });
        this.OPTION2(() => this.CONSUME2(t.Comma));
      });
    });
    this.CONSUME(t.RBracket);
    return { kind: "list", elements, span: this.from(start) };
  });

  row = this.RULE("row", (): ast.RowExpr => {
    const start = this.start();
    const fields: ast.RowField[] = [];
    this.within(false, () =>
      this.list(t.LBrace, t.RBrace, () => {
        const at = this.start();
        const name = this.SUBRULE(this.nameNode);
        const field: Draft<ast.RowField> = {
          kind: "rowField",
          name,
          value: missingAt(this.end()),
          span: this.from(at),
        };
        this.ACTION(() => fields.push(field));
        this.fill(field, () => {
          this.CONSUME(t.Colon);
          field.value = this.SUBRULE(this.expr);
        });
        this.OPTION(() => this.CONSUME(t.Comma));
      }),
    );
    return { kind: "row", fields, span: this.from(start) };
  });

  matchExpr = this.RULE("matchExpr", (): ast.MatchExpr => {
    const start = this.start();
    const arms: ast.MatchArm[] = [];
    let subject: ast.Expr | null = null;
    this.CONSUME(w("match"));
    this.OPTION({
      GATE: () => !this.nextIs(t.LBrace),
      DEF: () => {
        subject = this.SUBRULE(this.headExpr);
      },
    });
    this.within(false, () => this.list(t.LBrace, t.RBrace, () => this.SUBRULE(this.arm, { ARGS: [arms] })));
    return { kind: "match", subject, arms, span: this.from(start) };
  });

  arm = this.RULE("arm", (arms: ast.MatchArm[]): void => {
    const start = this.start();
    const arm: Draft<ast.MatchArm> & { patterns: ast.Expr[] } = {
      kind: "matchArm",
      patterns: [],
      isElse: false,
      value: missingAt(start),
      span: this.from(start),
    };
    this.ACTION(() => arms.push(arm));
    this.fill(arm, () => {
      this.OR([
        {
          ALT: () => {
            this.CONSUME(w("else"));
            arm.isElse = true;
          },
        },
        { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: () => arm.patterns.push(this.SUBRULE(this.expr)) }) },
      ]);
      this.CONSUME(t.Arrow);
      arm.value = this.SUBRULE2(this.expr);
    });
    this.OPTION(() => this.CONSUME(t.Comma));
  });

  call = this.RULE("call", (): ast.CallExpr => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    const args = this.SUBRULE(this.args);
    let rollup: ast.Rollup | null = null;
    this.OPTION({
      GATE: () => !this.head,
      DEF: () => {
        rollup = this.SUBRULE(this.rollup);
      },
    });
    return { kind: "call", name, args, rollup, span: this.from(start) };
  });

  args = this.RULE("args", (): ast.Argument[] => {
    const args: ast.Argument[] = [];
    this.CONSUME(t.LParen);
    this.within(false, () => {
      this.OPTION(() => {
        args.push(this.SUBRULE(this.argument));
        this.MANY({
          GATE: () => !this.nextIs(t.RParen, 2),
          DEF: () => {
            this.CONSUME(t.Comma);
            args.push(this.SUBRULE2(this.argument));
          },
        });
        this.OPTION2(() => this.CONSUME2(t.Comma));
      });
    });
    this.CONSUME(t.RParen);
    return args;
  });

  argument = this.RULE("argument", (): ast.Argument => {
    const start = this.start();
    let name: ast.Name | null = null;
    this.OPTION({
      GATE: () => this.nextIs(t.Colon, 2),
      DEF: () => {
        name = this.SUBRULE(this.nameNode);
        this.CONSUME(t.Colon);
      },
    });
    const value = this.OR<ast.Expr>([
      { ALT: () => this.SUBRULE(this.expr) },
      {
        ALT: () => {
          const token = this.CONSUME(t.Star);
          this.issue({
            code: "foreign",
            message: "`*` is not an argument",
            span: tokenSpan(token),
            help: "`count()` counts rows, `count(x)` values",
          });
          return missingAt(token.startOffset);
        },
      },
    ]);
    return { kind: "argument", name, value, span: this.from(start) };
  });
}
