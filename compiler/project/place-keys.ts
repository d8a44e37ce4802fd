import { ambiguousPlace, unknownPlace } from "../diagnostics/catalog/places.js";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.js";
import { dialectNames } from "./schema/feat-schema.js";

/** What may run a project's statements. */
export interface Engines {
  /** The dialects of the setting `dialects` and of the targets' warehouses. */
  readonly dialects: readonly string[];
  /** The targets that have a warehouse, by name, and its dialect. */
  readonly targets: ReadonlyMap<string, string>;
}

const dialects: ReadonlySet<string> = new Set(dialectNames);
export const isDialect = (key: string): boolean => dialects.has(key);

/** True if an engine of the dialect reads files. */
export const readsFiles = (dialect: string): boolean => dialect === "duckdb";

/** Why a key of `file`, `table` or `query` does not say where the data is for whom. Null if it does. */
export function keyProblem(key: string, { targets }: Engines): { at(place: Place): Diagnostic } | null {
  const own = targets.get(key);
  if (own === undefined && !isDialect(key))
    return { at: (place) => unknownPlace.at(place, { key, targets: [...targets.keys()], dialects: dialectNames }) };
  // A target that is named like its own dialect is meant either way.
  if (own === undefined || !isDialect(key) || own === key) return null;
  return { at: (place) => ambiguousPlace.at(place, { key, dialect: own }) };
}
