import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText } from "../../../runtime/types.js";
import { keyConflict, letIsHidden, memberNotHere, wholeReference } from "../../diagnostics/catalog/model.js";
import {
  duplicateDeclaration,
  duplicateMember,
  unknownInTransform,
  unknownMember,
  unknownName,
  wrongKindOfName,
} from "../../diagnostics/catalog/symbols.js";
import type { Expr, Transform } from "../../ir/index.js";
import { kindText } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import type { Ctx } from "../expr/context.js";
import { deprecationOf, mention, mentionDeclared } from "../governance/deprecation.js";
import { checkDeclaredName } from "./declared.js";
import type { Offer, Resolver, ViewInfo } from "./resolver.js";

interface ViewRef {
  readonly view: ViewInfo;
  /** Null for a view that is named without `use`. */
  readonly use: ast.Use | null;
  /** The place where it is first named. */
  readonly node: { readonly span: ast.Span };
}

/** The inputs of a transform: views under their refs, transforms, request fields and keys, in order of first use. */
export class TransformInputs {
  readonly views = new Map<string, ViewRef>();
  readonly transforms = new Set<string>();
  readonly requests = new Map<string, Transform["requests"][number]>();
  readonly keys = new Map<string, Type>();
  /** Refs whose `use` has an error: their readers report nothing more. */
  readonly #broken = new Set<string>();
  readonly #uses = new Set<string>();
  sound = true;

  constructor(
    private readonly self: string,
    private readonly file: SourceFile,
    private readonly resolver: Resolver,
  ) {}

  /** Registers a `use`; `taken` tells the transform's own names. */
  use(node: ast.Use, taken: (name: string) => boolean): void {
    const { file, resolver } = this;
    const { report, symbols } = resolver;
    const ref = (node.alias ?? node.view).text;
    const fail = () => {
      this.sound = false;
      this.#broken.add(ref);
    };
    if (node.view.text === "") {
      fail();
      return;
    }
    if (node.alias !== null) checkDeclaredName(node.alias, false, file, report);
    const named = symbols.names.get(node.view.text);
    if (named === undefined) {
      this.#unknown(node.view, "view", ["view"], { file, report });
      fail();
      return;
    }
    if (named.kind !== "view") {
      report(
        wrongKindOfName.at(
          file.place(node.view),
          { name: node.view.text, is: kindText(named), wanted: "view" },
          {
            help: named.kind === "transform" ? "a transform needs no `use`: read it by `name.feature`" : null,
          },
        ),
      );
      fail();
      return;
    }
    const clash = node.alias === null ? undefined : symbols.names.get(ref);
    if (this.#uses.has(ref)) {
      report(duplicateMember.at(file.place(node.alias ?? node.view), { name: ref, what: "alias", first: ref }));
      this.sound = false;
      return;
    }
    if (clash !== undefined || (node.alias !== null && taken(ref))) {
      const first = clash === undefined ? "feature of this transform" : kindText(clash);
      const help = "choose a name that nothing else has";
      report(duplicateDeclaration.at(file.place(node.alias!), { name: ref, what: "alias", first }, { help }));
      fail();
      return;
    }
    this.#uses.add(ref);
    mentionDeclared(node.view, named, { file, lint: resolver.lint });
    const view = resolver.view(node.view.text);
    if (view === null) fail();
    else this.views.set(ref, { view, use: node, node });
  }

