/** The examples of every scalar function give the documented results on fakesnow, but for those that it cannot run. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { scalarFunctions } from "../../compiler/functions/index.js";
import { scalarTolerances } from "../../compiler/functions/tolerances.js";
import type { Expr } from "../../compiler/ir/index.js";
import { anyIn } from "../../compiler/ir/walk.js";
import { snowflake } from "../../compiler/sql/dialects/snowflake/index.js";
import { lackedBy } from "../../compiler/sql/missing-functions.js";
import { sqlOf } from "../functions/support/evaluate.js";
import { compiled, shown } from "../functions/support/examples.js";
import { Fakesnow, FakesnowError } from "../support/fakesnow.js";
import { decode } from "./decode.js";
import { notOnFakesnow } from "./not-on-fakesnow.js";
import { valuesOf } from "./values-of.js";

let engine: Fakesnow;
beforeAll(() => {
  engine = Fakesnow.open();
}, 300_000);
afterAll(() => engine?.close());

const examples = [...scalarFunctions.values()].flatMap((row) =>
  row.examples.map((example) => ({ name: row.name, expr: compiled(example.code), ...example })),
);
const lacksIt = lackedBy(snowflake);
const lacks = (expr: Expr): boolean => anyIn(expr, lacksIt);
const mayFail = ({ code, raises }: { readonly code: string; readonly raises?: boolean }): boolean =>
  raises === true || notOnFakesnow.has(code);
/** Those that may fail come last: a statement that fails is run again in halves. */
const written = examples.filter(({ expr }) => !lacks(expr)).sort((a, b) => Number(mayFail(a)) - Number(mayFail(b)));

test("the examples give the documented results", { timeout: 200_000 }, async () => {
  const found = await valuesOf(
    engine,
    written.map(({ expr }) => sqlOf(expr, snowflake)),
  );
  const failing = new Map<string, string>();
  for (const [index, { name, code, expr, result, raises }] of written.entries()) {
    const own = found[index]!;
    if (raises === true) {
      if (!(own instanceof FakesnowError)) failing.set(code, `gives ${JSON.stringify(own)}, and should raise`);
      continue;
    }
    if (own instanceof FakesnowError) {
      failing.set(code, own.message.split("\n")[0]!);
      continue;
    }
    const value = shown(decode(own, expr.type), expr.type);
    const { relative = 0 } = scalarTolerances.get(name) ?? {};
    const isNear =
      typeof value === "number" &&
      typeof result === "number" &&
      Math.abs(value - result) <= relative * Math.max(Math.abs(result), 1e-300);
    if (!isNear && JSON.stringify(value) !== JSON.stringify(result))
      failing.set(code, `gives ${JSON.stringify(value)}, and should give ${JSON.stringify(result)}`);
  }
  const unlisted = [...failing].filter(([code]) => !notOnFakesnow.has(code));
  expect(unlisted, "examples that fail on fakesnow").toEqual([]);
  expect(
    [...notOnFakesnow.keys()].filter((code) => !failing.has(code)),
    "listed examples that work",
  ).toEqual([]);
});

test("sqlglot's parser of Snowflake's SQL understands every example", { timeout: 100_000 }, async () => {
  const all = written.map(({ expr }, n) => `${sqlOf(expr, snowflake)} AS "c${n}"`);
  await engine.parse(`SELECT ${all.join(",\n")}`);
});
