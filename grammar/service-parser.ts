/** Services and what they pick. */
import type * as ast from "./ast.js";
import type { Draft } from "./parser-base.js";
import * as t from "./tokens.js";
import { ViewParser } from "./view-parser.js";

const w = t.word;

export abstract class ServiceParser extends ViewParser {
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
}
