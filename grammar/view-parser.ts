/** Views and transforms. */
import type * as ast from "./ast.js";
import { missingAt } from "./literals.js";
import type { Draft } from "./parser-base.js";
import { SourceParser } from "./source-parser.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class ViewParser extends SourceParser {
  view = this.RULE("view", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("view");
    const entities: ast.EntityRef[] = [];
    const clauses: ast.Clause[] = [];
    const items: ast.ViewItem[] = [];
    const from: ast.Name = { kind: "name", text: "", backticked: false, span: { start: this.end(), end: this.end() } };
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
    this.push(into, node);
    this.fill(node, () => {
      this.OPTION(() => {
        this.CONSUME(w("for"));
        this.AT_LEAST_ONE_SEP({ SEP: t.Comma, DEF: () => entities.push(this.SUBRULE(this.entityRef)) });
      });
      this.CONSUME(w("from"));
      node.from = this.SUBRULE2(this.nameNode);
      this.MANY2(() => clauses.push(this.SUBRULE(this.clause)));
      this.list(t.LBrace, t.RBrace, () => this.SUBRULE(this.viewItem, { ARGS: [items] }));
    });
  });

  entityRef = this.RULE("entityRef", (): ast.EntityRef => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    let keys: readonly ast.Key[] | null = null;
    this.OPTION(() => (keys = this.SUBRULE(this.keys)));
    return { kind: "entityRef", name, keys, span: this.from(start) };
  });

  clause = this.RULE("clause", (): ast.Clause => {
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
      { ALT: () => (this.CONSUME(w("upto")), { kind: "upto", span: this.from(start) }) },
      { ALT: () => (this.CONSUME(w("before")), { kind: "before", span: this.from(start) }) },
      { ALT: () => (this.CONSUME(w("known")), { kind: "known", span: this.from(start) }) },
    ]);
  });

  viewItem = this.RULE("viewItem", (into: ast.ViewItem[]): void => {
    const lead = this.SUBRULE(this.lead);
    this.OPTION({
      GATE: () => !this.nextIs(t.RBrace),
      DEF: () => {
        this.OR([
          { ALT: () => this.SUBRULE(this.letItem, { ARGS: [lead, into] }) },
          {
            ALT: () => {
              const start = this.start();
              this.CONSUME(t.Spread);
              const view = this.SUBRULE(this.nameNode);
              this.push<ast.ViewItem>(into, { kind: "spread", lead, view, span: this.from(start) });
            },
          },
          {
            GATE: () => this.isItemWord(),
            ALT: () => {
              const start = this.start();
              this.CONSUME(w("expect"));
              const node: Draft<ast.Expect> = {
                kind: "expect",
                lead,
                condition: missingAt(this.end()),
                span: this.from(start),
              };
              this.push<ast.ViewItem>(into, node);
              this.fill(node, () => (node.condition = this.SUBRULE(this.expr)));
            },
            IGNORE_AMBIGUITIES: true,
          },
          { ALT: () => this.SUBRULE(this.feature, { ARGS: [lead, into] }), IGNORE_AMBIGUITIES: true },
        ]);
        this.comma();
      },
    });
  });

  transform = this.RULE("transform", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("transform");
    const items: ast.TransformItem[] = [];
    const node: Draft<ast.TransformDecl> = { kind: "transform", lead, name, items, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => this.list(t.LBrace, t.RBrace, () => this.SUBRULE(this.transformItem, { ARGS: [items] })));
  });

  transformItem = this.RULE("transformItem", (into: ast.TransformItem[]): void => {
    const lead = this.SUBRULE(this.lead);
    this.OPTION({
      GATE: () => !this.nextIs(t.RBrace),
      DEF: () => {
        this.OR([
          { ALT: () => this.SUBRULE(this.letItem, { ARGS: [lead, into as (ast.ViewItem | ast.TransformItem)[]] }) },
          {
            GATE: () => this.isItemWord(),
            ALT: () => this.SUBRULE(this.use, { ARGS: [lead, into] }),
            IGNORE_AMBIGUITIES: true,
          },
          {
            ALT: () => this.SUBRULE(this.feature, { ARGS: [lead, into as (ast.ViewItem | ast.TransformItem)[]] }),
            IGNORE_AMBIGUITIES: true,
          },
        ]);
        this.comma();
      },
    });
  });

  use = this.RULE("use", (lead: ast.Lead, into: ast.TransformItem[]): void => {
    const start = this.start();
    this.CONSUME(w("use"));
    const view = this.SUBRULE(this.nameNode);
    const node: Draft<ast.Use> = { kind: "use", lead, view, alias: null, keys: null, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => {
      this.OPTION(() => {
        this.CONSUME(w("as"));
        node.alias = this.SUBRULE2(this.nameNode);
      });
      this.OPTION2(() => (node.keys = this.SUBRULE(this.keys)));
    });
  });
}
