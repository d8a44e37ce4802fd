/** Files and declarations. The longer declarations are in the base classes of this parser. */
import type { TokenType } from "chevrotain";
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { missingAt, toText } from "./literals.js";
import { tooDeep } from "./messages.js";
import { braces, type Draft, MAX_DEPTH } from "./parser-base.js";
import { ServiceParser } from "./service-parser.js";
import * as t from "./tokens.js";

const w = t.word;

interface Start {
  readonly start: number;
  readonly name: ast.Name;
}

export class FeatParser extends ServiceParser {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  file = this.RULE("file", (): ast.File => {
    const declarations: ast.Declaration[] = [];
    const node: Draft<ast.File> = { kind: "file", declarations, span: { start: 0, end: 0 } };
    try {
      this.fill(node, () =>
        this.list({ open: null, close: null, what: "a declaration" }, () =>
          this.SUBRULE(this.declaration, { ARGS: [declarations] }),
        ),
      );
    } catch (error) {
      // The caller may leave too little stack for `MAX_DEPTH` levels. Keep what was read, and stop.
      if (!(error instanceof RangeError)) throw error;
      this.issue(tooDeep(tokenSpan(this.next()), MAX_DEPTH));
    }
    node.span = { start: 0, end: this.text.length };
    return node;
  });

