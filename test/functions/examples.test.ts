/**
 * The examples of every scalar function: each is parsed and type-checked by the compiler and then run on both engines.
 */
import { describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import type { Expr } from "../../compiler/ir/index.js";
import { buildModel } from "../../compiler/model/index.js";
import { parse } from "../../grammar/index.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { FeatureError } from "../../runtime/functions/index.js";
import type { Type } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import { decode, encode, query } from "./support/duckdb.js";
import { evaluate, sqlOf } from "./support/evaluate.js";

function compiled(code: string): Expr {
  const text = `transform t { f = ${code} }`;
  const { file, issues } = parse(text);
  expect(issues).toEqual([]);
  const { value, diagnostics } = buildModel({
    project: { name: "examples", sources: [] },
    files: [{ path: "a.feat", text, ast: file }],
  });
  expect(diagnostics.filter((d) => d.severity === "error").map((d) => d.message)).toEqual([]);
  return value.transforms[0]!.items[0]!.value;
}

/** A value as JSON: integers beyond 2^53 as text, -0 as 0. */
const shown = (value: Value, type: Type): unknown => {
  const json = jsonEdge.writer(type)(value);
  return typeof json === "number" ? json + 0 : json;
};

describe.each([...scalarFunctions.values()])("$name", ({ examples }) => {
  test("has examples", () => expect(examples.length).toBeGreaterThan(0));

  test.each(examples.map((each) => [each.code, each] as const))("%s", async (code, { result, raises }) => {
    const expr = compiled(code);
    const sql = `SELECT ${encode(sqlOf(expr), expr.type)}`;
    if (raises === true) {
      expect(() => evaluate(expr)).toThrow(FeatureError);
      await expect(query(sql)).rejects.toThrow();
      return;
    }
    expect(shown(evaluate(expr), expr.type), "in TypeScript").toEqual(result);
    const [row] = await query(sql);
    expect(shown(decode(row![0], expr.type), expr.type), "in DuckDB").toEqual(result);
    if (result === null) expect(expr.type.nullable, "nullable").toBe(true);
  });
});
