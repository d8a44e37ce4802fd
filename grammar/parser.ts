/** Declarations and their items. */
import type * as ast from "./ast.js";
import { ExpressionParser, missingAt, toText } from "./expression-parser.js";
import { tokenSpan } from "./lexer.js";
import type { Draft } from "./parser-base.js";
import * as t from "./tokens.js";

const w = t.word;

export class FeatParser extends ExpressionParser {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  file = this.RULE("file", (): ast.File => {
    const declarations: ast.Declaration[] = [];
    this.list(null, null, () => this.SUBRULE(this.declaration, { ARGS: [declarations] }));
    return { kind: "file", declarations, span: { start: 0, end: this.text.length } };
  });

  lead = this.RULE("lead", (): ast.Lead => {
    const docs: ast.Doc[] = [];
    const annotations: ast.Annotation[] = [];
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.DocComment);
            this.ACTION(() =>
              docs.push({ kind: "doc", text: token.image.replace(/^\/\/\/ ?/, "").trimEnd(), span: tokenSpan(token) }),
            );
          },
        },
        { ALT: () => annotations.push(this.SUBRULE(this.annotation)) },
      ]),
    );
    return this.ACTION(() => {
      if ((docs.length > 0 || annotations.length > 0) && (this.atEnd() || this.nextIs(t.RBrace))) {
        const first = docs[0]?.span ?? annotations[0]!.span;
        this.issue({
          code: "dangling-lead",
          message: docs.length > 0 ? "a doc comment documents nothing" : "an annotation belongs to nothing",
          span: first,
          help: "it stands before a declaration or an item; a plain comment begins with `//`",
        });
      }
      return { doc: joined(docs), annotations };
    });
  });

  annotation = this.RULE("annotation", (): ast.Annotation => {
    const start = this.start();
    this.CONSUME(t.AtSign);
    const name = this.SUBRULE(this.nameNode);
    let args: readonly ast.Argument[] = [];
    this.OPTION({
      GATE: () => this.nextIs(t.TouchingLParen),
      DEF: () => {
        args = this.SUBRULE(this.args);
      },
    });
    return { kind: "annotation", name, args, span: this.from(start) };
  });

  declaration = this.RULE("declaration", (into: ast.Declaration[]): void => {
    const lead = this.SUBRULE(this.lead);
    // A lead with nothing behind it was reported with its own message.
    this.OPTION({
      GATE: () => !this.atEnd(),
      DEF: () =>
        this.OR([
          { ALT: () => this.SUBRULE(this.entity, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.request, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.enumDecl, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.source, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.view, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.transform, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.service, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.fn, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.externFn, { ARGS: [lead, into] }) },
          { ALT: () => this.SUBRULE(this.test, { ARGS: [lead, into] }) },
        ]),
    });
  });

  private head_(word: Parameters<typeof w>[0]): { start: number; name: ast.Name } {
    const start = this.start();
    this.CONSUME(w(word));
    return { start, name: this.SUBRULE(this.nameNode) };
  }
  private comma(): void {
    this.OPTION9(() => this.CONSUME9(t.Comma));
  }
  private push<T>(into: T[], node: T): void {
    this.ACTION(() => into.push(node));
  }

  entity = this.RULE("entity", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("entity");
    const node: Draft<ast.EntityDecl> = { kind: "entity", lead, name, fields: [], span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => (node.fields = this.SUBRULE(this.fields)));
  });

  request = this.RULE("request", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("request");
    const node: Draft<ast.RequestDecl> = { kind: "request", lead, name, fields: [], span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => (node.fields = this.SUBRULE(this.fields)));
  });

  override fields = this.RULE("fields", (): ast.Field[] => {
    const fields: ast.Field[] = [];
    this.list(t.LBrace, t.RBrace, () => {
      const lead = this.SUBRULE(this.lead);
      this.OPTION({
        GATE: () => !this.nextIs(t.RBrace),
        DEF: () => {
          const start = this.start();
          const name = this.SUBRULE(this.nameNode);
          const field: Draft<ast.Field> = { kind: "field", lead, name, type: null, span: this.from(start) };
          this.push(fields, field);
          this.fill(field, () => {
            this.CONSUME(t.Colon);
            field.type = this.SUBRULE(this.typeNode);
          });
          this.comma();
        },
      });
    });
    return fields;
  });

  enumDecl = this.RULE("enumDecl", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("enum");
    const values: ast.EnumValue[] = [];
    const node: Draft<ast.EnumDecl> = { kind: "enum", lead, name, values, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () =>
      this.list(t.LBrace, t.RBrace, () => {
        const token = this.OR([{ ALT: () => this.CONSUME(t.Str) }, { ALT: () => this.CONSUME(t.Name) }]);
        this.ACTION(() => {
          const text = token.tokenType === t.Str ? toText(token).value : token.image.replaceAll("`", "");
          values.push({ kind: "enumValue", text, span: tokenSpan(token) });
        });
        this.comma();
      }),
    );
  });

  /* Sources */

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

  where = this.RULE("where", (): ast.WhereStep => {
    const start = this.start();
    this.CONSUME(w("where"));
    return { kind: "where", condition: this.SUBRULE(this.headExpr), span: this.from(start) };
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

  keys = this.RULE("keys", (): ast.Key[] => {
    const keys: ast.Key[] = [];
    this.CONSUME(t.LParen);
    this.within(false, () => {
      keys.push(this.SUBRULE(this.key));
      this.MANY({
        GATE: () => !this.nextIs(t.RParen, 2),
        DEF: () => {
          this.CONSUME(t.Comma);
          keys.push(this.SUBRULE2(this.key));
        },
      });
      this.OPTION(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RParen);
    return keys;
  });

  key = this.RULE("key", (): ast.Key => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    let value: ast.Expr | null = null;
    this.OPTION(() => {
      this.CONSUME(t.Assign);
      value = this.SUBRULE(this.expr);
    });
    return { kind: "key", name, value, span: this.from(start) };
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

  /** `[ ":" type ] [ "=" expr ]`. */
  private typeAndValue(node: { type: ast.TypeNode | null; value: ast.Expr | null }): void {
    this.gluedAssign = false;
    this.OPTION2(() => {
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeNode);
    });
    const glued = this.gluedAssign;
    this.gluedAssign = false;
    if (glued && !this.RECORDING_PHASE) {
      node.value = this.SUBRULE2(this.expr);
      return;
    }
    this.OPTION3(() => {
      this.CONSUME(t.Assign);
      node.value = this.SUBRULE(this.expr);
    });
    if (this.RECORDING_PHASE) this.OPTION4(() => this.SUBRULE2(this.expr));
  }

  /* Views */

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

  /** At the start of an item `use` and `expect` are names if one of these follows. */
  private isItemWord(): boolean {
    return ![t.Assign, t.Colon, t.Comma, t.RBrace, w("default")].some((type) => this.nextIs(type, 2));
  }

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

  letItem = this.RULE("letItem", (lead: ast.Lead, into: (ast.ViewItem | ast.TransformItem)[]): void => {
    const start = this.start();
    this.CONSUME(w("let"));
    const name = this.SUBRULE(this.nameNode);
    const node: Draft<ast.Let> = { kind: "let", lead, name, value: missingAt(this.end()), span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => {
      this.CONSUME(t.Assign);
      node.value = this.SUBRULE(this.expr);
    });
  });

  feature = this.RULE("feature", (lead: ast.Lead, into: (ast.ViewItem | ast.TransformItem)[]): void => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    const node: Draft<ast.Feature> = {
      kind: "feature",
      lead,
      name,
      type: null,
      value: null,
      default: null,
      span: this.from(start),
    };
    this.push(into, node);
    this.fill(node, () => {
      this.typeAndValue(node);
      this.OPTION5(() => {
        this.CONSUME(w("default"));
        node.default = this.SUBRULE(this.literal);
      });
    });
  });

  literal = this.RULE("literal", (): ast.Expr => {
    const start = this.start();
    return this.OR<ast.Expr>([
      {
        ALT: () => {
          this.CONSUME(t.AnyMinus);
          const operand = this.SUBRULE(this.atom);
          return { kind: "unary", op: "-", operand, span: this.from(start) };
        },
      },
      { ALT: () => this.SUBRULE2(this.atom) },
      {
        ALT: () => {
          const name = this.SUBRULE(this.nameNode);
          return { kind: "nameExpr", name, span: this.from(start) };
        },
      },
      {
        ALT: () => {
          const elements: ast.Expr[] = [];
          this.CONSUME(t.LBracket);
          this.MANY(() => {
            elements.push(this.SUBRULE(this.literal));
            this.comma();
          });
          this.CONSUME(t.RBracket);
          return { kind: "list", elements, span: this.from(start) };
        },
      },
    ]);
  });

  /* Transforms, services, functions, tests */

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

  service = this.RULE("service", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("service");
    const picks: ast.Pick[] = [];
    const node: Draft<ast.ServiceDecl> = { kind: "service", lead, name, picks, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => this.list(t.LBrace, t.RBrace, () => this.SUBRULE(this.pick, { ARGS: [picks] })));
  });

  pick = this.RULE("pick", (into: ast.Pick[]): void => {
    const lead = this.SUBRULE(this.lead);
    this.OPTION({
      GATE: () => !this.nextIs(t.RBrace),
      DEF: () => {
        this.OR([
          { ALT: () => this.SUBRULE(this.dotPick, { ARGS: [lead, into] }), GATE: () => this.nextIs(t.Dot, 2) },
          {
            GATE: () => this.nextIs(w("pii"), 2),
            ALT: () => {
              const start = this.start();
              this.CONSUME(w("allow"));
              this.CONSUME(w("pii"));
              this.push<ast.Pick>(into, { kind: "allowPii", lead, span: this.from(start) });
            },
            IGNORE_AMBIGUITIES: true,
          },
          { ALT: () => this.SUBRULE(this.blockPick, { ARGS: [lead, into] }), IGNORE_AMBIGUITIES: true },
        ]);
        this.comma();
      },
    });
  });

  dotPick = this.RULE("dotPick", (lead: ast.Lead, into: ast.Pick[]): void => {
    const start = this.start();
    const of = this.SUBRULE(this.nameNode);
    this.CONSUME(t.Dot);
    const node: Draft<ast.DotPick> = {
      kind: "dotPick",
      lead,
      of,
      feature: null,
      alias: null,
      except: [],
      span: this.from(start),
    };
    this.OR([
      {
        ALT: () => {
          this.CONSUME(t.Star);
          this.push<ast.Pick>(into, node);
          this.fill(node, () => this.OPTION(() => (node.except = this.SUBRULE(this.except))));
        },
      },
      {
        ALT: () => {
          node.feature = this.SUBRULE2(this.nameNode);
          this.push<ast.Pick>(into, node);
          this.fill(node, () =>
            this.OPTION2(() => {
              this.CONSUME(w("as"));
              node.alias = this.SUBRULE3(this.nameNode);
            }),
          );
        },
      },
    ]);
  });

  blockPick = this.RULE("blockPick", (lead: ast.Lead, into: ast.Pick[]): void => {
    const start = this.start();
    const of = this.SUBRULE(this.nameNode);
    const features: ast.PickedFeature[] = [];
    const node: Draft<ast.BlockPick> = {
      kind: "blockPick",
      lead,
      of,
      alias: null,
      keys: null,
      star: false,
      except: [],
      features,
      span: this.from(start),
    };
    this.push<ast.Pick>(into, node);
    this.fill(node, () => {
      this.OPTION(() => {
        this.CONSUME(w("as"));
        node.alias = this.SUBRULE2(this.nameNode);
      });
      this.OPTION2(() => (node.keys = this.SUBRULE(this.keys)));
      this.list(t.LBrace, t.RBrace, () =>
        this.OR([
          {
            ALT: () => {
              this.CONSUME(t.Star);
              node.star = true;
              this.OPTION3(() => (node.except = this.SUBRULE(this.except)));
              this.comma();
            },
          },
          { ALT: () => this.SUBRULE(this.picked, { ARGS: [features] }) },
        ]),
      );
    });
  });

  picked = this.RULE("picked", (into: ast.PickedFeature[]): void => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    const node: Draft<ast.PickedFeature> = { kind: "pickedFeature", name, alias: null, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () =>
      this.OPTION(() => {
        this.CONSUME(w("as"));
        node.alias = this.SUBRULE2(this.nameNode);
      }),
    );
    this.comma();
  });

  except = this.RULE("except", (): ast.Name[] => {
    const names: ast.Name[] = [];
    this.CONSUME(w("except"));
    this.list(t.LBrace, t.RBrace, () => {
      const name = this.SUBRULE(this.nameNode);
      this.push(names, name);
      this.comma();
    });
    return names;
  });

  fn = this.RULE("fn", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.head_("fn");
    const node: Draft<ast.FnDecl> = {
      kind: "fn",
      lead,
      name,
      params: [],
      result: null,
      body: missingAt(this.end()),
      span: this.from(start),
    };
    this.push(into, node);
    this.fill(node, () => {
      node.params = this.SUBRULE(this.params);
      this.CONSUME(t.Colon);
      node.result = this.SUBRULE(this.typeNode);
      this.CONSUME(t.Assign);
      node.body = this.SUBRULE(this.expr);
    });
  });

  externFn = this.RULE("externFn", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("extern"));
    this.CONSUME(w("fn"));
    const name = this.SUBRULE(this.nameNode);
    const from: ast.StringLiteral = { kind: "string", value: "", span: { start: this.end(), end: this.end() } };
    const node: Draft<ast.ExternFnDecl> = {
      kind: "externFn",
      lead,
      name,
      params: [],
      result: null,
      from,
      span: this.from(start),
    };
    this.push(into, node);
    this.fill(node, () => {
      node.params = this.SUBRULE(this.params);
      this.CONSUME(t.Colon);
      node.result = this.SUBRULE(this.typeNode);
      this.CONSUME(w("from"));
      const token = this.CONSUME(t.Str);
      this.ACTION(() => (node.from = toText(token)));
    });
  });

  params = this.RULE("params", (): ast.Param[] => {
    const params: ast.Param[] = [];
    this.CONSUME(t.LParen);
    this.MANY(() => {
      const start = this.start();
      const name = this.SUBRULE(this.nameNode);
      this.CONSUME(t.Colon);
      const type = this.SUBRULE(this.typeNode);
      params.push({ kind: "param", name, type, span: this.from(start) });
      this.comma();
    });
    this.CONSUME(t.RParen);
    return params;
  });

  test = this.RULE("test", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("test"));
    const token = this.CONSUME(t.Str);
    const title = this.ACTION(() => toText(token));
    const steps: ast.TestStep[] = [];
    const node: Draft<ast.TestDecl> = { kind: "test", lead, title, steps, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => this.list(t.LBrace, t.RBrace, () => steps.push(this.SUBRULE(this.testStep))));
  });

  testStep = this.RULE("testStep", (): ast.TestStep => {
    const start = this.start();
    return this.OR<ast.TestStep>([
      {
        ALT: () => {
          this.CONSUME(w("given"));
          const name = this.SUBRULE(this.nameNode);
          const rows: ast.RowExpr[] = [];
          let list = false;
          this.OR2([
            { ALT: () => rows.push(this.SUBRULE(this.row)) },
            {
              ALT: () => {
                list = true;
                this.CONSUME(t.LBracket);
                this.MANY(() => {
                  rows.push(this.SUBRULE2(this.row));
                  this.comma();
                });
                this.CONSUME(t.RBracket);
              },
            },
          ]);
          return { kind: "given", name, rows, list, span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("at"));
          const token = this.CONSUME(t.Str);
          return { kind: "testAt", time: this.ACTION(() => toText(token)), span: this.from(start) };
        },
      },
      {
        ALT: () => (this.CONSUME(w("for")), { kind: "testFor", row: this.SUBRULE3(this.row), span: this.from(start) }),
      },
      {
        ALT: () => {
          this.CONSUME(w("expect"));
          const name = this.SUBRULE2(this.nameNode);
          return { kind: "testExpect", name, row: this.SUBRULE4(this.row), span: this.from(start) };
        },
      },
    ]);
  });
}

function joined(docs: readonly ast.Doc[]): ast.Doc | null {
  const first = docs[0];
  const last = docs.at(-1);
  if (first === undefined || last === undefined) return null;
  return {
    kind: "doc",
    text: docs.map((d) => d.text).join("\n"),
    span: { start: first.span.start, end: last.span.end },
  };
}
