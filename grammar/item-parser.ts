/**
 * Items that several kinds of declarations have in their braces: leads, fields, keys,
 * `name: type = value default literal`, `let`.
 */
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { missingAt } from "./literals.js";
import { braces, type Draft } from "./parser-base.js";
import { RollupParser } from "./rollup-parser.js";
import * as t from "./tokens.js";

const w = t.word;

type FeatureOrLet = ast.Feature | ast.Let;

export abstract class ItemParser extends RollupParser {
  protected push<T>(into: T[], node: T): void {
    this.ACTION(() => into.push(node));
  }

  /** One item of a list: its lead, the item, and an optional comma. */
  protected item(body: (lead: ast.Lead) => void): void {
    const lead = this.SUBRULE8(this.lead);
    this.OPTION8(() => {
      body(lead);
      this.OPTION9(() => this.CONSUME9(t.Comma));
    });
  }

  lead = this.RULE("lead", (): ast.Lead => {
    const docs: ast.Doc[] = [];
    const annotations: ast.Annotation[] = [];
    this.MANY(() =>
      this.OR([
        {
          ALT: () => {
            const token = this.CONSUME(t.DocComment);
            const text = token.image.replace(/^\/\/\/ ?/, "").trimEnd();
            this.ACTION(() => docs.push({ kind: "doc", text, span: tokenSpan(token) }));
          },
        },
        { ALT: () => annotations.push(this.SUBRULE(this.annotation)) },
      ]),
    );
    this.ACTION(() => this.checkLead(docs, annotations));
    return { doc: joined(docs), annotations };
  });

  private checkLead(docs: readonly ast.Doc[], annotations: readonly ast.Annotation[]): void {
    const first = docs[0] ?? annotations[0];
    if (first === undefined || !(this.atEnd() || this.nextIs(t.RBrace))) return;
    this.issue({
      code: "dangling-lead",
      message: docs.length > 0 ? "this doc comment documents nothing" : "this annotation belongs to nothing",
      span: first.span,
      help: "it goes before a declaration or an item; a plain comment begins with `//`",
    });
  }

  annotation = this.RULE("annotation", (): ast.Annotation => {
    const start = this.start();
    this.CONSUME(t.AtSign);
    const name = this.SUBRULE(this.nameNode);
    let args: readonly ast.Argument[] = [];
    this.OPTION(() => {
      args = this.SUBRULE(this.args);
    });
    return { kind: "annotation", name, args, span: this.from(start) };
  });

  override fields = this.RULE("fields", (): ast.Field[] => {
    const fields: ast.Field[] = [];
    this.list({ ...braces, what: "a field" }, () =>
      this.item((lead) => this.SUBRULE(this.field, { ARGS: [lead, fields] })),
    );
    return fields;
  });

  private field = this.RULE("field", (lead: ast.Lead, into: ast.Field[]): void => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    const node: Draft<ast.Field> = { kind: "field", lead, name, type: null, span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => {
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeNode);
    });
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

  private key = this.RULE("key", (): ast.Key => {
    const start = this.start();
    const name = this.SUBRULE(this.nameNode);
    let value: ast.Expr | null = null;
    this.OPTION(() => {
      this.CONSUME(t.Assign);
      value = this.SUBRULE(this.expr);
    });
    return { kind: "key", name, value, span: this.from(start) };
  });

  /** `[ ":" type ] [ "=" expr ]`. */
  protected typeAndValue(node: { type: ast.TypeNode | null; value: ast.Expr | null }): void {
    let glued = false;
    this.OPTION1(() => {
      this.CONSUME(t.Colon);
      node.type = this.SUBRULE(this.typeNode);
      glued = this.takeGluedAssign();
    });
    if (glued && !this.RECORDING_PHASE) {
      node.value = missingAt(this.end());
      node.value = this.SUBRULE(this.expr);
      return;
    }
    this.OPTION2(() => {
      this.CONSUME(t.Assign);
      // If no value can be read, this marks that one was intended.
      node.value = missingAt(this.end());
      node.value = this.SUBRULE(this.expr);
    });
  }

  letItem = this.RULE("letItem", (lead: ast.Lead, into: FeatureOrLet[]): void => {
    const start = this.start();
    this.CONSUME(w("let"));
    const name = this.SUBRULE(this.nameNode);
    const node: Draft<ast.Let> = { kind: "let", lead, name, value: missingAt(this.end()), span: this.from(start) };
    this.push(into, node);
    this.fill(node, () => {
      this.CONSUME(t.Assign);
      node.value = missingAt(this.end());
      node.value = this.SUBRULE(this.expr);
    });
  });

  feature = this.RULE("feature", (lead: ast.Lead, into: FeatureOrLet[]): void => {
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
      this.OPTION3(() => {
        this.CONSUME(w("default"));
        node.default = missingAt(this.end());
        node.default = this.SUBRULE(this.literal);
      });
    });
  });

  /**
   * At the start of an item, `use` and `expect` are keywords unless one of these tokens follows: then they are names.
   */
  protected isItemWord(): boolean {
    return ![t.Assign, t.Colon, t.Comma, t.RBrace, w("default")].some((type) => this.nextIs(type, 2));
  }
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
