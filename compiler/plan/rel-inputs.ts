import type { Rel } from "./algebra.js";

/** The relations that a relation reads. For a stage, those of its first plan. */
export function inputsOf(rel: Rel): readonly Rel[] {
  const inputs: Rel[] = [];
  mapInputs(rel, (input) => {
    inputs.push(input);
    return input;
  });
  return inputs;
}

/** The relation over other inputs; the same object if none has changed. */
export function mapInputs(rel: Rel, change: (input: Rel) => Rel): Rel {
  let changed = false;
  const own = (input: Rel): Rel => {
    const after = change(input);
    changed ||= after !== input;
    return after;
  };
  const mapped = withInputs(rel, own);
  return changed ? mapped : rel;
}

function withInputs(rel: Rel, change: (input: Rel) => Rel): Rel {
  switch (rel.node) {
    case "table":
    case "scan":
    case "labels":
    case "instant":
      return rel;
    case "distinct":
      return rel.also === undefined
        ? { ...rel, input: change(rel.input) }
        : { ...rel, input: change(rel.input), also: change(rel.also) };
    case "filter":
    case "project":
    case "select":
    case "greatest":
    case "rank":
    case "knownBest":
    case "retime":
    case "each":
    case "superseded":
    case "snapshots":
    case "shift":
    case "tally":
    case "rowFacts":
    case "training":
      return { ...rel, input: change(rel.input) };
    case "semi":
      return { ...rel, input: change(rel.input), other: change(rel.other) };
    case "asOf":
    case "latest":
    case "join":
      return { ...rel, left: change(rel.left), right: change(rel.right) };
    case "unionAll":
      return { ...rel, inputs: rel.inputs.map(change) };
    case "windows":
    case "temporal":
      return { ...rel, left: change(rel.left), events: change(rel.events) };
    case "groupAt":
      return { ...rel, events: change(rel.events) };
    case "stage": {
      const [first, ...others] = rel.alternatives;
      return { ...rel, alternatives: [{ ...first, rel: change(first.rel) }, ...others] };
    }
  }
}
