import { nullableColumn } from "../../runtime/artifacts.js";
import { scalar, type Type, withNullable } from "../../runtime/types.js";
import { visible } from "../../runtime/visible.js";
import { assertNever } from "../ir/assert-never.js";
import type { Column, Rel, Scalar, Scan, Table, WindowAggregate } from "./algebra.js";
import { aggregateColumn, failedColumn, inputColumn, labelColumn, sampleColumn } from "./columns.js";

/** The columns of a relation and their types, by name. Instants are timestamps. */
export type Schema = ReadonlyMap<string, Type>;

const timestamp = scalar("timestamp");
const maybeTimestamp = scalar("timestamp", true);
const int64 = scalar("int64");
const bool = scalar("bool");
/** A struct with any columns. */
const anything: Type = { kind: "struct", fields: [], nullable: false };

/**
 * Gives the schema of relations, each computed once. Reading a column that does not exist is a fault of the planner.
 */
export function schemas(): (rel: Rel) => Schema {
  const known = new Map<Rel, Schema>();
  const of = (rel: Rel): Schema => {
    const found = known.get(rel) ?? schemaOf(rel, of);
    known.set(rel, found);
    return found;
  };
  return of;
}

function schemaOf(rel: Rel, of: (input: Rel) => Schema): Schema {
  switch (rel.node) {
    case "table":
      return ofTable(rel);
    case "scan":
      return ofScan(rel);
    case "labels":
      return new Map<string, Type>([
        ["@row", int64],
        ["@t", maybeTimestamp],
        ...(rel.whole ? [["@label", anything] as const] : []),
        // A label's key may be null, whatever is declared.
        ...rel.inputs.map(({ name, type }) => [inputColumn(name), withNullable(type, true)] as const),
      ]);
    case "instant":
      return new Map([["@t", timestamp]]);
    case "filter":
      return filtered(rel, of(rel.input));
    case "project":
      return projected(rel.keep ? of(rel.input) : new Map(), rel.columns, of(rel.input));
    case "select":
      return projected(
        new Map(),
        rel.columns,
        filtered({ ...rel, node: "filter", conditions: rel.where }, of(rel.input)),
      );
    case "distinct":
      return new Map(rel.columns.map(({ name, from }) => [name, column(of(rel.input), from, rel)]));
    case "semi":
    case "greatest":
    case "knownBest":
    case "shift":
      return of(rel.input);
    case "retime":
      return with_(of(rel.input), [["@time", timestamp]]);
    case "rank":
      return with_(of(rel.input), [["@rank", int64]]);
    case "superseded":
      return with_(of(rel.input), [["@superseded", maybeTimestamp]]);
    case "snapshots":
      return with_(of(rel.input), [["@gone", maybeTimestamp]]);
    case "each": {
      const { type } = rel.list;
      if (type.kind !== "array") throw new Error(`each over ${type.kind}`);
      return with_(of(rel.input), [
        [rel.column, type.element],
        [rel.ordinal, int64],
      ]);
    }
    case "asOf":
      return with_(
        of(rel.left),
        rel.columns.map((name) => [name, found(of(rel.right), name, rel)]),
      );
    case "latest":
      return new Map<string, Type>([
        ...[...rel.id, ...rel.carried].map((name) => [name, column(of(rel.left), name, rel)] as const),
        ...rel.columns.map((name) => [name, found(of(rel.right), name, rel)] as const),
      ]);
    case "join":
      return with_(
        of(rel.left),
        rel.columns.map(({ name, from }) => [name, found(of(rel.right), from, rel)]),
      );
    case "unionAll": {
      const inputs = rel.inputs.map(of);
      return new Map(
        rel.columns.map((name) => {
          const types = inputs.map((input) => column(input, name, rel));
          return [
            name,
            withNullable(
              types[0]!,
              types.some(({ nullable }) => nullable),
            ),
          ];
        }),
      );
    }
    case "windows":
      return aggregated(of(rel.left), rel.id, rel.aggregates, rel);
    case "temporal":
      return new Map([
        ...aggregated(of(rel.left), rel.id, rel.aggregates, rel),
        ...rel.latest.map((name) => [name, found(of(rel.events), name, rel)] as const),
      ]);
    case "groupAt":
      return aggregated(of(rel.events), rel.keys, rel.aggregates, rel);
    case "tally": {
      const input = of(rel.input);
      return new Map<string, Type>([
        ["@keys", int64],
        ...rel.rules.map((rule) => [failedColumn(rule), int64] as const),
        ...rel.rules.flatMap((rule) =>
          rel.keys.map(
            (key, index) =>
              [
                sampleColumn(rule, index),
                { kind: "array", element: column(input, key, rel), size: null, nullable: true },
              ] as const,
          ),
        ),
        ...rel.aggregates.map(({ id, type }) => [aggregateColumn(id), withNullable(type, true)] as const),
      ]);
    }
    case "rowFacts": {
      const instants = ["@newest", "@newestCreated", "@freshFrom"].map((name) => [name, maybeTimestamp] as const);
      const hashes = rel.columns === null ? [] : (["@oldHash", "@allHash"] as const);
      return new Map<string, Type>([
        ["@rows", int64],
        ["@old", int64],
        ...instants,
        ...hashes.map((name) => [name, scalar("string", true)] as const),
      ]);
    }
    case "stage":
      return of(rel.alternatives[0].rel);
    case "training":
      return new Map(rel.features.map(({ name, from }) => [name, column(of(rel.input), from, rel)]));
    default:
      return assertNever(rel);
  }
}

