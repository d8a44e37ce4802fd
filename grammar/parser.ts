/** A file and its declarations. */
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { missingAt, toText } from "./literals.js";
import type { Draft } from "./parser-base.js";
import { ServiceParser } from "./service-parser.js";
import * as t from "./tokens.js";

const w = t.word;

export class FeatParser extends ServiceParser {
  constructor(validate = false) {
    super(validate);
    this.performSelfAnalysis();
  }

  file = this.RULE("file", (): ast.File => {
    const declarations: ast.Declaration[] = [];
    this.list(null, null, () => this.SUBRULE(this.declaration, { ARGS: [declarations] }));
    return { kind: "file", declarations, span: { start: 0, end: this.text.length } };
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
