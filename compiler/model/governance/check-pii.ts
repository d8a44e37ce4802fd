import type * as ast from "../../../grammar/ast.js";
import { needlessAllowPii, piiServed } from "../../diagnostics/catalog/governance.js";
import type { Diagnostic, Place } from "../../diagnostics/diagnostic.js";
import type { Project, Service, ServiceFeature } from "../../ir/index.js";
import type { Located, Symbols } from "../../symbols/index.js";
import { markOf, placeOf, textOf } from "./places.js";
import type { Taint, Taints } from "./taint.js";

type Served = readonly [feature: ServiceFeature, taint: Taint];

/** Reports services that serve personal data without `allow pii`, and those that say `allow pii` but serve none. */
export function checkPii(
  project: Project,
  taints: Taints,
  symbols: Symbols,
  picked: ReadonlyMap<ServiceFeature, Place>,
): readonly Diagnostic[] {
  return project.services.flatMap((service) => {
    const tainted = service.features.flatMap((feature): readonly Served[] => {
      const step = service.steps.find(({ id }) => id === feature.step);
      const taint = step === undefined ? null : taints.served(step, feature.feature);
      return taint === null ? [] : [[feature, taint]];
    });
    const located = symbols.services.get(service.name);
    if (service.allowsPii === true) return located === undefined ? [] : needless(located, tainted.length === 0 ? 0 : 1);
    return unallowed(service, tainted, symbols, picked);
  });
}

/** One diagnostic for each pick, since a `*` may pick many features. */
function unallowed(
  service: Service,
  tainted: readonly Served[],
  symbols: Symbols,
  picked: ReadonlyMap<ServiceFeature, Place>,
): readonly Diagnostic[] {
  const byPick = new Map<string, { readonly place: Place; readonly taint: Taint; readonly more: string[] }>();
  for (const served of tainted) {
    const place = picked.get(served[0]);
    if (place === undefined) continue;
    const id = JSON.stringify(place);
    const before = byPick.get(id);
    if (before === undefined) byPick.set(id, { place, taint: served[1], more: [] });
    else before.more.push(served[0].name);
  }
  return [...byPick.values()].map(({ place, taint, more }) => {
    const path = pathOf(taint);
    const args = { service: service.name, path: path.texts, more };
    return piiServed.at(place, args, { related: path.parts.flatMap((part) => labelOf(part, symbols)) });
  });
}

/** How many steps of a long path are shown at either end. */
const shown = 6;

/** The path from the served feature to the marked thing; only both ends of a long path. */
function pathOf(taint: Taint): { readonly parts: readonly Taint[]; readonly texts: readonly string[] } {
  const path: Taint[] = [];
  for (let part: Taint | null = taint; part !== null; part = part.because) path.push(part);
  const texts = path.map(({ of, because }) => `${textOf(of)}${because === null ? " (pii)" : ""}`);
  if (path.length <= 2 * shown) return { parts: path, texts };
  return {
    parts: [...path.slice(0, shown), ...path.slice(-shown)],
    texts: [...texts.slice(0, shown), "…", ...texts.slice(-shown)],
  };
}

function labelOf({ of, because }: Taint, symbols: Symbols): Diagnostic["related"] {
  const place = because === null ? markOf(of, symbols) : placeOf(of, symbols);
  if (place === null) return [];
  const message = because === null ? `${textOf(of)} is marked as personal data` : `${verb(of)} ${textOf(because.of)}`;
  return [{ place, message }];
}

const verb = (of: Taint["of"]): string => `${textOf(of)} ${of.kind === "rows" ? "depend on" : "reads"}`;

/** Reports the `allow pii` clauses after the first `wanted` ones. */
function needless({ decl, file }: Located<ast.ServiceDecl>, wanted: number): readonly Diagnostic[] {
  const nodes = decl.picks.filter((pick) => pick.kind === "allowPii");
  return nodes
    .slice(wanted)
    .map((node) => needlessAllowPii.at(file.place(node), { service: decl.name.text, again: wanted > 0 }));
}
