import { describe, expect, test } from "vitest";
import { aggregateFunctions, conversions, scalarFunctions } from "../../compiler/functions/index.js";
import { aggregateOverloads, conversionNames, scalarOverloads } from "../../compiler/functions/overloads.js";
import { unsupported } from "../../compiler/sql/dialects/cell.js";
import type { Dialect } from "../../compiler/sql/dialects/dialect.js";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { missingFunctions } from "../../compiler/sql/missing-functions.js";
import { compileTexts } from "../oracle/support/compile.js";

const namesOf = (
  rows: Iterable<{ readonly name: string; readonly overloads: readonly { readonly key: string }[] }>,
): readonly string[] => [...rows].flatMap(({ name, overloads }) => overloads.map(({ key }) => `${name}/${key}`));

describe("the lists of overloads are those of the rows", () => {
  test.each([
    ["scalar functions", scalarOverloads, namesOf(scalarFunctions.values())],
    ["aggregates", aggregateOverloads, namesOf(aggregateFunctions.values())],
    ["conversions", conversionNames, [...conversions.keys()]],
  ])("%s", (_, listed, rows) => {
    expect([...listed].sort()).toEqual([...rows].sort());
  });

  test.each([
    ["scalar functions", scalarOverloads, duckdb.functions],
    ["aggregates", aggregateOverloads, duckdb.aggregates],
    ["conversions", conversionNames, duckdb.conversions],
  ])("DuckDB has a cell for each of the %s, and no other", (_, listed, cells) => {
    expect(Object.keys(cells).sort()).toEqual([...listed].sort());
  });
});

test.each(
  [...aggregateFunctions.values()].flatMap(({ name, overloads }) => overloads.map((row) => [name, row] as const)),
)("%s merges where its row says so", (name, row) => {
  const cell = duckdb.aggregates[`${name}/${row.key}` as keyof typeof duckdb.aggregates];
  expect("parts" in cell && cell.parts !== undefined).toBe(row.merges === true);
  if (row.timed === true) expect(row.framed).toBe(false);
});

/** An engine that lacks some of them. */
const poor: Dialect = {
  ...duckdb,
  name: "poordb",
  functions: { ...duckdb.functions, "levenshtein/string": unsupported("it has no distance of texts") },
  aggregates: { ...duckdb.aggregates, "median/float64": unsupported("it has no exact quantiles") },
};

describe("a function that an engine lacks is an error at its line", () => {
  const program = (line: string): string => `entity e { id: int64 }
fn far(a: string, b: string): int64 = levenshtein(a, b)
view v for e from rows {
  ${line}
}
service s { v.* }
`;
  const found = (line: string) => {
    const { project, files } = compileTexts({
      "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
      "sources.yaml":
        "sources:\n  rows: { kind: events, file: a.csv, time: at, columns: { id: int64, x: float64?, s: string, at: timestamp } }\n",
      "a.feat": program(line),
    });
    return missingFunctions(project, files, poor).map(({ code, message, place }) => {
      const text = files.find(({ path }) => path === place.file)?.text.slice(place.span.start, place.span.end);
      return [code, message, text];
    });
  };
  const body = [
    "FEAT6001",
    "`levenshtein` cannot be generated for `poordb`: it has no distance of texts",
    "fn far(a: string, b: string): int64 = levenshtein(a, b)",
  ];
  const at = (name: string, reason: string, line: string) => [
    "FEAT6001",
    `\`${name}\` cannot be generated for \`poordb\`: ${reason}`,
    line,
  ];

  test.each([
    ['d = levenshtein(s, "a")', [at("levenshtein", "it has no distance of texts", 'd = levenshtein(s, "a")')]],
    ["m = median(x) over 7d", [at("median", "it has no exact quantiles", "m = median(x) over 7d")]],
    [
      'n = count() where levenshtein(s, "a") > 1 over 7d',
      [at("levenshtein", "it has no distance of texts", 'n = count() where levenshtein(s, "a") > 1 over 7d')],
    ],
    ["n = count() over 7d", []],
  ])("%s", (line, expected) => {
    expect(found(line)).toEqual([body, ...expected]);
  });
});
