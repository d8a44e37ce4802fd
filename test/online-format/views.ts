import type { ServiceArtifact, ViewArtifact } from "../../runtime/artifacts.js";
import type { RowHead } from "../../runtime/codec/index.js";
import type { Value } from "../../runtime/values.js";
import { service } from "../runtime/artifacts.js";
import { headOf, type Vector, vectorCases, vectors } from "./vectors.js";

/** A vector as a view of its own, with a row that counts. */
export interface ViewCase {
  readonly vector: Vector;
  readonly view: ViewArtifact;
  readonly key: readonly Value[];
  readonly head: RowHead;
  readonly values: readonly Value[];
}

/** The vectors that have values, each under a name of its own. */
export function cases(): readonly ViewCase[] {
  const all = vectors();
  return vectorCases.flatMap(({ key, values, head }, index) => {
    const vector = all[index]!;
    if (values.length === 0 || head?.time === null) return [];
    const latest = values.map(([type], at) => ({ name: `c${at}`, type: { ...type, nullable: true } }));
    const view: ViewArtifact = {
      name: `${vector.view} ${index}`,
      fingerprint: vector.fingerprint,
      keys: key.map(([type], at) => ({ name: `k${at}`, type })),
      latest,
      aggregates: [],
      ttl: null,
      every: null,
      features: latest.map(({ name, type }) => ({ name, type, origin: { kind: "latest", column: name } })),
      compute: (stored) => stored.latest,
    };
    return [{ vector, view, key: key.map(([, value]) => value), head: headOf(head), values: values.map(([, v]) => v) }];
  });
}

/** A service with all features of a view. */
export const serviceOf = (view: ViewArtifact): ServiceArtifact =>
  service({
    name: "all_v1",
    keys: view.keys,
    steps: [
      { kind: "read", id: "v", view: view.name, hop: 0, key: ({ keys }) => view.keys.map(({ name }) => keys[name]!) },
    ],
    features: view.features.map(({ name, type }) => ({ name, type, step: "v", feature: name })),
  });
