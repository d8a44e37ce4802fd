import { type FunctionTable, functionTable } from "./function-table.js";
import type { Project, Request, Source, Transform, View } from "./index.js";

/** A project's declarations by name. Make it once for many look-ups. */
export interface Lookups {
  readonly sources: ReadonlyMap<string, Source>;
  readonly views: ReadonlyMap<string, View>;
  readonly transforms: ReadonlyMap<string, Transform>;
  readonly requests: ReadonlyMap<string, Request>;
  readonly functions: FunctionTable;
}

const byName = <T extends { readonly name: string }>(all: readonly T[]): ReadonlyMap<string, T> =>
  new Map(all.map((one) => [one.name, one]));

export const lookupsOf = (project: Project): Lookups => ({
  sources: byName(project.sources),
  views: byName(project.views),
  transforms: byName(project.transforms),
  requests: byName(project.requests),
  functions: functionTable(project),
});
