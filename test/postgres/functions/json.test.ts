import { afterAll, expect, test } from "vitest";
import { fillCell, isLimited, isUnsupported } from "../../../compiler/sql/dialects/cell.js";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { printLine } from "../../../compiler/sql/print/index.js";
import { col } from "../../../compiler/sql/tree/index.js";
import * as runtime from "../../../runtime/functions/index.js";
import { scalar } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";
import { close, decode, encode, literal, query } from "./support/postgres.js";

afterAll(close);

const texts = [
  "1",
  "9007199254740993",
  "9223372036854775808",
  "-0",
  "1.0",
  "1e2",
  "1e400",
  "true",
  "null",
  '"a\\u00e9\\n"',
  '"2024-02-29"',
  '"2024-02-29T00:00:00Z"',
  '"12"',
  "[1, [2, 3.50], null]",
  '{"a": 1, "a": 2, "b": {"c": [1.10, "x"]}, "n": null, "": 5}',
  " { } ",
  null,
];
const json = scalar("json", true);

/** Runs a cell over a JSON column and a column with the second argument. */
async function onPostgres(
  name: "element/json_field" | "element/json_element" | `${string}/json`,
  args: readonly (readonly Value[])[],
  kind: "string" | "int64",
  result: ReturnType<typeof scalar>,
) {
  const cell = postgres.functions[name as "int64/json"];
  if (isUnsupported(cell) || isLimited(cell)) throw new Error(`no ${name}`);
  const second = scalar(kind, true);
  const facts = [json, second].map((type) => ({ nullable: true, finite: true, type }));
  const sql = printLine(fillCell(cell, [col("j"), col("x")], facts), postgres);
  const rows = args.map(([j, x], n) => `(${n}, ${literal(j!, json)}, ${literal(x ?? null, second)})`);
  const found = await query(`SELECT ${encode(sql)} FROM (VALUES ${rows.join(", ")}) AS t(n, j, x) ORDER BY n`);
  return found.map(([text]) => decode(text, result));
}

test("members are found as in TypeScript: the first of a name, exactly as it is written", async () => {
  const args = texts.flatMap((text) => ["a", "b", "n", "", "z", null].map((name) => [text, name] as const));
  expect(await onPostgres("element/json_field", args, "string", scalar("string", true))).toEqual(
    args.map(([text, name]) => runtime.jsonField(text, name)),
  );
});

test("elements are found as in TypeScript", async () => {
  const args = texts.flatMap((text) =>
    [0, 1, 2, 3, -1, 9_007_199_254_740_991, null].map((index) => [text, index] as const),
  );
  expect(await onPostgres("element/json_element", args, "int64", scalar("string", true))).toEqual(
    args.map(([text, index]) => runtime.jsonElement(text, index)),
  );
});

test.each([
  ["int64/json", runtime.int64FromJson, scalar("int64", true)],
  ["int32/json", runtime.int32FromJson, scalar("int32", true)],
  ["float64/json", runtime.float64FromJson, scalar("float64", true)],
  ["float32/json", runtime.float32FromJson, scalar("float32", true)],
  ["string/json", runtime.stringFromJson, scalar("string", true)],
  ["bool/json", runtime.boolFromJson, scalar("bool", true)],
  ["date/json", runtime.dateFromJson, scalar("date", true)],
  ["timestamp/json", runtime.timestampFromJson, scalar("timestamp", true)],
] as const)("%s gives the same as in TypeScript", async (name, helper, result) => {
  const args = texts.map((text) => [text]);
  expect(await onPostgres(name, args, "string", result)).toEqual(texts.map((text) => helper(text)));
});
