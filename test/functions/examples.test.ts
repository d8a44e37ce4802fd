/**
 * The examples of every scalar function: each is parsed and type-checked by the compiler and then run on both engines.
 */
import { describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import { FeatureError } from "../../runtime/functions/index.js";
import { decode, encode, query } from "./support/duckdb.js";
import { evaluate, sqlOf } from "./support/evaluate.js";
import { compiled, shown } from "./support/examples.js";

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
