import { nullableColumn } from "../../../runtime/artifacts.js";
import { scalar } from "../../../runtime/types.js";
import { visible } from "../../../runtime/visible.js";
import { noFunctions } from "../../ir/function-table.js";
import type { Expr } from "../../ir/index.js";
import { raises } from "../../ir/raises.js";
import { anyIn, rewrite } from "../../ir/walk.js";
import type { Column, Condition, Labels, Rel, Scalar, Scan, Select } from "../algebra.js";
import { inputColumn, labelColumn } from "../columns.js";
import { inputsOf, mapInputs } from "../rel-inputs.js";
import { type Schema, schemas } from "../schema.js";

/**
 * Makes one relation of filters and projections that stand above each other, down to the table that they read, so that
 * a person reads one query. A relation that is read more than once stays. A value replaces a column only where it is
 * evaluated no more often than before, and cannot fail.
 */
export function fuse(root: Rel): Rel {
  const readers = readersIn(root);
  const schemaOf = schemas();
  const done = new Map<Rel, Rel>();
  const visit = (rel: Rel): Rel => {
    const known = done.get(rel);
    if (known !== undefined) return known;
    const own = fused(rel, visit, (input) => (readers.get(input) ?? 0) < 2, schemaOf);
    done.set(rel, own);
    return own;
  };
  return visit(root);
}

/** How often each relation is read. */
function readersIn(root: Rel): ReadonlyMap<Rel, number> {
  const readers = new Map<Rel, number>();
  const visit = (rel: Rel): void => {
    if (rel.node === "stage") return;
    for (const input of inputsOf(rel)) {
      const known = readers.get(input) ?? 0;
      readers.set(input, known + 1);
      if (known === 0) visit(input);
    }
  };
  visit(root);
  return readers;
}

function fused(rel: Rel, visit: (rel: Rel) => Rel, alone: (rel: Rel) => boolean, schemaOf: (rel: Rel) => Schema): Rel {
  switch (rel.node) {
    case "stage":
      return rel;
    case "scan":
      return ofScan(rel);
    case "labels":
      return ofLabels(rel);
    case "filter":
    case "project": {
      const input = visit(rel.input);
      const own = asSelect(rel, input, schemaOf);
      return input.node === "select" && alone(rel.input) ? (together(own, input, schemaOf) ?? own) : own;
    }
    default:
      return mapInputs(rel, visit);
  }
}

function ofScan({ source, columns, hiding, title, at }: Scan): Select {
  const roles = (["time", "created", "sequence", "deleted", "until"] as const).filter((role) => source[role] !== null);
  const hidden = new Set([...hiding, ...source.key]);
  const read = source.columns.filter(({ name }) => columns.includes(name) || source.key.includes(name));
  const there = (name: string, nullable: boolean): string =>
    hidden.has(name) && !nullable ? nullableColumn(visible(name)) : visible(name);
  return {
    node: "select",
    input: { node: "table", of: "source", source, columns: read.map(({ name }) => name) },
    where: [
      {
        node: "present",
        columns: [
          "@time",
          ...read.flatMap(({ name, type }) => (source.key.includes(name) ? [there(name, type.nullable)] : [])),
        ],
      },
    ],
    columns: [
      ...roles.map((role) => same(`@${role}`)),
      ...read.map(({ name, type }): Column => ({ name, value: { node: "column", name: there(name, type.nullable) } })),
    ],
    title,
    at,
  };
}

const ofLabels = ({ whole, inputs, title, at }: Labels): Select => ({
  node: "select",
  input: { node: "table", of: "labels", whole, inputs },
  where: [],
  columns: [
    { name: "@row", value: { node: "column", name: "feat_row" } },
    { name: "@t", value: { node: "column", name: "feat_at" } },
    ...(whole
      ? [{ name: "@label", value: { node: "wholeLabel", inputs: inputs.map(({ name }) => name) } } satisfies Column]
      : []),
    ...inputs.map(
      ({ name }): Column => ({ name: inputColumn(name), value: { node: "column", name: labelColumn(name) } }),
    ),
  ],
  title,
  at,
});

const same = (name: string): Column => ({ name, value: { node: "column", name } });

function asSelect(
  rel: Extract<Rel, { node: "filter" | "project" }>,
  input: Rel,
  schemaOf: (rel: Rel) => Schema,
): Select {
  const { title, at } = rel;
  const kept = [...schemaOf(rel.input).keys()].map(same);
  switch (rel.node) {
    case "filter":
      return { node: "select", input, where: rel.conditions, columns: kept, title, at };
    case "project": {
      const made = new Set(rel.columns.map(({ name }) => name));
      const others = rel.keep ? kept.filter(({ name }) => !made.has(name)) : [];
      return { node: "select", input, where: [], columns: [...others, ...rel.columns.map(plain)], title, at };
    }
  }
}

/** Reads a column that is stored again as the column itself: columns are finite and have their types. */
function plain({ name, value }: Column): Column {
  if (value.node !== "expr") return { name, value };
  const expr = value.expr.node === "stored" ? value.expr.value : value.expr;
  return expr.node === "column" && expr.part?.infinite !== true && !raises(expr, noFunctions)
    ? { name, value: { node: "column", name: expr.name } }
    : { name, value };
}

