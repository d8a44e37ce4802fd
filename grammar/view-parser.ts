/** Views: entities, clauses, items. */
import type * as ast from "./ast.js";
import { missingAt } from "./literals.js";
import { braces, type Draft } from "./parser-base.js";
import { SourceParser } from "./source-parser.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class ViewParser extends SourceParser {
  view = this.RULE("view", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("view"));
    const name = this.SUBRULE(this.nameNode);
    const entities: ast.EntityRef[] = [];
    const clauses: ast.Clause[] = [];
    const items: ast.ViewItem[] = [];
    const from: ast.Name = { kind: "name", text: "", backticked: false, span: missingAt(this.end()).span };
    const node: Draft<ast.ViewDecl> = {
      kind: "view",
      lead,
      name,
      entities,
      from,
      clauses,
      items,
      span: this.from(start),
    };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () => {
      this.OPTION(() => {
        this.CONSUME(w("for"));
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => entities.push(this.SUBRULE(this.entityRef)) });
      });
      this.CONSUME(w("from"));
      node.from = this.SUBRULE2(this.nameNode);
      this.MANY2(() => clauses.push(this.SUBRULE(this.clause)));
      this.list({ ...braces, what: "a feature" }, () =>
        this.item((itemLead) => this.SUBRULE(this.viewItem, { ARGS: [itemLead, items] })),
      );
    });
  });

  private entityRef = this.RULE("entityRef", (): ast.EntityRef => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    let keys: readonly ast.Key[] | null = null;
    this.OPTION(() => {
      keys = this.SUBRULE(this.keys);
    });
    return { kind: "entityRef", name, keys, span: this.from(start) };
  });

  private clause = this.RULE("clause", (): ast.Clause => {
    const start = this.start();
    return this.OR<ast.Clause>([
      { ALT: () => this.SUBRULE(this.where) },
      {
        ALT: () => {
          this.CONSUME(w("ttl"));
          return { kind: "ttl", duration: this.SUBRULE(this.duration), span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("delay"));
          return { kind: "delay", duration: this.SUBRULE2(this.duration), span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("every"));
          const duration = this.SUBRULE3(this.duration);
          let after: ast.DurationLiteral | null = null;
          this.OPTION(() => {
            this.CONSUME(w("after"));
            after = this.SUBRULE4(this.duration);
          });
          return { kind: "every", duration, after, span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("upto"));
          return { kind: "upto", span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("before"));
          return { kind: "before", span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("known"));
          return { kind: "known", span: this.from(start) };
        },
      },
    ]);
  });

  private viewItem = this.RULE("viewItem", (lead: ast.Lead, into: ast.ViewItem[]): void => {
    this.OR([
      { ALT: () => this.SUBRULE(this.letItem, { ARGS: [lead, into as (ast.Feature | ast.Let)[]] }) },
      { ALT: () => this.SUBRULE(this.spread, { ARGS: [lead, into] }) },
      {
        GATE: () => this.isItemWord(),
        ALT: () => this.SUBRULE(this.expectItem, { ARGS: [lead, into] }),
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => this.SUBRULE(this.feature, { ARGS: [lead, into as (ast.Feature | ast.Let)[]] }),
        IGNORE_AMBIGUITIES: true,
      },
    ]);
  });

  private spread = this.RULE("spread", (lead: ast.Lead, into: ast.ViewItem[]): void => {
    const start = this.start();
    this.CONSUME(t.Spread);
    const view = this.SUBRULE(this.nameNode);
    this.push<ast.ViewItem>(into, { kind: "spread", lead, view, span: this.from(start) });
  });

  private expectItem = this.RULE("expectItem", (lead: ast.Lead, into: ast.ViewItem[]): void => {
    const start = this.start();
    this.CONSUME(w("expect"));
    const node: Draft<ast.Expect> = { kind: "expect", lead, condition: missingAt(this.end()), span: this.from(start) };
    this.push<ast.ViewItem>(into, node);
    this.fill(node, () => {
      node.condition = this.SUBRULE(this.expr);
    });
  });
}
