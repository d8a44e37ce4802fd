/**
 * Every type that a key or request field may have, alone and nested, from Parquet, from text and from a caller's rows.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TrainingArtifact } from "../../runtime/artifacts.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { DataError } from "../../runtime/errors.js";
import { scalar, type Type, typeText } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import type { Labels } from "../../runtime/warehouse/warehouse.js";
import { temporaryFolder } from "./stores.js";

const folder = temporaryFolder();
const warehouse = await openDuckDB({ folder });
const writer = await openDuckDB({ folder });
afterAll(async () => {
  await warehouse.close();
  await writer.close();
});

/** Label columns by name: the type of each input, and how the column's value is written. */
type Columns<T> = Readonly<Record<string, T>>;

const artifactOf = (types: Columns<Type>): TrainingArtifact => ({
  service: "echo",
  sql: "SELECT 1 AS f FROM feat_labels",
  inputs: Object.entries(types).map(([name, type]) => ({ name, type, role: "request" })),
  features: [{ name: "f", type: scalar("int64") }],
});

/** The inputs of the only label, by name. */
async function loaded(labels: Labels, types: Columns<Type>): Promise<Columns<Value>> {
  await warehouse.loadLabels(labels, artifactOf(types), "rows");
  const columns = Object.entries(types).map(([name, type]) => ({ name: `feat_in_${name}`, type }));
  const sql = `SELECT ${columns.map(({ name }) => name).join(", ")} FROM feat_labels`;
  const found: Record<string, Value> = {};
  for await (const batch of warehouse.read({ of: "x", sql, columns })) {
    expect(batch.rows).toBe(1);
    for (const [index, name] of Object.keys(types).entries()) found[name] = batch.columns[index]![0]!;
  }
  return found;
}

const parquet = async (sql: Columns<string>): Promise<Labels> => {
  const path = join(folder, "typed.parquet");
  const columns = Object.entries(sql).map(([name, value]) => `${value} AS ${name}`);
  await writer.run(
    `COPY (SELECT ${columns.join(", ")}, TIMESTAMP '2024-01-01' AS event_timestamp) TO '${path}' (FORMAT parquet)`,
  );
  return { kind: "file", path };
};
const csv = (texts: Columns<string>): Labels => {
  const path = join(folder, "typed.csv");
  const cells = Object.values(texts).map((text) => `"${text.replaceAll('"', '""')}"`);
  writeFileSync(path, `${["event_timestamp", ...Object.keys(texts)]}\n${["2024-01-01", ...cells]}\n`);
  return { kind: "file", path };
};
const quoted = (text: string): string => `'${text.replaceAll("'", "''")}'`;

/** A value of a type: in JSON, in SQL, and as text if its text is not JSON. */
interface Case {
  readonly type: Type;
  readonly json: unknown;
  readonly sql: string;
  readonly text: string;
  /** A value that does not convert, in JSON and SQL. */
  readonly bad: readonly [unknown, string];
}
const of = (name: Parameters<typeof scalar>[0]): Type => scalar(name);
const scalars: readonly Case[] = [
  { type: of("bool"), json: true, sql: "TRUE", text: "true", bad: ["perhaps", "'perhaps'"] },
  { type: of("int32"), json: -7, sql: "-7::INTEGER", text: "-7", bad: [3000000000, "3000000000::BIGINT"] },
  {
    type: of("int64"),
    json: "9007199254740993",
    sql: "9007199254740993",
    text: "9007199254740993",
    bad: [2.5, "2.5::DOUBLE"],
  },
  { type: of("float32"), json: 1.5, sql: "1.5::FLOAT", text: "1.5", bad: ["1e300", "1e300::DOUBLE"] },
  { type: of("float64"), json: 0.1, sql: "0.1::DOUBLE", text: "0.1", bad: ["1e999", "'1e999'"] },
  {
    type: { kind: "decimal", precision: 10, scale: 2, nullable: false },
    json: "12.30",
    sql: "12.3::DECIMAL(9,1)",
    text: "12.30",
    bad: ["1.005", "1.005::DOUBLE"],
  },
  {
    type: of("string"),
    json: 'it\'s "q"',
    sql: quoted('it\'s "q"'),
    text: 'it\'s "q"',
    bad: [[1], "DATE '2024-01-01'"],
  },
  { type: of("bytes"), json: "AP8=", sql: "'\\x00\\xff'::BLOB", text: "AP8=", bad: ["!!", "'!!'"] },
  {
    type: of("timestamp"),
    json: "1969-12-31T23:59:59.5Z",
    sql: "TIMESTAMP '1969-12-31 23:59:59.5'",
    text: "1969-12-31T23:59:59.5Z",
    bad: ["soon", "'soon'"],
  },
  {
    type: of("date"),
    json: "1969-12-31",
    sql: "DATE '1969-12-31'",
    text: "1969-12-31",
    bad: ["2024-02-30", "'2024-02-30'"],
  },
  {
    type: { kind: "enum", name: "size", values: ["small", "it's"], nullable: false },
    json: "it's",
    sql: "'it''s'",
    text: "it's",
    bad: ["huge", "'huge'"],
  },
];

