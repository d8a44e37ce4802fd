import type { Column, Join, Latest, Project, Rel } from "../algebra.js";
import { carriedColumn } from "../columns.js";
import { mapInputs } from "../rel-inputs.js";
import { schemas } from "../schema.js";

/**
 * Finds latest rows by an as-of join straight from the rows that read them. A read filters its rows to those that have
 * a key and an instant, finds their latest rows, and joins these back. An as-of join gives all of its left rows, and
 * rows without a key or an instant match nothing, so the filter and the join back are left out.
 */
export function latestInPlace(root: Rel): Rel {
  const schemaOf = schemas();
  const known = new Map<Rel, Rel>();
  const change = (rel: Rel): Rel => {
    const before = known.get(rel);
    if (before !== undefined) return before;
    const after = inPlace(rel, (input) => [...schemaOf(input).keys()]) ?? rel;
    const own = mapInputs(after, change);
    known.set(rel, own);
    return own;
  };
  return change(root);
}

function inPlace(rel: Rel, columnsOf: (rel: Rel) => readonly string[]): Rel | null {
  if (rel.node !== "join") return null;
  const parts = partsOf(rel);
  if (parts === null) return null;
  const { values, latest, instants } = parts;
  const { id } = latest;
  const others = columnsOf(rel.left).filter((name) => !id.includes(name));
  const left: Rel = {
    ...instants,
    input: rel.left,
    columns: [...instants.columns, ...others.map((name) => renamed(carriedColumn(name), name))],
  };
  const made = new Map(values.columns.map(({ name, value }) => [name, value]));
  return {
    node: "project",
    keep: false,
    input: { ...latest, left, carried: [...latest.carried, ...others.map(carriedColumn)] },
    columns: [
      ...id.map((name) => renamed(name, name)),
      ...others.map((name) => renamed(name, carriedColumn(name))),
      ...rel.columns.map(({ name, from }): Column => ({ name, value: made.get(from)! })),
    ],
    title: rel.title,
    at: rel.at,
  };
}

/**
 * The parts of a join back: its values over an as-of join of instants. These are the same rows wherever their key and
 * instant are present.
 */
function partsOf({ left, right, on }: Join): { values: Project; latest: Latest; instants: Project } | null {
  if (right.node !== "project" || right.keep || right.input.node !== "latest") return null;
  const latest = right.input;
  const instants = latest.left;
  if (latest.method !== "asOf" || instants.node !== "project" || instants.keep) return null;
  const present = instants.input;
  if (present.node !== "filter" || present.input !== left) return null;
  if (!present.conditions.every(({ node }) => node === "present")) return null;
  const isById =
    on.length === latest.id.length && on.every((each) => each.left === each.right && latest.id.includes(each.left));
  return isById ? { values: right, latest, instants } : null;
}

const renamed = (name: string, from: string): Column => ({ name, value: { node: "column", name: from } });
