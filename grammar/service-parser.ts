/** Services: `v.*`, `v.x as y`, `v as a (k = k2) { … }`, `allow pii`. */
import type * as ast from "./ast.js";
import { braces, type Draft } from "./parser-base.js";
import * as t from "./tokens.js";
import { ViewParser } from "./view-parser.js";

const w = t.word;

export abstract class ServiceParser extends ViewParser {
  service = this.RULE("service", (lead: ast.Lead, into: ast.Declaration[]): void => {
    const start = this.start();
    this.CONSUME(w("service"));
    const name = this.SUBRULE(this.nameNode);
    const picks: ast.Pick[] = [];
    const node: Draft<ast.ServiceDecl> = { kind: "service", lead, name, picks, span: this.from(start) };
    this.push<ast.Declaration>(into, node);
    this.fill(node, () =>
      this.list({ ...braces, what: "`view.*`, `view.feature` or `view { … }`" }, () =>
        this.item((pickLead) => this.SUBRULE(this.pick, { ARGS: [pickLead, picks] })),
      ),
    );
  });

  private pick = this.RULE("pick", (lead: ast.Lead, into: ast.Pick[]): void => {
    // Given a name alone, the library would reject the whole item instead of reporting the token after the name.
    if (!this.RECORDING_PHASE && t.isName(this.next()) && !this.nextIs(t.Dot, 2) && !this.nextIs(w("pii"), 2)) {
      this.SUBRULE1(this.blockPick, { ARGS: [lead, into] });
      return;
    }
    this.OR([
      { GATE: () => this.nextIs(t.Dot, 2), ALT: () => this.SUBRULE(this.dotPick, { ARGS: [lead, into] }) },
      {
        GATE: () => this.nextIs(w("pii"), 2),
        ALT: () => this.SUBRULE(this.allowPii, { ARGS: [lead, into] }),
        IGNORE_AMBIGUITIES: true,
      },
      { ALT: () => this.SUBRULE(this.blockPick, { ARGS: [lead, into] }), IGNORE_AMBIGUITIES: true },
    ]);
  });

  private allowPii = this.RULE("allowPii", (lead: ast.Lead, into: ast.Pick[]): void => {
    const start = this.start();
    this.CONSUME(w("allow"));
    this.CONSUME(w("pii"));
    this.push<ast.Pick>(into, { kind: "allowPii", lead, span: this.from(start) });
  });

  private dotPick = this.RULE("dotPick", (lead: ast.Lead, into: ast.Pick[]): void => {
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
          this.fill(node, () =>
            this.OPTION(() => {
              node.except = this.SUBRULE(this.except);
            }),
          );
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

  private blockPick = this.RULE("blockPick", (lead: ast.Lead, into: ast.Pick[]): void => {
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
      this.OPTION2(() => {
        node.keys = this.SUBRULE(this.keys);
      });
      // The braces contain `*` or features, not both.
      this.OR([
        { GATE: () => this.nextIs(t.Star, 2), ALT: () => this.SUBRULE(this.pickedStar, { ARGS: [node] }) },
        {
          ALT: () => this.list({ ...braces, what: "a feature" }, () => this.SUBRULE(this.picked, { ARGS: [features] })),
          IGNORE_AMBIGUITIES: true,
        },
      ]);
    });
  });

  private pickedStar = this.RULE("pickedStar", (node: Draft<ast.BlockPick>): void => {
    this.CONSUME(t.LBrace);
    this.CONSUME(t.Star);
    this.OPTION(() => {
      const except = this.SUBRULE(this.except);
      this.ACTION(() => {
        node.except = except;
      });
    });
    this.CONSUME(t.RBrace);
    this.ACTION(() => {
      node.star = true;
    });
  });

  private picked = this.RULE("picked", (into: ast.PickedFeature[]): void => {
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
    this.OPTION2(() => this.CONSUME(t.Comma));
  });

  private except = this.RULE("except", (): ast.Name[] => {
    const names: ast.Name[] = [];
    this.CONSUME(w("except"));
    this.list({ ...braces, what: "a feature's name" }, () => {
      names.push(this.SUBRULE(this.nameNode));
      this.OPTION(() => this.CONSUME(t.Comma));
    });
    return names;
  });
}