interface Nesting {
  readonly name: string;
  readonly type: (of: Type) => Type;
  readonly json: (value: unknown) => unknown;
  readonly sql: (value: string) => string;
  readonly path: string;
}
const nullable = (type: Type): Type => ({ ...type, nullable: true });
const list: Nesting = {
  name: "list",
  type: (element) => ({ kind: "array", element: nullable(element), size: null, nullable: false }),
  json: (value) => [value, null],
  sql: (value) => `[${value}, NULL]`,
  path: "[0]",
};
const struct: Nesting = {
  name: "struct",
  type: (type) => ({
    kind: "struct",
    fields: [
      { name: "a", type },
      { name: "b c", type: scalar("string", true) },
    ],
    nullable: false,
  }),
  json: (value) => ({ a: value, "b c": null }),
  sql: (value) => `{'a': ${value}, 'b c': NULL::VARCHAR}`,
  path: ".a",
};
const map: Nesting = {
  name: "map",
  type: (value) => ({ kind: "map", key: scalar("string"), value: nullable(value), nullable: false }),
  json: (value) => ({ "k/~'": value, n: null }),
  sql: (value) => `MAP {'k/~''': ${value}, 'n': NULL}`,
  path: `["k/~'"]`,
};
const within = (outer: Nesting, inner: Nesting): Nesting => ({
  name: `${outer.name} of ${inner.name}`,
  type: (type) => outer.type(inner.type(type)),
  json: (value) => outer.json(inner.json(value)),
  sql: (value) => outer.sql(inner.sql(value)),
  path: outer.path + inner.path,
});
const nestings: readonly Nesting[] = [
  list,
  struct,
  map,
  within(list, list),
  within(list, struct),
  within(struct, map),
  within(map, list),
  within(list, within(struct, within(map, struct))),
];

const cases = scalars
  .flatMap((each) => [
    { title: typeText(each.type), path: "", ...each },
    ...nestings.map(({ name, type, json, sql, path }) => ({
      title: `${name}: ${typeText(each.type)}`,
      path,
      type: type(each.type),
      json: json(each.json),
      sql: sql(each.sql),
      text: JSON.stringify(json(each.json)),
      bad: [json(each.bad[0]), sql(each.bad[1])] as const,
    })),
  ])
  .map((each, index) => ({ ...each, column: `x${index}` }));
type One = (typeof cases)[number];

/** Something of every case, by its column. */
const ofAll = <T>(of: (one: One) => T): Columns<T> => Object.fromEntries(cases.map((one) => [one.column, of(one)]));
const expected = ofAll(({ type, json }) => jsonEdge.reader(type)(json));

// All cases are columns of one label. Converting values made SQL with names such as `x0`, and read such columns instead.
describe.each<[string, () => Promise<Labels> | Labels]>([
  ["Parquet", () => parquet(ofAll(({ sql }) => sql))],
  ["text in Parquet", () => parquet(ofAll(({ text }) => quoted(text)))],
  ["CSV", () => csv(ofAll(({ text }) => text))],
  ["rows", () => ({ kind: "rows", rows: [{ at: 0, inputs: expected }] })],
])("from %s", (_, labels) => {
  let found: { readonly declared: Columns<Value>; readonly nullable: Columns<Value> };
  beforeAll(async () => {
    const given = await labels();
    found = {
      declared: await loaded(
        given,
        ofAll(({ type }) => type),
      ),
      nullable: await loaded(
        given,
        ofAll(({ type }) => nullable(type)),
      ),
    };
  });

  test.each(cases)("$title", ({ column }) => {
    expect(found.declared[column]).toEqual(expected[column]);
    expect(found.nullable[column]).toEqual(expected[column]);
  });
});

describe("values that do not convert", () => {
  const fails = async (labels: Labels, { type, path }: One) => {
    const running = loaded(labels, { x: nullable(type) });
    await expect(running).rejects.toThrow(DataError);
    await expect(running).rejects.toThrow(path === "" ? /row 1(,| has)/ : `row 1, column \`x\`, at x${path}: "`);
    await expect(running).rejects.toThrow(/it takes [^;]+/);
  };

  test.each(cases)("from Parquet: $title", async (one) => fails(await parquet({ x: one.bad[1] }), one));

  test.each(cases)("from CSV: $title", async (one) => {
    const [bad] = one.bad;
    // Any text is a string.
    if (one.path === "" && one.type.kind === "string") return expect(typeof bad).toBe("object");
    await fails(csv({ x: one.path === "" && typeof bad !== "object" ? String(bad) : JSON.stringify(bad) }), one);
  });

  test("null, where the type takes none", async () => {
    const labels = await parquet({ x: "NULL" });
    for (const { type, title } of cases)
      await expect(loaded(labels, { x: type }), title).rejects.toThrow(
        "row 1, column `x`: request field `x` can't be null",
      );
  });
});

test.each(["NULL", "NULL::INTEGER", "NULL::BOOLEAN", "NULL::VARCHAR", "NULL::DOUBLE[]", "NULL::STRUCT(a TIME)"])(
  "a column without values fits every nullable field: %s (MEANING 133)",
  async (sql) => {
    const labels = await parquet(ofAll(() => sql));
    const found = await loaded(
      labels,
      ofAll(({ type }) => nullable(type)),
    );
    expect(found).toEqual(ofAll(() => null));
  },
);

const data = join(import.meta.dirname, "../meaning/support/data");
test("decimals beyond 38 digits are an error with row and column, in other columns too (MEANING 135)", async () => {
  const labels: Labels = { kind: "file", path: join(data, "wide-decimals.parquet"), time: "t" };
  await expect(loaded(labels, { x: scalar("string", true) })).rejects.toThrow(
    /row 1, column `x`: a decimal of more than the 38 digits/,
  );
});

test("columns whose names differ by case alone are an error (MEANING 130)", async () => {
  const labels: Labels = { kind: "file", path: join(data, "names.parquet"), time: "t" };
  await expect(loaded(labels, { x: scalar("string", true) })).rejects.toThrow(
    "has two columns named `Tier` and `tier`",
  );
});
