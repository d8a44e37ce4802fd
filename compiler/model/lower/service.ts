import type * as ast from "../../../grammar/ast.js";
import { typeText } from "../../../runtime/types.js";
import { deprecatedByStar } from "../../diagnostics/catalog/governance.js";
import {
  emptyBody,
  keyConflict,
  requestFieldIsKey,
  requestFieldTwice,
  serviceCollision,
} from "../../diagnostics/catalog/model.js";
import type { Place } from "../../diagnostics/diagnostic.js";
import type { Field, Service, ServiceFeature } from "../../ir/index.js";
import type { Located } from "../../symbols/index.js";
import { declared } from "./declared.js";
import type { Resolver, TransformInfo, ViewInfo } from "./resolver.js";
import { ServiceGraph } from "./service-graph.js";
import { type ResolvedPick, resolvePick } from "./service-picks.js";

/**
 * A service, resolved to the steps that its features need. The place where each feature is picked is added to `picked`.
 * Null if something in the service has an error.
 */
export function lowerService(
  { decl, file }: Located<ast.ServiceDecl>,
  resolver: Resolver,
  picked: Map<ServiceFeature, Place>,
): Service | null {
  const { report } = resolver;
  const nowhere = file.place(decl.name);
  const graph = new ServiceGraph((name) => resolver.transform(name, nowhere)?.ir ?? null);
  const keysOf = (of: ViewInfo | TransformInfo): ReadonlySet<string> =>
    of.kind === "view" ? new Set(of.keys.map((key) => key.name)) : of.ir === null ? new Set() : graph.keysOf(of.ir);

  const picks: ResolvedPick[] = [];
  let sound = decl.incomplete !== true;
  for (const node of decl.picks) {
    const pick = resolvePick(node, file, resolver, keysOf);
    if (pick !== null) picks.push(pick);
    else if (node.kind !== "allowPii") sound = false;
  }
  if (decl.picks.every((pick) => pick.kind === "allowPii") && decl.incomplete !== true) {
    report(emptyBody.at(file.place(decl.name), { what: `service \`${decl.name.text}\``, wanted: "features" }));
    sound = false;
  }
  if (!checkNames(picks, file, report)) sound = false;
  lintStars(picks, file, resolver.lint);

  const whole = (transform: TransformInfo): boolean =>
    transform.ir?.transforms.every((name) => {
      const inner = resolver.transform(name, nowhere);
      return inner !== null && whole(inner);
    }) ?? false;
  const broken = picks.some(({ of }) => of.ir === null || (of.kind === "transform" && !whole(of)));
  if (!sound || broken) return null;

  for (const { of, binding, alias, features } of picks) {
    if (of.kind !== "transform" || of.ir === null) continue;
    for (const { feature } of features) graph.need(of.ir, binding, feature.name, alias);
  }
  const features: ServiceFeature[] = [];
  for (const { of, binding, alias, features: own } of picks) {
    if (own.length === 0 || of.ir === null) continue;
    const step = of.kind === "view" ? graph.read(of.ir, binding, alias ?? of.name) : graph.call(of.ir, binding, alias);
    for (const { feature, name, node } of own) {
      if (feature.type === null) return null;
      const lowered = { name, type: feature.type, step, feature: feature.name, doc: feature.doc, at: file.at(node) };
      picked.set(lowered, file.place(node));
      features.push(lowered);
    }
  }
  const keys = serviceKeys(graph);
  const requests = serviceRequests(graph);
  if (keys === null || requests === null || !checkInputs(keys, requests)) return null;
  return {
    name: decl.name.text,
    ...declared(decl.lead, decl.name, file),
    keys,
    requests,
    steps: graph.steps,
    features,
    ...(decl.picks.some((pick) => pick.kind === "allowPii") ? { allowsPii: true } : {}),
  };

  function serviceKeys({ keys: needed }: ServiceGraph): readonly Field[] | null {
    const found = new Map<string, Field>();
    for (const { name, type } of needed) {
      const before = found.get(name);
      if (before !== undefined) {
        report(keyConflict.at(nowhere, { name, first: typeText(before.type), second: typeText(type) }));
        return null;
      }
      found.set(name, { name, type, doc: keyDoc(name, resolver) });
    }
    return [...found.values()];
  }

  function serviceRequests({ requests: needed }: ServiceGraph): Service["requests"] | null {
    const found = new Map<string, Service["requests"][number]>();
    for (const { request, name, type } of needed.values()) {
      const before = found.get(name);
      if (before !== undefined) {
        report(requestFieldTwice.at(nowhere, { name, first: before.request, second: request }));
        return null;
      }
      const field = resolver.request(request)?.fields.find((candidate) => candidate.name === name);
      const annotations = field?.annotations === undefined ? {} : { annotations: field.annotations };
      found.set(name, { request, name, type, doc: field?.doc ?? null, ...annotations });
    }
    return [...found.values()];
  }

  /**
   * A key and a field of one name are one input. Features come after them in a row, so they need names of their own.
   */
  function checkInputs(serviceKeys: readonly Field[], fields: Service["requests"]): boolean {
    for (const field of fields) {
      const key = serviceKeys.find((candidate) => candidate.name === field.name);
      if (key === undefined || (key.type.kind === field.type.kind && !field.type.nullable)) continue;
      const args = { name: field.name, request: field.request, field: typeText(field.type), key: typeText(key.type) };
      report(requestFieldIsKey.at(nowhere, args));
      return false;
    }
    const taken = new Map<string, { name: string; what: string }>();
    let free = true;
    for (const { name } of serviceKeys) {
      const other = taken.get(name.toLowerCase());
      if (other !== undefined) {
        report(serviceCollision.at(nowhere, { name, other: other.name, what: other.what }));
        free = false;
      }
      taken.set(name.toLowerCase(), { name, what: "a key" });
    }
    for (const { name } of fields) {
      const other = taken.get(name.toLowerCase());
      if (other !== undefined && other.name !== name) {
        report(
          serviceCollision.at(nowhere, { name, other: other.name, what: other.what }, { help: "rename the field" }),
        );
        free = false;
      }
      taken.set(name.toLowerCase(), { name, what: "a request field" });
    }
    for (const { features: picked } of picks) {
      let reported: object | null = null;
      for (const { name, node } of picked) {
        const other = taken.get(name.toLowerCase());
        if (other === undefined) continue;
        if (reported !== node)
          report(serviceCollision.at(file.place(node), { name, other: other.name, what: other.what }));
        reported = node;
        free = false;
      }
    }
    return free;
  }
}

