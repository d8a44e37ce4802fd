/** Expressions. Operands and operators are read as a flat sequence, and `pratt.ts` makes a tree of it. */
import type { IOrAlt } from "chevrotain";
import type * as ast from "./ast.js";
import type { SyntaxIssue } from "./issues.js";
import { tokenSpan } from "./lexer.js";
import { missingAt, toAtom } from "./literals.js";
import { braces, type Draft } from "./parser-base.js";
import { buildTree, type Part } from "./pratt.js";
import * as t from "./tokens.js";
import { TypeParser } from "./type-parser.js";

const w = t.word;

const assignCompares = (span: ast.Span): SyntaxIssue => ({
  code: "foreign",
  message: "`=` does not compare",
  span,
  help: "equality is written `==`",
  fix: "==",
});

export abstract class ExpressionParser extends TypeParser {
  /** In a head, a call has no rollup. Inside brackets it can have one again. */
  private head = false;

  abstract rollup: (idx?: number) => ast.Rollup;

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

  /** Made once, like `primaries`: every expression uses them, and fewer closures mean fewer stack frames. */
  private kinds: IOrAlt<ast.Expr>[] | undefined;
  expr = this.RULE("expr", (): ast.Expr => {
    this.kinds ??= [{ ALT: () => this.SUBRULE(this.ifExpr) }, { ALT: () => this.binary() }];
    this.descend();
    try {
      if (this.RECORDING_PHASE) return this.OR<ast.Expr>(this.kinds);
      return this.nextIs(w("if")) ? this.SUBRULE(this.ifExpr) : this.binary();
    } finally {
      this.ascend();
    }
  });

  /** An expression in which a call has no rollup. */
  headExpr = this.RULE("headExpr", (): ast.Expr => this.within(true, () => this.SUBRULE(this.expr)));
  /** The same, without comparisons and operators of lower precedence. */
  headElvis = this.RULE("headElvis", (): ast.Expr => this.within(true, () => this.SUBRULE(this.elvis)));

  ifExpr = this.RULE("ifExpr", (): ast.IfExpr => {
    // A chain of `else if` is read in a loop: it nests in the tree, but takes no level of depth.
    const branches: { readonly start: number; readonly condition: ast.Expr; readonly then: ast.Expr }[] = [];
    const branch = (): void => {
      const from = this.start();
      this.CONSUME(w("if"));
      const condition = this.SUBRULE(this.expr);
      this.CONSUME(w("then"));
      const then = this.SUBRULE2(this.expr);
      this.CONSUME(w("else"));
      branches.push({ start: from, condition, then });
    };
    branch();
    if (!this.RECORDING_PHASE) while (this.nextIs(w("if"))) branch();
    const otherwise = this.SUBRULE3(this.expr);
    return this.ACTION(() =>
      branches.reduceRight<ast.Expr>(
        (no, { start: from, condition, then }) => ({ kind: "if", condition, then, else: no, span: this.from(from) }),
        otherwise,
      ),
    ) as ast.IfExpr;
  });

  private binary(): ast.Expr {
    const parts: Part[] = [];
    this.operand(0, parts);
    this.MANY({
      // A `not` is infix only before `in` and `between`. Otherwise it begins the next expression, such as the next arm
      // of a `match`.
      GATE: () => !this.nextIs(w("not")) || this.nextIs(w("in"), 2) || this.nextIs(w("between"), 2),
      DEF: () => {
        this.OR2([
          { ALT: () => this.SUBRULE(this.isNull, { ARGS: [parts] }) },
          {
            ALT: () => {
              this.SUBRULE(this.infix, { ARGS: [parts] });
              this.operand(1, parts);
            },
          },
        ]);
      },
    });
    return this.ACTION(() => buildTree(parts, (issue) => this.issue(issue)));
  }

  elvis = this.RULE("elvis", (): ast.Expr => {
    const parts: Part[] = [];
    this.operand(0, parts);
    this.MANY(() => {
      this.SUBRULE(this.arithmetic, { ARGS: [parts] });
      this.operand(1, parts);
    });
    return this.ACTION(() => buildTree(parts, (issue) => this.issue(issue)));
  });

