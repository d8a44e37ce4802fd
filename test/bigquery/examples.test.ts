/** The examples of every scalar function give the documented results on GoogleSQL. */
import { beforeAll, describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import { scalarTolerances } from "../../compiler/functions/tolerances.js";
import { bigquery } from "../../compiler/sql/dialects/bigquery/index.js";
import { sqlOf } from "../functions/support/evaluate.js";
import { compiled, shown } from "../functions/support/examples.js";
import { GoogleSqlError } from "../support/googlesql.js";
import { decode, engineType, evaluateAll, type Outcome } from "./support.js";

const examples = [...scalarFunctions.values()].flatMap((row) => row.examples.map((example) => ({ row, example })));
const outcomes = new Map<string, Outcome | GoogleSqlError>();

beforeAll(async () => {
  const codes = examples.map(({ example }) => example.code);
  const found = await evaluateAll(codes.map((code) => sqlOf(compiled(code), bigquery)));
  for (const [index, code] of codes.entries()) outcomes.set(code, found[index]!);
});

describe.each([...scalarFunctions.values()])("$name", ({ name, examples: own }) => {
  test.each(own.map((each) => [each.code, each] as const))("%s", (code, { result, raises }) => {
    const expr = compiled(code);
    const found = outcomes.get(code)!;
    if (raises === true) {
      expect(found).toBeInstanceOf(GoogleSqlError);
      return;
    }
    if (found instanceof GoogleSqlError) throw found;
    const value = shown(decode(found.value, expr.type), expr.type);
    const { relative = 0 } = scalarTolerances.get(name) ?? {};
    if (typeof value === "number" && typeof result === "number" && relative > 0)
      expect(Math.abs(value - result)).toBeLessThanOrEqual(relative * Math.max(Math.abs(result), 1e-300));
    else expect(value).toEqual(result);
    expect(found.type, "the SQL's type").toBe(engineType(expr.type));
  });
});
