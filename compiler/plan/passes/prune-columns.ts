import type { Expr } from "../../ir/index.js";
import { walk } from "../../ir/walk.js";
import type { Column, Condition, Rel, RowChanged, Scalar } from "../algebra.js";
import { inputsOf, mapInputs } from "../rel-inputs.js";
import { schemas } from "../schema.js";

/**
 * Leaves out columns that nothing reads, and above all joins made for such columns: a join gives each left row once, so
 * without its columns it does nothing. Only relations above the last stage, grouping or window are pruned. Below these
 * a relation stays as it is, so that shared relations stay shared.
 */
export function pruneColumns(root: Rel): Rel {
  const schemaOf = schemas();
  const needs = new Map<Rel, Set<string>>();
  const order = topological(root);
  const need = (rel: Rel, columns: Iterable<string>): void => {
    const known = needs.get(rel) ?? new Set<string>();
    for (const column of columns) known.add(column);
    needs.set(rel, known);
  };
  need(root, schemaOf(root).keys());
  for (const rel of order) demand(rel, needs.get(rel) ?? new Set(), need, (input) => schemaOf(input).keys());
  const changed = new Map<Rel, Rel>();
  const change = (rel: Rel): Rel => {
    const before = changed.get(rel);
    if (before !== undefined) return before;
    const after = pruned(rel, needs.get(rel)!, change);
    changed.set(rel, after);
    return after;
  };
  return change(root);
}

/** Each relation before those that it reads. A stage is a leaf here: its inputs belong to another statement. */
function topological(root: Rel): readonly Rel[] {
  const done: Rel[] = [];
  const seen = new Set<Rel>();
  const visit = (rel: Rel): void => {
    if (seen.has(rel)) return;
    seen.add(rel);
    if (rel.node !== "stage") for (const input of inputsOf(rel)) visit(input);
    done.push(rel);
  };
  visit(root);
  return done.reverse();
}

function demand(
  rel: Rel,
  needed: ReadonlySet<string>,
  need: (rel: Rel, columns: Iterable<string>) => void,
  all: (rel: Rel) => Iterable<string>,
): void {
  switch (rel.node) {
    case "table":
    case "scan":
    case "labels":
    case "instant":
    case "stage":
      return;
    case "filter":
      need(rel.input, needed);
      for (const condition of rel.conditions) need(rel.input, readByCondition(condition));
      return;
    case "project": {
      const made = new Set(rel.columns.map(({ name }) => name));
      if (rel.keep)
        need(
          rel.input,
          [...needed].filter((name) => !made.has(name)),
        );
      for (const { name, value } of rel.columns) if (needed.has(name)) need(rel.input, readBy(value));
      return;
    }
    case "select":
      for (const { name, value } of rel.columns) if (needed.has(name)) need(rel.input, readBy(value));
      for (const condition of rel.where) need(rel.input, readByCondition(condition));
      return;
    case "join": {
      const right = rel.columns.filter(({ name }) => needed.has(name));
      const names = new Set(rel.columns.map(({ name }) => name));
      need(
        rel.left,
        [...needed].filter((name) => !names.has(name)),
      );
      if (right.length === 0) return;
      need(
        rel.left,
        rel.on.map(({ left }) => left),
      );
      need(
        rel.right,
        rel.on.map((on) => on.right),
      );
      need(
        rel.right,
        right.map(({ from }) => from),
      );
      return;
    }
    case "training":
      need(rel.input, ["@row", ...(rel.whole ? ["@label"] : []), ...rel.features.map(({ from }) => from)]);
      return;
    case "latest":
      need(rel.left, [...rel.id, ...rel.keys, "@t", ...rel.carried.filter((name) => needed.has(name))]);
      need(rel.right, all(rel.right));
      return;
    case "distinct":
      for (const input of inputsOf(rel))
        need(
          input,
          rel.columns.map(({ from }) => from),
        );
      return;
    default:
      for (const input of inputsOf(rel)) need(input, all(input));
  }
}

