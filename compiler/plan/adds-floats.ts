import { aggregateTolerances } from "../functions/tolerances.js";
import type { Rel, WindowAggregate } from "./algebra.js";
import { inputsOf } from "./rel-inputs.js";

/**
 * True if a relation adds floats: then the last digits of its values depend on the order in which an engine reads the
 * rows. Stages that it reads are tables, and do not count.
 */
export function addsFloats(root: Rel): boolean {
  const seen = new Set<Rel>();
  const visit = (rel: Rel): boolean => {
    if (rel.node === "stage" || seen.has(rel)) return false;
    seen.add(rel);
    return ("aggregates" in rel && rel.aggregates.some(isInOrder)) || inputsOf(rel).some(visit);
  };
  return visit(root);
}

function isInOrder({ function: name, types }: WindowAggregate): boolean {
  if (!aggregateTolerances.has(name) || bySorting.has(name)) return false;
  return !exactOfInts.has(name) || types.some(({ kind }) => kind === "float64" || kind === "float32");
}

/** Their engines sort the values. */
const bySorting: ReadonlySet<string> = new Set(["median", "percentile"]);
/** Their sums of integers and decimals are exact. */
const exactOfInts: ReadonlySet<string> = new Set(["sum", "avg", "fraction"]);
