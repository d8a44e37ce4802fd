import { describe, expect, test } from "vitest";
import type { Form } from "../../compiler/sql/dialects/capabilities.js";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { printLine } from "../../compiler/sql/print/index.js";
import { rewritten } from "../../compiler/sql/rewrite/index.js";
import { as, col, id, type Sql, select, sql, star } from "../../compiler/sql/tree/index.js";

const tables: Readonly<Record<string, readonly string[]>> = { t: ["a", "b", "c"], u: ["a", "d"] };
const columnsOf = (name: string): readonly string[] => tables[name]!;
const t = id("t");

const cases: readonly (readonly [title: string, lacks: readonly Form[], query: Sql, text: string])[] = [
  ["a star of all columns stays", ["star except"], select({ columns: [star()], from: t }), 'SELECT * FROM "t"'],
  [
    "a star is written out if columns are excluded or replaced",
    ["star except"],
    select({ columns: [star({ except: ["b"], replace: [["c", col("a")]] })], from: t }),
    'SELECT "a", "a" AS "c" FROM "t"',
  ],
  [
    "a star of one relation names it",
    ["star except"],
    select({
      columns: [star({ of: "l", except: ["a"] }), col("d", "r")],
      from: as(t, "l"),
      joins: [{ kind: "inner", table: as(id("u"), "r"), on: [sql`true`] }],
    }),
    'SELECT "l"."b", "l"."c", "r"."d" FROM "t" AS "l" JOIN "u" AS "r" ON true',
  ],
  [
    "the columns of a subquery are known",
    ["star except"],
    select({ columns: [star({ except: ["x"] })], from: select({ columns: [col("a"), as(col("b"), "x")], from: t }) }),
    'SELECT "a" FROM ( SELECT "a", "b" AS "x" FROM "t" )',
  ],
  [
    "QUALIFY becomes a column and a condition on it",
    ["qualify"],
    select({ columns: [star()], from: t, qualify: sql`row_number() OVER (ORDER BY ${col("a")}) = 1` }),
    'SELECT "a", "b", "c" FROM ( SELECT *, row_number() OVER (ORDER BY "a") = 1 AS "@kept" FROM "t" ) AS "q" WHERE "@kept"',
  ],
  [
    "the subquery of a query with QUALIFY gets a name too",
    ["qualify", "unnamed subquery"],
    select({ columns: [col("a")], from: select({ columns: [star()], from: t }), qualify: sql`count(*) OVER () = 1` }),
    'SELECT "a" FROM ( SELECT "a", count(*) OVER () = 1 AS "@kept" FROM ( SELECT * FROM "t" ) AS "q" ) AS "q" WHERE "@kept"',
  ],
  [
    "semi and anti joins become EXISTS",
    ["semi join"],
    select({
      columns: [star({ of: "e" })],
      from: as(t, "e"),
      joins: [
        { kind: "semi", table: as(id("u"), "l"), on: [sql`${col("a", "e")} = ${col("a", "l")}`] },
        { kind: "anti", table: as(id("u"), "m"), on: [sql`${col("b", "e")} = ${col("d", "m")}`] },
      ],
      where: [col("c")],
    }),
    'SELECT "e".* FROM "t" AS "e" WHERE "c" AND EXISTS (SELECT 1 FROM "u" AS "l" WHERE "e"."a" = "l"."a") AND NOT EXISTS (SELECT 1 FROM "u" AS "m" WHERE "e"."b" = "m"."d")',
  ],
];

const oneLine = (query: Sql): string => printLine(query, duckdb).replace(/\s+/g, " ");

describe("forms that an engine lacks are rewritten", () => {
  test.each(cases)("%s", (_, lacks, query, text) => {
    expect(oneLine(rewritten(query, { lacks: new Set(lacks), words: null }, columnsOf))).toBe(text);
  });

  test("nothing changes for an engine that lacks nothing", () => {
    for (const [, , query] of cases) expect(rewritten(query, { lacks: new Set(), words: null }, columnsOf)).toBe(query);
  });
});
