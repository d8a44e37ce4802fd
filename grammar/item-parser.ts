/** What declarations share: leads, fields, keys, features and lets. */
import type * as ast from "./ast.js";
import { tokenSpan } from "./lexer.js";
import { missingAt } from "./literals.js";
import type { Draft } from "./parser-base.js";
import { RollupParser } from "./rollup-parser.js";
import * as t from "./tokens.js";

const w = t.word;

export abstract class ItemParser extends RollupParser {
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

  protected head_(word: Parameters<typeof w>[0]): { start: number; name: ast.Name } {
    const start = this.start();
    this.CONSUME(w(word));
    return { start, name: this.SUBRULE(this.nameNode) };
  }
  protected comma(): void {
    this.OPTION9(() => this.CONSUME9(t.Comma));
  }
  protected push<T>(into: T[], node: T): void {
    this.ACTION(() => into.push(node));
  }

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

  where = this.RULE("where", (): ast.WhereStep => {
    const start = this.start();
    this.CONSUME(w("where"));
    return { kind: "where", condition: this.SUBRULE(this.headExpr), span: this.from(start) };
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

  /** `[ ":" type ] [ "=" expr ]`. */
  protected typeAndValue(node: { type: ast.TypeNode | null; value: ast.Expr | null }): void {
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

  /** At the start of an item `use` and `expect` are names if one of these follows. */
  protected isItemWord(): boolean {
    return ![t.Assign, t.Colon, t.Comma, t.RBrace, w("default")].some((type) => this.nextIs(type, 2));
  }

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