  /** The view or transform behind `ref.…`; undefined if there is no such ref, null if an error was reported. */
  offer(ref: ast.Name, ctx: Pick<Ctx, "file" | "report">): Offer | null | undefined {
    const { symbols, lint } = this.resolver;
    if (this.#broken.has(ref.text)) return null;
    mentionDeclared(ref, symbols.names.get(ref.text), { file: ctx.file, lint });
    const view = this.views.get(ref.text);
    if (view !== undefined) return view.view;
    const named = symbols.names.get(ref.text);
    if (named?.kind === "view") {
      const info = this.resolver.view(ref.text);
      if (info === null) this.#broken.add(ref.text);
      else this.views.set(ref.text, { view: info, use: null, node: ref });
      return info;
    }
    if (named?.kind === "transform") {
      const info = this.resolver.transform(ref.text, ctx.file.place(ref));
      if (info !== null) this.transforms.add(ref.text);
      else this.sound = false;
      return info;
    }
    return undefined;
  }

  /** `ref.name`: a feature of a view or transform, or a field of a request. */
  member(object: ast.Name, name: ast.Name, ctx: Ctx): Expr | null {
    const { symbols } = this.resolver;
    const offer = this.offer(object, ctx);
    if (offer === null) return null;
    if (offer !== undefined) return this.#feature(offer, object, name, ctx);
    const named = symbols.names.get(object.text);
    if (named?.kind === "request") return this.#field(object, name, ctx);
    const place = ctx.file.place(object);
    if (named !== undefined) {
      ctx.report(memberNotHere.at(place, { name: object.text, is: kindText(named), where: "a transform" }));
    } else if (symbols.entities.has(object.text)) {
      ctx.report(
        memberNotHere.at(
          place,
          { name: object.text, is: "entity", where: "a transform" },
          {
            help: `write a key without its entity: \`${name.text}\``,
          },
        ),
      );
    } else this.#unknown(object, "view, transform or request", ["view", "transform", "request"], ctx);
    return null;
  }

  /** A bare name that is not an item is a key of the service. */
  key(name: ast.Name, candidates: readonly string[], ctx: Ctx): Expr | null {
    const { symbols } = this.resolver;
    const type = this.keys.get(name.text) ?? this.#declaredKey(name, ctx);
    if (type === null) return null;
    if (type !== undefined) {
      this.keys.set(name.text, type);
      return { node: "key", type, name: name.text };
    }
    const place = ctx.file.place(name);
    const named = symbols.names.get(name.text);
    if (named !== undefined && named.kind !== "source" && named.kind !== "physical") {
      ctx.report(wholeReference.at(place, { name: name.text, is: named.kind }));
      return null;
    }
    const near = suggest(name.text, [...candidates, ...this.#keyNames()]);
    const owner = near === null ? this.#ownerOf(name.text) : null;
    const help =
      near !== null
        ? `did you mean \`${near}\`?`
        : owner !== null
          ? `did you mean \`${owner}.${name.text}\`?`
          : "features of views are named `view.feature`";
    const text = near ?? (owner === null ? null : `${owner}.${name.text}`);
    ctx.report(
      unknownInTransform.at(
        place,
        { name: name.text },
        {
          help,
          fix: text === null ? null : { place, text },
        },
      ),
    );
    return null;
  }

  /** Registers a key that a view needs; false if the name is already a key of another type. */
  addKey(name: string, type: Type, node: { readonly span: ast.Span }): boolean {
    const before = this.keys.get(name);
    if (before === undefined || before.kind === type.kind) {
      this.keys.set(name, type);
      return true;
    }
    this.resolver.report(
      keyConflict.at(this.file.place(node), { name, first: typeText(before), second: typeText(type) }),
    );
    this.sound = false;
    return false;
  }

  /** Names that are keys already, or that some entity declares. */
  #keyNames(): readonly string[] {
    const names = new Set(this.keys.keys());
    for (const { decl } of this.resolver.symbols.entities.values()) {
      for (const field of decl.fields) names.add(field.name.text);
    }
    return [...names];
  }

  /** The type that entities declare for the key of this name; undefined if none declares it. */
  #declaredKey(name: ast.Name, ctx: Ctx): Type | null | undefined {
    let found: Type | undefined;
    for (const { decl, file } of this.resolver.symbols.entities.values()) {
      if (!decl.fields.some((field) => field.name.text === name.text)) continue;
      const entity = this.resolver.entity(decl.name, file);
      const key = entity?.keys.find((candidate) => candidate.name === name.text);
      if (key === undefined) return null;
      if (found !== undefined && found.kind !== key.type.kind) {
        ctx.report(
          keyConflict.at(ctx.file.place(name), { name: name.text, first: typeText(found), second: typeText(key.type) }),
        );
        return null;
      }
      found = key.type;
    }
    return found;
  }

  #feature(offer: Offer, object: ast.Name, name: ast.Name, ctx: Ctx): Expr | null {
    const family = offer.features.has(name.text) ? undefined : offer.families.get(name.text);
    const feature = offer.features.get(family === undefined ? name.text : (family.members[ctx.member] ?? ""));
    if (feature !== undefined) {
      mention(name, "feature", feature.deprecated, { file: ctx.file, lint: this.resolver.lint });
      return feature.type === null
        ? null
        : { node: "input", type: feature.type, from: object.text, name: feature.name };
    }
    if (!this.resolver.symbols.ambiguous.has(offer.name)) reportUnknownFeature(offer, name, ctx);
    return null;
  }

