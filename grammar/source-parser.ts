/** Derived sources: `from`, `at`, `join`, `each`, `where`, columns, unions. */
import type * as ast from "./ast.js";
import { ItemParser } from "./item-parser.js";
import { tokenSpan } from "./lexer.js";
import { braces, type Draft } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class SourceParser extends ItemParser {
  source = this.RULE("source", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("source"));
    const name = this.SUBRULE(this.nameNode);
    const branches: ast.Rows[] = [];
    const node: Draft<ast.SourceDecl> = { kind: "source", lead, name, branches, union: false, span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () =>
      this.OR([
        { ALT: () => this.SUBRULE(this.rows, { ARGS: [branches, false] }) },
        {
          ALT: () => {
            node.union = true;
            const open = this.next();
            this.list({ ...braces, what: "`from`" }, () => this.SUBRULE2(this.rows, { ARGS: [branches, true] }));
            this.ACTION(() => {
              if (branches.length > 0 || this.damaged) return;
              const span = { start: tokenSpan(open).start, end: this.end() };
              this.issue({
                code: "unexpected",
                message: "a source without `from`",
                span,
                help: "write `source s from t`, or `from … { … }` for each branch of a union",
              });
            });
          },
        },
      ]),
    );
  });

  /** The rows of a source. In a branch of a union the columns are required. */
  private rows = this.RULE("rows", (into: ast.Rows[], union: boolean): void => {
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
      if (union && !this.RECORDING_PHASE) node.columns = this.SUBRULE(this.columns);
      else
        this.OPTION2(() => {
          node.columns = this.SUBRULE(this.columns);
        });
    });
  });

  where = this.RULE("where", (): ast.WhereStep => {
    const start = this.start();
    this.CONSUME(w("where"));
    return { kind: "where", condition: this.SUBRULE(this.headExpr), span: this.from(start) };
  });

  private join = this.RULE("join", (): ast.JoinStep => {
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
        {
          ALT: () => {
            on = this.SUBRULE(this.keys);
          },
        },
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

  private columns = this.RULE("columns", (): ast.Columns => {
    const columns: ast.ColumnDef[] = [];
    const node: Draft<ast.Columns> = { kind: "columns", star: false, columns, span: this.from(this.start()) };
    return this.fill(node, () =>
      this.list({ ...braces, what: "a column" }, () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.columnStar, { ARGS: [node] }) },
          { ALT: () => this.item((lead) => this.SUBRULE(this.column, { ARGS: [lead, columns] })) },
        ]),
      ),
    );
  });

  private columnStar = this.RULE("columnStar", (node: Draft<ast.Columns>): void => {
    const token = this.CONSUME(t.Star);
    this.ACTION(() => {
      if (node.columns.length > 0 || node.star)
        this.issue({
          code: "unexpected",
          message: "`*` is not the first column",
          span: tokenSpan(token),
          help: "`*` comes first, once",
        });
      node.star = true;
    });
    this.OPTION(() => this.CONSUME(t.Comma));
  });

  private column = this.RULE("column", (lead: ast.Lead, into: ast.ColumnDef[]): void => {
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
  });
}