function pruned(rel: Rel, needed: ReadonlySet<string>, change: (input: Rel) => Rel): Rel {
  switch (rel.node) {
    case "stage":
      return rel;
    case "scan":
      // Columns in which a null is an error stay only if they are read.
      return { ...rel, columns: rel.columns.filter((name) => needed.has(name)) };
    case "project": {
      const made = rel.columns.filter(({ name }) => needed.has(name));
      const input = change(rel.input);
      if (!rel.keep) {
        const columns = made.length === 0 ? rel.columns.slice(0, 1) : made;
        return { ...rel, input, columns };
      }
      if (made.length === 0) return input;
      // The kept columns are listed by name, so that the statement shows what is read.
      const names = new Set(rel.columns.map(({ name }) => name));
      const kept = [...needed].filter((name) => !names.has(name));
      const columns = [...kept.map((name): Column => ({ name, value: { node: "column", name } })), ...made];
      return { ...rel, input, keep: false, columns };
    }
    case "latest":
      return mapInputs({ ...rel, carried: rel.carried.filter((name) => needed.has(name)) }, change);
    case "join": {
      const columns = rel.columns.filter(({ name }) => needed.has(name));
      if (columns.length === 0) return change(rel.left);
      const inputs = mapInputs(rel, change);
      return columns.length === rel.columns.length ? inputs : ({ ...inputs, columns } as Rel);
    }
    default:
      return mapInputs(rel, change);
  }
}

function readByCondition(condition: Condition): readonly string[] {
  switch (condition.node) {
    case "holds":
      return readByExpr(condition.expr);
    case "present":
    case "anyPresent":
      return condition.columns;
    case "arrivedAt":
      return ["@arrive"];
    case "notSuperseded":
      return ["@superseded"];
    case "inWindows":
      return [condition.column];
    case "fromParameter":
      return ["@time"];
    case "rowChanged":
      return readByChange(condition);
    case "inSlice":
      return condition.columns;
  }
}

const readByChange = ({ turns, fresh, created, joined }: RowChanged): readonly string[] => [
  ...turns.map(({ column }) => column),
  ...(fresh === null ? [] : [fresh]),
  ...(created ? ["@created"] : []),
  ...(joined ? ["@time"] : []),
];

/** The columns that a value reads. */
export function readBy(value: Scalar): readonly string[] {
  switch (value.node) {
    case "expr":
      return readByExpr(value.expr);
    case "column":
      return [value.name];
    case "required":
      return [value.name, "@time", "@arrive", "@superseded", ...(value.deleted ? ["@deleted"] : [])];
    case "live":
      return [
        "@time",
        ...(value.deleted ? ["@deleted"] : []),
        ...(value.until ? ["@until", "@t"] : []),
        ...(value.gone ? ["@gone", ...(value.column === null ? [] : ["@t"])] : []),
        ...(value.ttlMicros === null ? [] : ["@t"]),
        ...(value.counts ? ["@counts"] : []),
        ...value.same.flatMap(({ label, row }) => [label, row]),
        ...(value.column === null ? [] : [value.column]),
      ];
    case "counts":
      return [...(value.also ? ["@counts"] : []), ...value.where.flatMap(readByExpr)];
    case "orEmpty":
      return [value.column, ...readByExpr(value.empty)];
    case "arrive":
      return ["@time", ...(value.delayMicros === null ? ["@delay"] : []), ...(value.known ? ["@created"] : [])];
    case "cadence":
    case "unitOf":
      return [value.column];
    case "wholeLabel":
    case "constant":
    case "at":
    case "nothing":
    case "micros":
      return [];
  }
}

/** The columns of an expression, and those that number the rows in errors of stored values. */
function readByExpr(expr: Expr): readonly string[] {
  const names = new Set<string>();
  walk(expr, (part) => {
    if (part.node === "column") names.add(part.name);
    if (part.node === "stored" && part.row !== null) names.add(part.row);
  });
  return [...names];
}
