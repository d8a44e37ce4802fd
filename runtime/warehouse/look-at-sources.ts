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
function together(first: SourceRead, second: SourceRead): SourceRead {
  const { columns } = first.binding;
  const more = second.binding.columns.filter(({ name }) => !columns.some((column) => column.name === name));
  return { ...first, binding: { ...first.binding, columns: [...columns, ...more] } };
}
