/**
 * Every type that a key or request field may have, alone and nested, from Parquet, from text and from a caller's rows.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
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

const artifactOf = (type: Type): TrainingArtifact => ({
  service: "echo",
  sql: "SELECT 1 AS f FROM feat_labels",
  inputs: [{ name: "x", type, role: "request" }],
  features: [{ name: "f", type: scalar("int64") }],
});

async function loaded(labels: Labels, type: Type): Promise<readonly Value[]> {
  await warehouse.loadLabels(labels, artifactOf(type), "rows");
  const found: Value[] = [];
  const sql = "SELECT feat_in_x FROM feat_labels ORDER BY feat_row";
  for await (const batch of warehouse.read({ of: "x", sql, columns: [{ name: "feat_in_x", type }] }))
    found.push(...batch.columns[0]!);
  return found;
}

const parquet = async (sql: string): Promise<Labels> => {
  const path = join(folder, "typed.parquet");
  await writer.run(
    `COPY (SELECT ${sql} AS x, TIMESTAMP '2024-01-01' AS event_timestamp) TO '${path}' (FORMAT parquet)`,
  );
  return { kind: "file", path };
};
const csv = (text: string): Labels => {
  const path = join(folder, "typed.csv");
  writeFileSync(path, `event_timestamp,x\n2024-01-01,"${text.replaceAll('"', '""')}"\n`);
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

const cases = scalars.flatMap((each) => [
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
]);

describe.each(cases)("$title", ({ type, json, sql, text, bad, path }) => {
  const expected = jsonEdge.reader(type)(json);

  test.each<[string, () => Promise<Labels> | Labels]>([
    ["Parquet", () => parquet(sql)],
    ["text in Parquet", () => parquet(quoted(text))],
    ["CSV", () => csv(text)],
    ["rows", () => ({ kind: "rows", rows: [{ at: 0, inputs: { x: expected } }] })],
  ])("from %s", async (_, labels) => {
    const given = await labels();
    expect(await loaded(given, type)).toEqual([expected]);
    expect(await loaded(given, nullable(type))).toEqual([expected]);
  });

  test.each<[string, () => Promise<Labels> | Labels]>([
    ["Parquet", () => parquet(bad[1])],
    ["CSV", () => csv(path === "" && typeof bad[0] !== "object" ? String(bad[0]) : JSON.stringify(bad[0]))],
  ])("values that do not convert, from %s", async (from, labels) => {
    // Any text is a string.
    if (from === "CSV" && path === "" && type.kind === "string") return expect(typeof bad[0]).toBe("object");
    const running = loaded(await labels(), nullable(type));
    await expect(running).rejects.toThrow(DataError);
    await expect(running).rejects.toThrow(path === "" ? /row 1(,| has)/ : `row 1, column \`x\`, at x${path}: "`);
    await expect(running).rejects.toThrow(/it takes [^;]+/);
  });

  test("null and empty values", async () => {
    for (const nothing of ["NULL", "NULL::INTEGER", "NULL::VARCHAR", "NULL::DOUBLE[]"])
      expect(await loaded(await parquet(nothing), nullable(type))).toEqual([null]);
    await expect(loaded(await parquet("NULL"), type)).rejects.toThrow(
      "row 1, column `x`: request field `x` can't be null",
    );
  });
});

const data = join(import.meta.dirname, "../meaning/support/data");
test("decimals beyond 38 digits are an error with row and column, in other columns too (MEANING 135)", async () => {
  const labels: Labels = { kind: "file", path: join(data, "wide-decimals.parquet"), time: "t" };
  await expect(loaded(labels, scalar("string", true))).rejects.toThrow(
    /row 1, column `x`: a decimal of more than the 38 digits/,
  );
});

test("columns whose names differ by case alone are an error (MEANING 130)", async () => {
  const labels: Labels = { kind: "file", path: join(data, "names.parquet"), time: "t" };
  await expect(loaded(labels, scalar("string", true))).rejects.toThrow("has two columns named `Tier` and `tier`");
});

test.each(["NULL::INTEGER", "NULL::BOOLEAN", "NULL::STRUCT(a TIME)"])(
  "a column without values fits every nullable field: %s (MEANING 133)",
  async (sql) => {
    for (const { type } of cases) expect(await loaded(await parquet(sql), nullable(type))).toEqual([null]);
  },
);
