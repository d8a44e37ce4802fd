import type { Alternative, Rel } from "../algebra.js";
import { mapInputs } from "../rel-inputs.js";

/**
 * The plan of a statement that is run many times: the first alternative of each stage, and nothing measured.
 *
 * `asOfJoins`: the engine has them. Then the plan has none that are ordered by a struct, because the engine keeps the
 * prepared statement and cannot run such a join twice. Their hash joins give only the left rows that have a latest row.
 * That is enough, because every reader joins latest rows back to its own.
 */
export function repeatable(root: Rel, asOfJoins: boolean): Rel {
  const known = new Map<Rel, Rel>();
  const change = (rel: Rel): Rel => {
    const before = known.get(rel);
    if (before !== undefined) return before;
    const after = own(mapInputs(rel, change));
    known.set(rel, after);
    return after;
  };
  const own = (rel: Rel): Rel => {
    if (asOfJoins && rel.node === "latest" && rel.method === "asOf") return { ...rel, method: "join" };
    if (rel.node !== "stage") return rel;
    const [first] = rel.alternatives;
    const only: Alternative = { ...first, rel: change(first.rel) };
    return { ...rel, alternatives: [only], measure: null };
  };
  return change(root);
}