  private declaration = this.RULE("declaration", (into: ast.Declaration[]): void => {
    const lead = this.SUBRULE(this.lead);
    // A lead without a declaration is reported with its own message.
    this.OPTION(() => {
      this.ACTION(() => {
        this.declaring = this.next().image;
      });
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
      ]);
    });
  });

  /** The keyword of a declaration, and its name. */
  private begin(word: TokenType): Start {
    const start = this.start();
    this.CONSUME(word);
    return { start, name: this.SUBRULE(this.nameNode) };
  }

  private entity = this.RULE("entity", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.begin(w("entity"));
    const node: Draft<ast.EntityDecl> = { kind: "entity", lead, name, fields: [], span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () => {
      node.fields = this.SUBRULE(this.fields);
    });
  });

  private request = this.RULE("request", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.begin(w("request"));
    const node: Draft<ast.RequestDecl> = { kind: "request", lead, name, fields: [], span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () => {
      node.fields = this.SUBRULE(this.fields);
    });
  });

  private enumDecl = this.RULE("enumDecl", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.begin(w("enum"));
    const values: ast.EnumValue[] = [];
    const node: Draft<ast.EnumDecl> = { kind: "enum", lead, name, values, span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () =>
      this.list({ ...braces, what: "a value" }, () => {
        const token = this.OR([{ ALT: () => this.CONSUME(t.Str) }, { ALT: () => this.CONSUME(t.Name) }]);
        this.ACTION(() => {
          const text = token.tokenType === t.Str ? toText(token).value : token.image.replaceAll("`", "");
          values.push({ kind: "enumValue", text, span: tokenSpan(token) });
        });
        this.OPTION(() => this.CONSUME(t.Comma));
      }),
    );
  });

  private transform = this.RULE("transform", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.begin(w("transform"));
    const items: ast.TransformItem[] = [];
    const node: Draft<ast.TransformDecl> = { kind: "transform", lead, name, items, span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () =>
      this.list({ ...braces, what: "a feature" }, () =>
        this.item((itemLead) => this.SUBRULE(this.transformItem, { ARGS: [itemLead, items] })),
      ),
    );
  });

  private transformItem = this.RULE("transformItem", (lead: ast.Lead, into: ast.TransformItem[]): void => {
    this.OR([
      { ALT: () => this.SUBRULE(this.letItem, { ARGS: [lead, into as (ast.Feature | ast.Let)[]] }) },
      {
        GATE: () => this.isItemWord(),
        ALT: () => this.SUBRULE(this.use, { ARGS: [lead, into] }),
        IGNORE_AMBIGUITIES: true,
      },
      {
        ALT: () => this.SUBRULE(this.feature, { ARGS: [lead, into as (ast.Feature | ast.Let)[]] }),
        IGNORE_AMBIGUITIES: true,
      },
    ]);
  });

  private use = this.RULE("use", (lead: ast.Lead, into: ast.TransformItem[]): void => {
    const start = this.start();
    this.CONSUME(w("use"));
    const view = this.SUBRULE(this.nameNode);
    const node: Draft<ast.Use> = { kind: "use", lead, view, alias: null, keys: null, span: this.from(start) };
    this.push<ast.TransformItem>(into, node);
    this.fill(node, () => {
      this.OPTION(() => {
        this.CONSUME(w("as"));
        node.alias = this.SUBRULE2(this.nameNode);
      });
      this.OPTION2(() => {
        node.keys = this.SUBRULE(this.keys);
      });
    });
  });

  private fn = this.RULE("fn", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const { start, name } = this.begin(w("fn"));
    const body = missingAt(this.end());
    const node: Draft<ast.FnDecl> = { kind: "fn", lead, name, params: [], result: null, body, span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () => {
      node.params = this.SUBRULE(this.params);
      this.CONSUME(t.Colon);
      node.result = this.SUBRULE(this.typeNode);
      if (this.RECORDING_PHASE || !this.takeGluedAssign()) this.CONSUME(t.Assign);
      node.body = this.SUBRULE(this.expr);
    });
  });

  private externFn = this.RULE("externFn", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("extern"));
    const { name } = this.begin(w("fn"));
    const from: ast.StringLiteral = { kind: "string", value: "", span: missingAt(this.end()).span };
    const node: Draft<ast.ExternFnDecl> = {
      kind: "externFn",
      lead,
      name,
      params: [],
      result: null,
      from,
      span: this.from(start),
    };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () => {
      node.params = this.SUBRULE(this.params);
      this.CONSUME(t.Colon);
      node.result = this.SUBRULE(this.typeNode);
      this.CONSUME(w("from"));
      const token = this.CONSUME(t.Str);
      node.from = this.ACTION(() => toText(token));
    });
  });

  private params = this.RULE("params", (): ast.Param[] => {
    const params: ast.Param[] = [];
    this.CONSUME(t.LParen);
    this.OPTION(() => {
      params.push(this.SUBRULE(this.param));
      this.MANY({
        GATE: () => !this.nextIs(t.RParen, 2),
        DEF: () => {
          this.CONSUME(t.Comma);
          params.push(this.SUBRULE2(this.param));
        },
      });
      this.OPTION2(() => this.CONSUME2(t.Comma));
    });
    this.CONSUME(t.RParen);
    return params;
  });

  private param = this.RULE("param", (): ast.Param => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    this.CONSUME(t.Colon);
    return { kind: "param", name, type: this.SUBRULE(this.typeNode), span: this.from(start) };
  });

  private test = this.RULE("test", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("test"));
    const token = this.CONSUME(t.Str);
    const title = this.ACTION(() => toText(token));
    const steps: ast.TestStep[] = [];
    const node: Draft<ast.TestDecl> = { kind: "test", lead, title, steps, span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () =>
      this.list({ ...braces, what: "`given`, `at`, `for` or `expect`" }, () =>
        this.SUBRULE(this.testStep, { ARGS: [steps] }),
      ),
    );
  });

  private testStep = this.RULE("testStep", (into: ast.TestStep[]): void => {
    const start = this.start();
    const step = this.OR<ast.TestStep>([
      { ALT: () => this.SUBRULE(this.given) },
      {
        ALT: () => {
          this.CONSUME(w("at"));
          const token = this.CONSUME(t.Str);
          return { kind: "testAt", time: this.ACTION(() => toText(token)), span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("for"));
          return { kind: "testFor", row: this.SUBRULE(this.row), span: this.from(start) };
        },
      },
      {
        ALT: () => {
          this.CONSUME(w("expect"));
          const name = this.SUBRULE2(this.nameNode);
          return { kind: "testExpect", name, row: this.SUBRULE2(this.row), span: this.from(start) };
        },
      },
    ]);
    this.push(into, step);
  });

  private given = this.RULE("given", (): ast.TestStep => {
    const start = this.start();
    this.CONSUME(w("given"));
    const name = this.SUBRULE(this.nameNode);
    const rows: ast.RowExpr[] = [];
    let list = false;
    this.OR([
      { ALT: () => rows.push(this.SUBRULE(this.row)) },
      {
        ALT: () => {
          list = true;
          this.CONSUME(t.LBracket);
          this.MANY(() => {
            rows.push(this.SUBRULE2(this.row));
            this.OPTION(() => this.CONSUME(t.Comma));
          });
          this.CONSUME(t.RBracket);
        },
      },
    ]);
    return { kind: "given", name, rows, list, span: this.from(start) };
  });
}