  /** An operand of the rules above. `place` tells their first and second operand apart for the library. */
  private operand(place: 0 | 1, parts: Part[]): void {
    // Each prefix operator is a level of depth.
    let prefixes = 0;
    try {
      this.many(place + 5, () => {
        const token = this.or(place + 5, [
          { ALT: () => this.consume(place, w("not")) },
          { ALT: () => this.consume(place, t.AnyMinus) },
        ]);
        this.ACTION(() => {
          this.descend();
          prefixes++;
          parts.push({ kind: "prefix", op: token.tokenType === w("not") ? "not" : "-", span: tokenSpan(token) });
        });
      });
      const expr = this.subrule(place, this.postfix);
      this.ACTION(() => parts.push({ kind: "operand", expr }));
    } finally {
      this.ascend(prefixes);
    }
  }

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

  private arithmetic = this.RULE("arithmetic", (parts: Part[]): void => {
    const token = this.CONSUME(t.ArithmeticSign);
    this.ACTION(() => parts.push({ kind: "infix", op: t.operatorOf(token), span: tokenSpan(token) }));
  });

  private infix = this.RULE("infix", (parts: Part[]): void => {
    this.OR([
      {
        ALT: () => {
          const token = this.CONSUME(t.InfixSign);
          this.ACTION(() => {
            if (token.tokenType === t.Assign) this.issue(assignCompares(tokenSpan(token)));
            parts.push({ kind: "infix", op: t.operatorOf(token), span: tokenSpan(token) });
          });
        },
      },
      {
        ALT: () => {
          const start = this.start();
          this.CONSUME(w("not"));
          const token = this.OR2([{ ALT: () => this.CONSUME2(w("in")) }, { ALT: () => this.CONSUME2(w("between")) }]);
          const op = token.tokenType === w("in") ? "not in" : "not between";
          this.ACTION(() => parts.push({ kind: "infix", op, span: this.from(start) }));
        },
      },
    ]);
  });

  private primaries: IOrAlt<ast.Expr>[] | undefined;
  postfix = this.RULE("postfix", (): ast.Expr => {
    const start = this.start();
    this.primaries ??= [
      { ALT: () => this.SUBRULE(this.atom) },
      { ALT: () => this.call() },
      { ALT: () => this.named() },
      { ALT: () => this.parenthesized() },
      { ALT: () => this.SUBRULE(this.listExpr) },
      { ALT: () => this.SUBRULE(this.row) },
      { ALT: () => this.matchExpr() },
    ];
    let expr = this.OR<ast.Expr>(this.primaries);
    this.MANY1(() => {
      const object = expr;
      this.OR1([
        {
          ALT: () => {
            this.CONSUME(t.Dot);
            const name = this.SUBRULE(this.nameNode);
            expr = { kind: "member", object, name, span: this.from(start) };
          },
        },
        {
          ALT: () => {
            this.CONSUME(t.TouchingLBracket);
            const index = this.within(false, () => this.SUBRULE1(this.expr));
            this.CONSUME(t.RBracket);
            expr = { kind: "index", object, index, span: this.from(start) };
          },
        },
      ]);
    });
    return expr;
  });

  private named(): ast.Expr {
    // `name =`, `name :` or `view name` at the start of a line begins the next item, so the operand of this expression
    // is missing.
    if (!this.RECORDING_PHASE && this.isNextItem()) this.CONSUME(t.Operand);
    const name = this.SUBRULE1(this.nameNode);
    return { kind: "nameExpr", name, span: name.span };
  }

  private call(): ast.Expr {
    const start = this.start();
    const name = this.SUBRULE2(this.nameNode);
    const args = this.SUBRULE(this.args);
    let rollup: ast.Rollup | null = null;
    this.OPTION({
      GATE: () => !this.head,
      DEF: () => {
        rollup = this.SUBRULE(this.rollup);
      },
    });
    return { kind: "call", name, args, rollup, span: this.from(start) };
  }

  private isNextItem(): boolean {
    const item = this.nextIs(t.Assign, 2) || this.nextIs(t.Colon, 2);
    return (item && this.beginsLine(this.next())) || this.beginsDeclaration();
  }

  /** Part of `postfix`, not a rule of its own: each rule takes four stack frames for each level. */
  private parenthesized(): ast.ParenExpr {
    const start = this.start();
    const { head } = this;
    this.CONSUME(t.LParen);
    this.head = false;
    try {
      const inner = this.SUBRULE(this.expr);
      this.CONSUME(t.RParen);
      return { kind: "paren", inner, span: this.from(start) };
    } finally {
      this.head = head;
    }
  }

  atom = this.RULE("atom", (): ast.Expr => {
    const token = this.CONSUME(t.Literal);
    return this.ACTION(() => toAtom(token));
  });

