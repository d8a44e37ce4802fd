import { nullableColumn, type SearchedIndex } from "../../../runtime/artifacts.js";
import type { Rel } from "../../plan/algebra.js";
import { inputsOf } from "../../plan/rel-inputs.js";

/** The index by which a plan searches rows of a source for each label; null if it does not search. */
export function indexOf(rel: Rel): SearchedIndex | null {
  const seen = new Set<Rel>();
  const visit = (each: Rel): SearchedIndex | null => {
    if (seen.has(each)) return null;
    seen.add(each);
    if (each.node === "latest" && each.method === "lateral") return ofRows(each.right, each.keys);
    if (each.node === "windows" && each.method.kind === "search") return ofRows(each.events, each.keys);
    if (each.node === "temporal" && each.method === "search" && each.events.node === "rank")
      return ofRows(each.events.input, each.keys);
    for (const input of inputsOf(each)) {
      const found = visit(input);
      if (found !== null) return found;
    }
    return null;
  };
  return visit(rel);
}

/** Null if a key is not a column of the data. */
function ofRows(rel: Rel, keys: readonly string[]): SearchedIndex | null {
  if (rel.node !== "select" || rel.input.node !== "table" || rel.input.of !== "source") return null;
  const { source } = rel.input;
  const columns: string[] = [];
  for (const key of keys) {
    const value = rel.columns.find(({ name }) => name === key)?.value;
    if (value?.node !== "column") return null;
    const own = source.columns.find(({ name }) => name === value.name || nullableColumn(name) === value.name);
    if (own === undefined) return null;
    columns.push(own.column);
  }
  return { source: source.name, keys: columns, time: source.time.column };
}
