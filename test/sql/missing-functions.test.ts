import { describe, expect, test } from "vitest";
import { aggregateFunctions, conversions, scalarFunctions } from "../../compiler/functions/index.js";
import {
  type AggregateOverloadName,
  aggregateOverloads,
  conversionNames,
  scalarOverloads,
} from "../../compiler/functions/overloads.js";
import { bigquery } from "../../compiler/sql/dialects/bigquery/index.js";
import { isUnsupported, unsupported } from "../../compiler/sql/dialects/cell.js";
import type { Dialect } from "../../compiler/sql/dialects/dialect.js";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { postgres } from "../../compiler/sql/dialects/postgres/index.js";
import { missingFunctions } from "../../compiler/sql/missing-functions.js";
import { compileTexts } from "../oracle/support/compile.js";

const namesOf = (
  rows: Iterable<{ readonly name: string; readonly overloads: readonly { readonly key: string }[] }>,
): readonly string[] => [...rows].flatMap(({ name, overloads }) => overloads.map(({ key }) => `${name}/${key}`));

describe("the lists of overloads match the rows", () => {
  test.each([
    ["scalar functions", scalarOverloads, namesOf(scalarFunctions.values())],
    ["aggregates", aggregateOverloads, namesOf(aggregateFunctions.values())],
    ["conversions", conversionNames, [...conversions.keys()]],
  ])("%s", (_, listed, rows) => {
    expect([...listed].sort()).toEqual([...rows].sort());
  });

  test.each(
    [duckdb, postgres, bigquery].flatMap(({ name, functions, aggregates, conversions: own }) => [
      [name, "scalar functions", scalarOverloads, functions] as const,
      [name, "aggregates", aggregateOverloads, aggregates] as const,
      [name, "conversions", conversionNames, own] as const,
    ]),
  )("%s has a cell for each of the %s, and no other", (_, __, listed, cells) => {
    expect(Object.keys(cells).sort()).toEqual([...listed].sort());
  });
});

test.each([postgres, bigquery])("$name lacks no function", ({ functions, aggregates, conversions: own }) => {
  for (const cells of [functions, aggregates, own])
    expect(Object.entries(cells).filter(([, cell]) => isUnsupported(cell))).toEqual([]);
});

test.each(
  [duckdb, postgres, bigquery].flatMap((dialect) =>
    [...aggregateFunctions.values()].flatMap(({ name, overloads }) =>
      overloads.map((row) => [dialect.name, name, row, dialect] as const),
    ),
  ),
)("%s: %s merges if and only if its row says so", (_, name, row, dialect) => {
  const cell = dialect.aggregates[`${name}/${row.key}` as AggregateOverloadName];
  expect("parts" in cell && cell.parts !== undefined).toBe(row.merges === true);
  if (row.timed === true) expect(row.framed).toBe(false);
});

/** An engine that lacks some functions. */
const poor: Dialect = {
  ...duckdb,
  name: "poordb",
  functions: { ...duckdb.functions, "levenshtein/string": unsupported("it has no distance of texts") },
  aggregates: { ...duckdb.aggregates, "median/float64": unsupported("it has no exact quantiles") },
};

describe("a function that an engine lacks is an error at its line", () => {
  const program = (line: string, more = ""): string => `entity e { id: int64 }
fn far(a: string, b: string): int64 = levenshtein(a, b)
view v for e from rows {
  ${line}
}
${more}
service s { v.* }
`;
  const found = (line: string, more: string, dialect: Dialect) => {
    const { project, files } = compileTexts({
      "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
      "sources.yaml":
        "sources:\n  rows: { kind: events, file: a.csv, time: at, columns: { id: int64, x: float64?, s: string, at: timestamp } }\n",
      "ours.ts": "export const ours = (x: number): number => x;\n",
      "a.feat": program(line, more),
    });
    return missingFunctions(project, files, dialect).map(({ code, message, place }) => {
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
    ['d = far(s ?? "", "a")', [body]],
    ["n = count() over 7d", []],
  ])("%s", (line, expected) => {
    expect(found(line, "", poor)).toEqual(expected);
  });

  test("in the key of a hop", () => {
    const more =
      'view w for e from rows { far_id = last(id) over 7d }\ntransform t { use w (id = levenshtein(v.s1, "a"))\n y = w.far_id }';
    expect(found('s1 = last(s) over 7d default ""', more, poor)).toEqual([
      at("levenshtein", "it has no distance of texts", 'transform t { use w (id = levenshtein(v.s1, "a"))'),
    ]);
  });

  test("in what the key of a hop reads", () => {
    const line = 'let far_away = levenshtein(v.s1, "a")';
    const more = `view w for e from rows { far_id = last(id) over 7d }\ntransform t {\n ${line}\n use w (id = far_away)\n y = w.far_id }`;
    expect(found('s1 = last(s) over 7d default ""', more, poor)).toEqual([
      at("levenshtein", "it has no distance of texts", line),
    ]);
  });

  test.each([
    ["itself", 'transform t { y = levenshtein(v.s1, "a") }'],
    ["by a `fn`", 'transform t { y = far(v.s1, "a") }'],
    ["over elements", 'request r { words: string[] }\ntransform t { y = max(levenshtein(w, "a")) each w in r.words }'],
  ])("but not in a transform that calls it %s: TypeScript computes the feature", (_, more) => {
    expect(found('s1 = last(s) over 7d default ""', more, poor)).toEqual([]);
  });

  const onPostgres = (name: string, reason: string, line: string) => [
    "FEAT6001",
    `\`${name}\` cannot be generated for \`postgres\`: ${reason}`,
    line,
  ];
  test("a pattern that Postgres would match differently", () => {
    const line = 'm = last(regex_extract(s, "ab|a|abc")) over 7d';
    const reason = "it has no match by the order of the pattern's choices, only the longest or the shortest one";
    expect(found(line, "", postgres)).toEqual([onPostgres("regex_extract", reason, line)]);
    expect(found('m = last(regex_extract(s, "[a-z]+")) over 7d', "", postgres)).toEqual([]);
  });

  test("an `extern fn` is missing nowhere: where the engine calls none, TypeScript computes the feature", () => {
    const more = 'extern fn ours(x: int64): int64 from "./ours.ts"\ntransform t { y = ours(v.n) }';
    expect(found("n = count() over 7d", more, postgres)).toEqual([]);
  });
});