/** Both as one; null if a value of the inner one cannot replace its column in the outer one. */
function together(outer: Select, inner: Select, schemaOf: (rel: Rel) => Schema): Select | null {
  const made = new Map(inner.columns.map(({ name, value }) => [name, value]));
  const counts = new Map<string, number>();
  const columns: Column[] = [];
  for (const { name, value } of outer.columns) {
    const own = valueOver(value, made, counts);
    if (own === null) return null;
    columns.push({ name, value: own });
  }
  const where: Condition[] = [...inner.where];
  const schema = schemaOf(inner);
  for (const condition of outer.where) {
    const own = conditionsOver(condition, made, counts, schema);
    if (own === null) return null;
    where.push(...own);
  }
  for (const [name, count] of counts) if (count > 1 && !isTrivial(made.get(name)!)) return null;
  return {
    ...inner,
    columns,
    where: withoutDoubles(where),
    title: outer.title ?? inner.title,
    at: outer.at ?? inner.at,
  };
}

const isTrivial = (value: Scalar): boolean =>
  value.node === "column" ||
  value.node === "constant" ||
  (value.node === "expr" && (value.expr.node === "column" || value.expr.node === "literal"));

type Made = ReadonlyMap<string, Scalar>;

/** The outer value over the inner one's input. */
function valueOver(value: Scalar, made: Made, counts: Map<string, number>): Scalar | null {
  switch (value.node) {
    case "column": {
      count(value.name, counts);
      return made.get(value.name) ?? null;
    }
    case "expr": {
      const expr = exprOver(value.expr, made, counts);
      return expr === null ? null : { node: "expr", expr };
    }
    case "counts": {
      const where = value.where.map((each) => exprOver(each, made, counts));
      return (value.also && !isSame("@counts", made)) || where.includes(null)
        ? null
        : { ...value, where: where as readonly Expr[] };
    }
    case "cadence":
    case "unitOf":
    case "orEmpty": {
      count(value.column, counts);
      const column = renamed(value.column, made);
      return column === null ? null : { ...value, column };
    }
    case "arrive":
      return isSame("@time", made) &&
        (value.delayMicros !== null || isSame("@delay", made)) &&
        (!value.known || isSame("@created", made))
        ? value
        : null;
    case "at":
    case "constant":
    case "nothing":
    case "micros":
      return value;
    case "live":
    case "required":
    case "wholeLabel":
      return null;
  }
}

const count = (name: string, counts: Map<string, number>): void => {
  counts.set(name, (counts.get(name) ?? 0) + 1);
};

/** The column that this one renames. */
function renamed(name: string, made: Made): string | null {
  const value = made.get(name);
  if (value?.node === "column") return value.name;
  return value?.node === "expr" && value.expr.node === "column" ? value.expr.name : null;
}
const isSame = (name: string, made: Made): boolean => renamed(name, made) === name;

function exprOver(expr: Expr, made: Made, counts: Map<string, number>): Expr | null {
  let fits = true;
  const over = rewrite(expr, (part) => {
    if (part.node !== "column") return null;
    count(part.name, counts);
    const own = columnOver(part, made);
    if (own === null) fits = false;
    return own ?? part;
  });
  if (!fits) return null;
  const rows = new Map<string, string>();
  anyIn(over, (part) => {
    if (part.node === "stored" && part.row !== null && renamed(part.row, made) !== part.row) rows.set(part.row, "");
    return false;
  });
  if (rows.size === 0) return over;
  return rewriteRows(over, made);
}

/** A stored value names its row in errors. This renames the row to the column below that holds it. */
function rewriteRows(expr: Expr, made: Made): Expr | null {
  let fits = true;
  const over = rewrite(expr, (part) => {
    if (part.node !== "stored" || part.row === null) return null;
    const row = renamed(part.row, made);
    if (row === null) fits = false;
    const value = rewriteRows(part.value, made);
    if (value === null) fits = false;
    return row === null || value === null ? part : { ...part, row, value };
  });
  return fits ? over : null;
}

function columnOver(part: Extract<Expr, { node: "column" }>, made: Made): Expr | null {
  const value = made.get(part.name);
  switch (value?.node) {
    case "column":
      return { ...part, name: value.name };
    case "expr":
      return isTrivial(value) || !raises(value.expr, noFunctions) ? value.expr : null;
    case "constant":
      return { node: "literal", type: scalar("bool"), value: value.value };
    default:
      return null;
  }
}

function conditionsOver(
  condition: Condition,
  made: Made,
  counts: Map<string, number>,
  schema: Schema,
): readonly Condition[] | null {
  switch (condition.node) {
    case "holds": {
      const expr = exprOver(condition.expr, made, counts);
      return expr === null ? null : [{ node: "holds", expr }];
    }
    case "present": {
      const columns: string[] = [];
      for (const name of condition.columns) {
        const own = renamed(name, made);
        if (own !== null) columns.push(own);
        // A value that is never null needs no check.
        else if (schema.get(name)?.nullable !== false || made.get(name)?.node === "expr") return null;
      }
      return columns.length === 0 ? [] : [{ node: "present", columns }];
    }
    case "anyPresent": {
      const columns = condition.columns.map((name) => renamed(name, made));
      return columns.includes(null) ? null : [{ node: "anyPresent", columns: columns as readonly string[] }];
    }
    case "fromParameter":
      return isSame("@time", made) ? [condition] : null;
    case "arrivedAt":
    case "notSuperseded":
    case "inWindows":
    case "rowChanged":
      return null;
    case "inSlice": {
      const columns = condition.columns.map((name) => renamed(name, made));
      return columns.includes(null) ? null : [{ node: "inSlice", columns: columns as readonly string[] }];
    }
  }
}

/** Each column is checked for null only once. */
function withoutDoubles(where: readonly Condition[]): readonly Condition[] {
  const seen = new Set<string>();
  return where.flatMap((condition): Condition[] => {
    if (condition.node !== "present") return [condition];
    const columns = condition.columns.filter((name) => !seen.has(name));
    for (const name of columns) seen.add(name);
    return columns.length === 0 ? [] : [{ ...condition, columns }];
  });
}
