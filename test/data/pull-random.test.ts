/** `feat pull` of random tables: the result is valid, a second run changes nothing, and the data are as declared. */
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkData, dataProject, engines } from "./support.js";

/** True without unpaired surrogates, which no engine takes in a name. */
const isWhole = (text: string): boolean => !/\p{Cs}/u.test(text);

const name = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.constantFrom(
      "id",
      "ID",
      "order_id",
      "ts",
      "created_at",
      "event_timestamp",
      "date",
      "over",
      "null",
      "n",
      "x y",
      "view",
    ),
  },
  { weight: 2, arbitrary: fc.string({ unit: "binary", minLength: 1, maxLength: 12 }) },
  fc.constantFrom(
    `a"b`,
    "a'b",
    "a\\b",
    "a\nb",
    "a`b",
    "é",
    "价格",
    "@x",
    "~y",
    "${HOME}",
    "#c",
    "a: b",
    "- z",
    "1",
    "1_",
    "_1",
    " ",
    "*",
    "constructor",
  ),
);
/** Types that both engines have, with literals of values. */
const types: readonly (readonly [type: string, values: readonly string[]])[] = [
  ["BIGINT", ["1", "-5", "1706695200", "1706695200000", "9223372036854775807"]],
  ["INTEGER", ["1", "2147483647"]],
  ["SMALLINT", ["3"]],
  ["DOUBLE PRECISION", ["1.5", "2", "1e300", "'NaN'", "'Infinity'"]],
  ["REAL", ["0.1", "3"]],
  ["NUMERIC(10, 2)", ["1.25", "-3"]],
  ["BOOLEAN", ["TRUE", "FALSE"]],
  ["DATE", ["DATE '2024-01-31'", "DATE '1969-12-31'"]],
  ["TIMESTAMP", ["TIMESTAMP '2024-01-31 10:00:00'", "TIMESTAMP '1969-12-31 23:59:59.999999'", "'infinity'"]],
  ["TIMESTAMP WITH TIME ZONE", ["'2024-01-31 10:00:00+02'"]],
  ["VARCHAR", ["''", "'x'", "'2024-01-31T09:00:00Z'", "'2024-01-31'", "'00123'", "'it''s'", "'1.5'"]],
  ["INTERVAL", ["INTERVAL '1 day'"]],
  ["TIME", ["TIME '10:00:00'"]],
  ["BIGINT[]", ["ARRAY[1, NULL, 3]"]],
  ["JSON", [`'{"a": [1, null]}'`, "'null'"]],
  ["UUID", ["'11111111-1111-1111-1111-111111111111'"]],
];
const column = fc
  .tuple(name, fc.nat(types.length - 1), fc.boolean())
  .map(([own, type, nullable]) => ({ name: own.replaceAll("\0", ""), type: types[type]!, nullable }))
  .filter((each) => each.name !== "" && isWhole(each.name) && Buffer.byteLength(each.name) < 60);
const table = fc
  .tuple(
    fc.uniqueArray(column, { minLength: 1, maxLength: 9, selector: (each) => each.name.toLowerCase() }),
    fc.array(fc.array(fc.nat(9), { minLength: 9, maxLength: 9 }), { maxLength: 6 }),
    name,
  )
  .filter(([, , own]) => isWhole(own) && !/[\0.]|\$\{/.test(own) && Buffer.byteLength(own) < 60);

const quoted = (text: string): string => `"${text.replaceAll('"', '""')}"`;

type Table = typeof table extends fc.Arbitrary<infer T> ? T : never;

/** The statements that create a table with its rows. */
function statements([columns, rows, own]: Table): string {
  const declared = columns.map(
    ({ name: each, type: [type], nullable }) => `${quoted(each)} ${type}${nullable ? "" : " NOT NULL"}`,
  );
  const literal = ({ type: [type, values], nullable }: (typeof columns)[number], pick: number): string =>
    nullable && pick % 3 === 0 ? "NULL" : `CAST(${values[pick % values.length]} AS ${type})`;
  const lines = rows.map((picks) => `(${columns.map((each, index) => literal(each, picks[index]!)).join(", ")})`);
  const insert = lines.length === 0 ? "" : `; INSERT INTO ${quoted(own)} VALUES ${lines.join(", ")}`;
  return `CREATE TABLE ${quoted(own)} (${declared.join(", ")})${insert}`;
}

/** FEAT_SEED draws other tables. */
const seed = Number(process.env.FEAT_SEED ?? 1);

describe.each(engines)("on %s", (engine) => {
  test("random tables", async () => {
    const project = await dataProject(engine, "SELECT 1", { "sources.yaml": "" });
    await fc.assert(
      fc.asyncProperty(table, async ([columns, rows, own]) => {
        await project.run(`DROP TABLE IF EXISTS ${quoted(own)}; ${statements([columns, rows, own])}`);
        project.write("sources.yaml", "");
        try {
          const first = await project.feat(["pull", `table:${own}`], { env: project.env });
          expect({ code: first.code, err: first.code === 0 ? "" : first.err }).toEqual({ code: 0, err: "" });
          const text = project.read("sources.yaml");
          expect(await project.feat(["pull", `table:${own}`], { env: project.env })).toMatchObject({ code: 0 });
          expect(project.read("sources.yaml")).toBe(text);
          const found = await checkData(project);
          const bad = found.sources.flatMap(({ findings }) => findings.filter(({ severity }) => severity !== "note"));
          // A row without a time is one of the data's own.
          expect(bad.filter(({ kind }) => kind !== "without-time")).toEqual([]);
        } finally {
          await project.run(`DROP TABLE ${quoted(own)}`);
        }
      }),
      { seed, numRuns: engine === "duckdb" ? 25 : 8, endOnFailure: true },
    );
  }, 120_000);
});

test("projects that start from random tables check, train and materialize", async () => {
  await fc.assert(
    fc.asyncProperty(table, table, async (first, second) => {
      const all = first[2].toLowerCase() === second[2].toLowerCase() ? [first] : [first, second];
      const project = await dataProject("duckdb", all.map(statements).join("; "));
      const run = async (argv: readonly string[], cwd = "new") => {
        const ran = await project.feat(argv, { cwd });
        expect({ argv, code: ran.code, err: ran.code === 0 ? "" : ran.err }).toEqual({ argv, code: 0, err: "" });
        return ran.out;
      };
      const out = await run(["init", "new", "--from", "warehouse.duckdb"], ".");
      await run(["check"]);
      const [, service] = /feat train (\S+)/.exec(out) ?? [];
      if (service === undefined) return;
      await run(["train", service, "--labels", "labels.csv", "--out", "t.csv"]);
      await run(["materialize"]);
    }),
    { seed, numRuns: 12, endOnFailure: true },
  );
}, 120_000);
