import type { Alternative, Rel } from "../algebra.js";
import { mapInputs } from "../rel-inputs.js";

/**
 * The plan without as-of joins ordered by a struct, for an engine that keeps a prepared statement and cannot run such a
 * join twice. Their hash joins give only the left rows that have a latest row. That is enough, because every reader
 * joins latest rows back to its own.
 */
export function repeatable(root: Rel): Rel {
  const known = new Map<Rel, Rel>();
  const change = (rel: Rel): Rel => {
    const before = known.get(rel);
    if (before !== undefined) return before;
    const after = own(mapInputs(rel, change));
    known.set(rel, after);
    return after;
  };
  const own = (rel: Rel): Rel => {
    if (rel.node === "latest" && rel.method === "asOf") return { ...rel, method: "join" };
    if (rel.node !== "stage") return rel;
    const [first] = rel.alternatives;
    const only: Alternative = { ...first, rel: change(first.rel) };
    return { ...rel, alternatives: [only], measure: null };
  };
  return change(root);
}