  #field(object: ast.Name, name: ast.Name, ctx: Ctx): Expr | null {
    const request = this.resolver.request(object.text);
    if (request === null) return null;
    const field = request.fields.find((candidate) => candidate.name === name.text);
    if (field === undefined) {
      if (this.resolver.symbols.ambiguous.has(request.name)) return null;
      const names = request.fields.map((candidate) => candidate.name);
      const place = ctx.file.place(name);
      const near = suggest(name.text, names);
      ctx.report(
        unknownMember.at(
          place,
          { name: name.text, of: request.name, what: "field" },
          {
            help: suggestion(name.text, names, "its fields are"),
            fix: near === null ? null : { place, text: near },
          },
        ),
      );
      return null;
    }
    const named = this.resolver.symbols.names.get(object.text);
    const lint = { file: ctx.file, lint: this.resolver.lint };
    mentionDeclared(object, named, lint);
    const node = named?.kind === "request" ? named.decl.fields.find((each) => each.name.text === name.text) : undefined;
    mention(name, "field", node === undefined ? null : deprecationOf(node.lead), lint);
    this.requests.set(`${request.name}.${field.name}`, { request: request.name, name: field.name, type: field.type });
    return { node: "request", type: field.type, request: request.name, name: field.name };
  }

  /** A view in use, or a request, that has a member of this name: `owner.name` was probably meant. */
  #ownerOf(name: string): string | null {
    for (const [ref, { view }] of this.views) {
      if (view.features.has(name) || view.families.has(name)) return ref;
    }
    for (const [text, { decl }] of [...this.resolver.symbols.names].filter(([, named]) => named.kind === "request") as [
      string,
      { decl: ast.RequestDecl },
    ][]) {
      if (decl.fields.some((field) => field.name.text === name)) return text;
    }
    return null;
  }

  #unknown(name: ast.Name, what: string, kinds: readonly string[], ctx: Pick<Ctx, "file" | "report">): void {
    if (name.text === "") return;
    const candidates = [
      ...this.views.keys(),
      ...[...this.resolver.symbols.names]
        .filter(([text, named]) => kinds.includes(named.kind) && text !== this.self)
        .map(([text]) => text),
    ];
    const near = suggest(name.text, candidates);
    const place = ctx.file.place(name);
    ctx.report(
      unknownName.at(
        place,
        { name: name.text, what },
        {
          help: suggestion(name.text, [...new Set(candidates)], "there are"),
          fix: near === null ? null : { place, text: near },
        },
      ),
    );
  }
}

/** Reports a name that a view or transform does not offer. */
export function reportUnknownFeature(offer: Offer, name: ast.Name, ctx: Pick<Ctx, "file" | "report">): void {
  if (name.text === "") return;
  const place = ctx.file.place(name);
  if (offer.lets.has(name.text)) {
    ctx.report(letIsHidden.at(place, { name: name.text, of: offer.name }));
    return;
  }
  const names = [...offer.features.keys(), ...offer.families.keys()];
  const near = suggest(name.text, names);
  ctx.report(
    unknownMember.at(
      place,
      { name: name.text, of: offer.name, what: "feature" },
      {
        help: suggestion(name.text, [...offer.features.keys()], "its features are") ?? null,
        fix: near === null ? null : { place, text: near },
      },
    ),
  );
}
