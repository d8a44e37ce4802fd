import type { SourceRead } from "../artifacts.js";
import type { SourceReport, Warehouse } from "./warehouse.js";

/** Checks each source that these artifacts read, once. */
export async function lookAtSources(
  warehouse: Warehouse,
  artifacts: readonly { readonly sources?: readonly SourceRead[] }[],
): Promise<readonly SourceReport[]> {
  const found = new Map<string, SourceRead>();
  for (const { sources = [] } of artifacts) {
    for (const source of sources) {
      const known = found.get(source.name);
      found.set(source.name, known === undefined ? source : together(known, source));
    }
  }
  const reports: SourceReport[] = [];
  for (const source of found.values()) reports.push(await warehouse.look(source));
  return reports;
}

/** The artifacts may read different columns, so they are merged. */
const together = (first: SourceRead, second: SourceRead): SourceRead => ({
  ...first,
  columns: [
    ...first.columns,
    ...second.columns.filter(({ name }) => !first.columns.some((column) => column.name === name)),
  ],
});
