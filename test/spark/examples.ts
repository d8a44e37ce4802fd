import { describe, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import { scalarTolerances } from "../../compiler/functions/tolerances.js";
import { spark } from "../../compiler/sql/dialects/spark/index.js";
import type { Session } from "../../runtime/warehouse/spark/session.js";
import { sqlOf } from "../functions/support/evaluate.js";
import { compiled, shown } from "../functions/support/examples.js";
import { decode, encode, typeofText } from "./functions/engine.js";

interface Cell {
  readonly title: string;
  readonly sql: string;
}
/** The values of many expressions, in few statements: one that fails is found by halves. */
async function valuesOf(
  session: Session,
  cells: readonly Cell[],
  typed: boolean,
): Promise<readonly ((string | null)[] | Error)[]> {
  if (cells.length > 40)
    return [
      ...(await valuesOf(session, cells.slice(0, 40), typed)),
      ...(await valuesOf(session, cells.slice(40), typed)),
    ];
  try {
    const columns = cells.map(({ sql }) => `array(${encode(sql)}${typed ? `, typeof(${sql})` : ""})`);
    const [row] = await session.rows(`SELECT to_json(array(${columns.join(", ")}))`);
    return JSON.parse(row![0]!) as (string | null)[][];
  } catch (error) {
    if (cells.length === 1) return [error as Error];
    const part = Math.ceil(cells.length / 4);
    const found: ((string | null)[] | Error)[] = [];
    for (let start = 0; start < cells.length; start += part)
      found.push(...(await valuesOf(session, cells.slice(start, start + part), typed)));
    return found;
  }
}

/** The examples of every scalar function give the documented results on Spark. */
export function examplesOnSpark(session: () => Session, all: boolean): void {
  describe("the examples of scalar functions", () => {
    const cases = [...scalarFunctions.values()].flatMap(({ name, examples }) =>
      examples.map((example) => {
        const expr = compiled(example.code);
        return { ...example, name, expr, title: example.code, sql: sqlOf(expr, spark) };
      }),
    );
    test("all but those that raise", { timeout: 240_000 }, async () => {
      const plain = cases.filter(({ raises }) => raises !== true);
      const found = await valuesOf(session(), plain, all);
      for (const [index, { title, name, expr, result, sql }] of plain.entries()) {
        const own = found[index]!;
        if (own instanceof Error) {
          expect.soft(own.message.slice(0, 300), `${title}: ${sql}`).toBe("no error");
          continue;
        }
        const value = shown(decode(own[0], expr.type), expr.type);
        const { relative = 0 } = scalarTolerances.get(name) ?? {};
        if (typeof value === "number" && typeof result === "number" && relative > 0)
          expect
            .soft(Math.abs(value - result), title)
            .toBeLessThanOrEqual(relative * Math.max(Math.abs(result), 1e-300));
        else expect.soft(value, `${title}: ${sql}`).toEqual(result);
        if (all) expect.soft(own[1], `the SQL's type of ${title}`).toBe(typeofText(expr.type));
      }
    });
    test.each(cases.filter(({ raises }) => raises === true).map((one) => [one.title, one] as const))(
      "%s",
      async (_, { sql }) => {
        await expect(session().rows(`SELECT ${encode(sql)}`)).rejects.toThrow();
      },
    );
  });
}
