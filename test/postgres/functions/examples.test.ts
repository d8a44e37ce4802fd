/** The examples of every scalar function give the documented results on Postgres. */
import { afterAll, describe, expect, test } from "vitest";
import { scalarFunctions } from "../../../compiler/functions/index.js";
import { scalarTolerances } from "../../../compiler/functions/tolerances.js";
import { postgres } from "../../../compiler/sql/dialects/postgres/index.js";
import { sqlOf } from "../../functions/support/evaluate.js";
import { compiled, shown } from "../../functions/support/examples.js";
import { close, decode, encode, query, typeofText } from "./support/postgres.js";

afterAll(close);

describe.each([...scalarFunctions.values()])("$name", ({ name, examples }) => {
  test.each(examples.map((each) => [each.code, each] as const))("%s", async (code, { result, raises }) => {
    const expr = compiled(code);
    const sql = sqlOf(expr, postgres);
    const found = query(`SELECT ${encode(sql)}, pg_typeof(${sql})`);
    if (raises === true) {
      await expect(found).rejects.toThrow();
      return;
    }
    const [row] = await found;
    const value = shown(decode(row![0], expr.type), expr.type);
    const { relative = 0 } = scalarTolerances.get(name) ?? {};
    if (typeof value === "number" && typeof result === "number" && relative > 0)
      expect(Math.abs(value - result)).toBeLessThanOrEqual(relative * Math.max(Math.abs(result), 1e-300));
    else expect(value).toEqual(result);
    expect(row![1], "the SQL's type").toBe(typeofText(expr.type));
  });
});
