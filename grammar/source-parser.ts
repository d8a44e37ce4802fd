/** Sources: rows and columns. */
import type * as ast from "./ast.js";
import { ItemParser } from "./item-parser.js";
import { tokenSpan } from "./lexer.js";
import type { Draft } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class SourceParser extends ItemParser {
  source = this.RULE("source", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("source");
    const branches: ast.Rows[] = [];
    const node: Draft<ast.SourceDecl> = { kind: "source", lead, name, branches, union: false, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.rows, { ARGS: [branches] }) },
        {
          ALT: () => {
            node.union = true;
            this.list(t.LBrace, t.RBrace, () => this.SUBRULE2(this.rows, { ARGS: [branches] }));
          },
        },
      ]),
    );
  });

  rows = this.RULE("rows", (into: ast.Rows[]): void => {
    const start = this.start();
    this.CONSUME(w("from"));
    const from = this.SUBRULE(this.nameNode);
    const steps: ast.RowStep[] = [];
    const node: Draft<ast.Rows> = { kind: "rows", from, at: null, steps, columns: null, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => {
      this.OPTION(() => {
        this.CONSUME(w("at"));
        node.at = this.SUBRULE(this.headExpr);
      });
      this.MANY(() =>
        this.OR([
          { ALT: () => steps.push(this.SUBRULE(this.join)) },
          { ALT: () => steps.push(this.SUBRULE(this.each)) },
          { ALT: () => steps.push(this.SUBRULE(this.where)) },
        ]),
      );
      this.OPTION2(() => (node.columns = this.SUBRULE(this.columns)));
    });
  });

  join = this.RULE("join", (): ast.JoinStep => {
    const start = this.start();
    this.CONSUME(w("join"));
    const target = this.SUBRULE(this.nameNode);
    let alias: ast.Name | null = null;
    let on: readonly ast.Key[] | null = null;
    this.OPTION(() => {
      this.CONSUME(w("as"));
      alias = this.SUBRULE2(this.nameNode);
    });
    this.OPTION2(() => {
      this.CONSUME(w("on"));
      this.OR([
        { ALT: () => (on = this.SUBRULE(this.keys)) },
        {
          ALT: () => {
            const name = this.SUBRULE3(this.nameNode);
            on = [{ kind: "key", name, value: null, span: name.span }];
          },
        },
      ]);
    });
    return { kind: "join", target, alias, on, span: this.from(start) };
  });

  columns = this.RULE("columns", (): ast.Columns => {
    const start = this.start();
    const columns: ast.ColumnDef[] = [];
    let star = false;
    this.list(t.LBrace, t.RBrace, () =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.Star);
            this.ACTION(() => {
              if (columns.length > 0 || star)
                this.issue({ code: "unexpected", message: "`*` stands first", span: tokenSpan(token) });
              star = true;
            });
            this.OPTION(() => this.CONSUME(t.Comma));
          },
        },
        { ALT: () => this.SUBRULE(this.column, { ARGS: [columns] }) },
      ]),
    );
    return { kind: "columns", star, columns, span: this.from(start) };
  });

  column = this.RULE("column", (into: ast.ColumnDef[]): void => {
    const lead = this.SUBRULE(this.lead);
    this.OPTION({
      GATE: () => !this.nextIs(t.RBrace),
      DEF: () => {
        const start = this.start();
        const name = this.SUBRULE(this.nameNode);
        const node: Draft<ast.ColumnDef> = {
          kind: "columnDef",
          lead,
          name,
          type: null,
          value: null,
          span: this.from(start),
        };
        this.push(into, node);
        this.fill(node, () => this.typeAndValue(node));
        this.comma();
      },
    });
  });
}