/** Reports what is deprecated among the features that `*` picks, once, at the first `*`. */
function lintStars(picks: readonly ResolvedPick[], file: Located<unknown>["file"], lint: Resolver["lint"]): void {
  const taken = picks.flatMap(({ of, features }) =>
    features.flatMap(({ feature, star, node }) =>
      star && feature.deprecated !== null ? [{ node, name: `${of.name}.${feature.name}` }] : [],
    ),
  );
  const [first] = taken;
  if (first !== undefined) lint(deprecatedByStar.at(file.place(first.node), { names: taken.map(({ name }) => name) }));
}

function keyDoc(name: string, { symbols }: Resolver): string | null {
  for (const { decl } of symbols.entities.values()) {
    const field = decl.fields.find((candidate) => candidate.name.text === name);
    if (field?.lead.doc != null) return field.lead.doc.text;
  }
  return null;
}

function checkNames(
  picks: readonly ResolvedPick[],
  file: Located<unknown>["file"],
  report: Resolver["report"],
): boolean {
  const taken = new Map<string, string>();
  let free = true;
  for (const { features } of picks) {
    let reported: object | null = null;
    for (const { name, node } of features) {
      const other = taken.get(name.toLowerCase());
      if (other !== undefined) {
        // A `*` with several collisions is one mistake.
        if (reported !== node) report(serviceCollision.at(file.place(node), { name, other, what: "a feature" }));
        reported = node;
        free = false;
      }
      taken.set(name.toLowerCase(), name);
    }
  }
  return free;
}
