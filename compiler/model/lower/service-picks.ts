import type * as ast from "../../../grammar/ast.js";
import { bindingNotName, keyGivenTwice } from "../../diagnostics/catalog/model.js";
import { unknownMember, unknownName, wrongKindOfName } from "../../diagnostics/catalog/symbols.js";
import { kindText } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import { mention, mentionDeclared } from "../governance/deprecation.js";
import { checkDeclaredName } from "./declared.js";
import type { FeatureInfo, Resolver, TransformInfo, ViewInfo } from "./resolver.js";
import { reportUnknownFeature } from "./transform-inputs.js";

/** A resolved pick: what it picks from, under which keys, and which features under which names. */
export interface ResolvedPick {
  readonly of: ViewInfo | TransformInfo;
  readonly alias: string | null;
  /** The name of a key → the service's name for it; a key that is not bound keeps its name. */
  readonly binding: ReadonlyMap<string, string>;
  readonly features: readonly Picked[];
}
export interface Picked {
  readonly feature: FeatureInfo;
  readonly name: string;
  /** Picked by `*` rather than by its name. */
  readonly star: boolean;
  readonly node: { readonly span: ast.Span };
}

/** Null if the pick has an error. `keysOf` gives all keys that a view or transform may need. */
export function resolvePick(
  pick: ast.Pick,
  file: SourceFile,
  resolver: Resolver,
  keysOf: (of: ViewInfo | TransformInfo) => ReadonlySet<string>,
): ResolvedPick | null {
  const { report } = resolver;
  if (pick.kind === "allowPii") return null;
  const of = target(pick.of, file, resolver);
  if (of === null) return null;
  const alias = pick.kind === "blockPick" ? pick.alias : null;
  if (alias !== null) checkDeclaredName(alias, false, file, report);
  const binding =
    pick.kind === "blockPick" ? bind(pick.keys ?? [], of, file, resolver, keysOf(of)) : new Map<string, string>();
  const prefix = alias === null ? "" : `${alias.text}_`;

  const picked: Picked[] = [];
  let sound = binding !== null && pick.incomplete !== true;
  const unknownFeature = (name: ast.Name) => {
    if (!resolver.symbols.ambiguous.has(of.name)) reportUnknownFeature(of, name, { file, report });
    sound = false;
  };
  const add = (name: ast.Name, as: ast.Name | null) => {
    if (name.text === "") return;
    if (as !== null) checkDeclaredName(as, false, file, report);
    const members = membersOf(of, name.text);
    if (members === null) {
      unknownFeature(name);
      return;
    }
    mention(name, "feature", members[0]?.deprecated, { file, lint: resolver.lint });
    for (const feature of members) {
      const suffix = feature.name.slice(name.text.length);
      picked.push({
        feature,
        name: `${prefix}${as === null ? feature.name : `${as.text}${suffix}`}`,
        star: false,
        node: as ?? name,
      });
    }
  };
  const star = pick.kind === "dotPick" ? pick.feature === null : pick.star;
  if (star) {
    const left = new Set<string>();
    for (const name of pick.except) {
      const members = membersOf(of, name.text);
      if (members === null) {
        unknownFeature(name);
      }
      for (const member of members ?? []) left.add(member.name);
    }
    for (const feature of of.features.values()) {
      if (!left.has(feature.name)) picked.push({ feature, name: `${prefix}${feature.name}`, star: true, node: pick });
    }
  } else if (pick.kind === "dotPick") {
    if (pick.feature !== null) add(pick.feature, pick.alias);
  } else {
    for (const feature of pick.features) add(feature.name, feature.alias);
  }
  return sound && binding !== null ? { of, alias: alias?.text ?? null, binding, features: picked } : null;
}

function target(name: ast.Name, file: SourceFile, resolver: Resolver): ViewInfo | TransformInfo | null {
  const { symbols, report } = resolver;
  if (name.text === "") return null;
  const named = symbols.names.get(name.text);
  const place = file.place(name);
  mentionDeclared(name, named, { file, lint: resolver.lint });
  if (named?.kind === "view") return resolver.view(name.text);
  if (named?.kind === "transform") return resolver.transform(name.text, place);
  if (named !== undefined) {
    report(
      wrongKindOfName.at(
        place,
        { name: name.text, is: kindText(named), wanted: "view or transform" },
        {
          help: named.kind === "request" ? "request fields are read in transforms" : null,
        },
      ),
    );
    return null;
  }
  const candidates = [...symbols.names]
    .filter(([, { kind }]) => kind === "view" || kind === "transform")
    .map(([text]) => text);
  const near = suggest(name.text, candidates);
  report(
    unknownName.at(
      place,
      { name: name.text, what: "view or transform" },
      {
        help: suggestion(name.text, candidates, "there are"),
        fix: near === null ? null : { place, text: near },
      },
    ),
  );
  return null;
}

/** A feature, or all members of a family by its bare name (MEANING C9). */
function membersOf(of: ViewInfo | TransformInfo, name: string): readonly FeatureInfo[] | null {
  const feature = of.features.get(name);
  if (feature !== undefined) return [feature];
  const family = of.families.get(name);
  return family === undefined ? null : family.members.map((member) => of.features.get(member)!);
}

function bind(
  keys: readonly ast.Key[],
  of: ViewInfo | TransformInfo,
  file: SourceFile,
  { report }: Resolver,
  known: ReadonlySet<string>,
): ReadonlyMap<string, string> | null {
  const binding = new Map<string, string>();
  let sound = true;
  for (const { name, value } of keys) {
    const place = file.place(name);
    if (!known.has(name.text)) {
      // A view or transform that has errors of its own may lack some of its keys.
      if (of.ir !== null) {
        report(
          unknownMember.at(
            place,
            { name: name.text, of: of.name, what: "key" },
            { help: suggestion(name.text, [...known], "its keys are") },
          ),
        );
      }
      sound = false;
    } else if (value !== null && value.kind !== "nameExpr") {
      if (value.kind !== "missing") report(bindingNotName.at(file.place(value), { key: name.text }));
      sound = false;
    } else if (binding.has(name.text)) {
      report(keyGivenTwice.at(place, { name: name.text }));
      sound = false;
    } else {
      if (value !== null) checkDeclaredName(value.name, false, file, report);
      binding.set(name.text, value?.name.text ?? name.text);
    }
  }
  return sound ? binding : null;
}