  listExpr = this.RULE("listExpr", (): ast.ListExpr => {
    const start = this.start();
    let mustClose = true;
    const elements: ast.Expr[] = [];
    this.CONSUME(t.LBracket);
    this.within(false, () => {
      if (this.RECORDING_PHASE || !this.nextIs(t.RBracket)) {
        elements.push(this.SUBRULE(this.expr));
        this.MANY({
          GATE: () => !this.nextIs(t.RBracket, 2),
          DEF: () => {
            this.CONSUME(t.Comma);
            elements.push(this.SUBRULE2(this.expr));
          },
        });
        mustClose = this.OPTION2(() => this.CONSUME2(t.Comma)) !== undefined;
      }
    });
    this.CONSUME(t.RBracket, mustClose ? {} : { ERR_MSG: "expected `,` or `]`" });
    return { kind: "list", elements, span: this.from(start) };
  });

  row = this.RULE("row", (): ast.RowExpr => {
    const fields: ast.RowField[] = [];
    const node: Draft<ast.RowExpr> = { kind: "row", fields, span: this.from(this.start()) };
    const body = (): void =>
      this.list({ ...braces, what: "a field" }, () => this.SUBRULE(this.rowField, { ARGS: [fields] }));
    return this.fill(node, () => this.within(false, body));
  });

  private rowField = this.RULE("rowField", (into: ast.RowField[]): void => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    const node: Draft<ast.RowField> = { kind: "rowField", name, value: missingAt(this.end()), span: this.from(start) };
    this.ACTION(() => into.push(node));
    this.fill(node, () => {
      this.CONSUME(t.Colon);
      node.value = this.SUBRULE(this.expr);
    });
    this.OPTION(() => this.CONSUME(t.Comma));
  });

  private matchExpr(): ast.MatchExpr {
    const arms: ast.MatchArm[] = [];
    const node: Draft<ast.MatchExpr> = { kind: "match", subject: null, arms, span: this.from(this.start()) };
    this.CONSUME(w("match"));
    this.OPTION3({
      GATE: () => !this.nextIs(t.LBrace),
      DEF: () => {
        node.subject = this.SUBRULE(this.headExpr);
      },
    });
    return this.fill(node, () => {
      const { head } = this;
      this.head = false;
      try {
        this.list({ ...braces, what: "an arm" }, () => this.SUBRULE(this.arm, { ARGS: [arms] }));
      } finally {
        this.head = head;
      }
    });
  }

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
      const otherwise = (): void => {
        this.CONSUME(w("else"));
        arm.isElse = true;
      };
      const pattern = (): number => arm.patterns.push(this.SUBRULE(this.expr));
      if (this.RECORDING_PHASE)
        this.OR([{ ALT: otherwise }, { ALT: () => this.AT_LEAST_ONE_SEP({ SEP: t.Bar, DEF: pattern }) }]);
      else if (this.nextIs(w("else"))) otherwise();
      else {
        // A loop of ours takes less of the stack than the library's.
        pattern();
        while (this.nextIs(t.Bar)) {
          this.CONSUME(t.Bar);
          pattern();
        }
      }
      this.CONSUME(t.Arrow);
      arm.value = this.SUBRULE2(this.expr);
    });
    this.OPTION(() => this.CONSUME(t.Comma));
  });

  args = this.RULE("args", (): ast.Argument[] => {
    const args: ast.Argument[] = [];
    const { head } = this;
    this.head = false;
    try {
      this.CONSUME(t.TouchingLParen);
      // `OPTION` is not needed here, and would take more stack.
      if (this.RECORDING_PHASE || !this.nextIs(t.RParen)) {
        args.push(this.SUBRULE(this.argument));
        this.MANY({
          GATE: () => !this.nextIs(t.RParen, 2),
          DEF: () => {
            this.CONSUME(t.Comma);
            args.push(this.SUBRULE2(this.argument));
          },
        });
        this.OPTION2(() => this.CONSUME2(t.Comma));
      }
      this.CONSUME(t.RParen);
    } finally {
      this.head = head;
    }
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
    const value = this.nextIs(t.Star) ? this.star() : this.SUBRULE(this.expr);
    return { kind: "argument", name, value, span: this.from(start) };
  });

  /** `count(*)` of SQL: reports the `*` and reads it, so that the rest of the call can be read. */
  private star(): ast.Expr {
    const token = this.CONSUME(t.Star);
    this.issue({
      code: "foreign",
      message: "`*` is not an argument",
      span: tokenSpan(token),
      help: "`count()` counts rows, `count(x)` values",
      fix: "",
    });
    return missingAt(token.startOffset);
  }
}