function ofTable(rel: Table): Schema {
  if (rel.of === "labels")
    return new Map<string, Type>([
      ["feat_row", int64],
      ["feat_at", maybeTimestamp],
      ...rel.inputs.map(({ name, type }) => [labelColumn(name), withNullable(type, true)] as const),
    ]);
  const { source, columns } = rel;
  const roles = ofScan({ node: "scan", source, columns: [], hiding: [] });
  const own = source.columns.filter(({ name }) => columns.includes(name) || source.key.includes(name));
  return new Map<string, Type>([
    ...[...roles].filter(([name]) => !source.key.includes(name)),
    ["@time", maybeTimestamp],
    ...own.flatMap(({ name, type }) => [
      [visible(name), type] as const,
      ...(type.nullable ? [] : [[nullableColumn(visible(name)), withNullable(type, true)] as const]),
    ]),
  ]);
}

function ofScan({ source, columns, hiding }: Scan): Schema {
  const hidden = new Set(hiding);
  const schema = new Map<string, Type>([["@time", timestamp]]);
  if (source.created !== null) schema.set("@created", maybeTimestamp);
  if (source.sequence !== null) schema.set("@sequence", withNullable(source.sequence.type, true));
  if (source.deleted !== null) schema.set("@deleted", bool);
  if (source.until !== null) schema.set("@until", maybeTimestamp);
  for (const { name, type } of source.columns)
    if (columns.includes(name) || source.key.includes(name))
      schema.set(
        name,
        source.key.includes(name) ? withNullable(type, false) : withNullable(type, type.nullable || hidden.has(name)),
      );
  return schema;
}

function filtered(rel: Extract<Rel, { node: "filter" }>, input: Schema): Schema {
  const schema = new Map(input);
  for (const each of rel.conditions) {
    if (each.node !== "present") continue;
    for (const name of each.columns) schema.set(name, withNullable(column(input, name, rel), false));
  }
  return schema;
}

function projected(kept: Schema, columns: readonly Column[], input: Schema): Schema {
  return with_(
    kept,
    columns.map(({ name, value }) => [name, typeOf(value, input, name)]),
  );
}

function typeOf(value: Scalar, input: Schema, name: string): Type {
  const of = (own: string): Type => column(input, own, { node: "project", title: name });
  switch (value.node) {
    case "expr":
      return value.expr.type;
    case "column":
    case "required":
      return of(value.name);
    case "live":
      return value.column === null ? bool : withNullable(of(value.column), true);
    case "orEmpty":
      return of(value.column);
    case "wholeLabel":
      return anything;
    case "constant":
    case "counts":
      return bool;
    case "arrive":
      return value.known ? maybeTimestamp : timestamp;
    case "cadence":
      return withNullable(timestamp, of(value.column).nullable);
    case "at":
      return timestamp;
    case "nothing":
      return maybeTimestamp;
    case "micros":
    case "unitOf":
      return int64;
    default:
      return assertNever(value);
  }
}

function aggregated(input: Schema, keys: readonly string[], aggregates: readonly WindowAggregate[], rel: Rel): Schema {
  return new Map<string, Type>([
    ...keys.map((name) => [name, column(input, name, rel)] as const),
    ...aggregates.map(({ id, type }) => [aggregateColumn(id), withNullable(type, true)] as const),
  ]);
}

function column(
  schema: Schema,
  name: string,
  rel: { readonly node: string; readonly title?: string | undefined },
): Type {
  const type = schema.get(name);
  if (type === undefined)
    throw new Error(
      `${rel.node} ${rel.title ?? ""} reads column ${name}, and there are ${[...schema.keys()].join(", ")}`,
    );
  return type;
}
/** A column of a row that may not exist. */
const found = (schema: Schema, name: string, rel: Rel): Type => withNullable(column(schema, name, rel), true);

function with_(schema: Schema, columns: readonly (readonly [name: string, type: Type])[]): Schema {
  const all = new Map(schema);
  for (const [name, type] of columns) all.set(name, type);
  return all;
}
