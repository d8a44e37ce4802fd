import type { Alternative, Needs, Rel } from "../algebra.js";
import { mapInputs } from "../rel-inputs.js";

/** The plan with only those ways to compute its stages that an engine supports. */
export function supported(root: Rel, can: (needs: Needs) => boolean): Rel {
  const known = new Map<Rel, Rel>();
  const change = (rel: Rel): Rel => {
    const before = known.get(rel);
    if (before !== undefined) return before;
    const after = own(rel);
    known.set(rel, after);
    return after;
  };
  const own = (rel: Rel): Rel => {
    if (rel.node === "temporal" && rel.method === "spans" && !can({ spans: true }))
      return mapInputs({ ...rel, method: "join" }, change);
    if (rel.node !== "stage") return mapInputs(rel, change);
    const [first, ...others] = rel.alternatives.flatMap((each): readonly Alternative[] =>
      each.needs === undefined || can(each.needs) ? [{ ...each, rel: change(each.rel) }] : [],
    );
    if (first === undefined) throw new Error(`no way to compute stage ${rel.name}`);
    const { measure } = rel;
    return {
      ...rel,
      alternatives: [first, ...others],
      measure:
        others.length === 0 || measure === null
          ? null
          : { ...measure, left: change(measure.left), events: change(measure.events) },
    };
  };
  return change(root);
}
