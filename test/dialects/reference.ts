/* `docs/dialects.md`, written from the tables of the dialects. */
import { aggregateFunctions, conversions, scalarFunctions } from "../../compiler/functions/index.js";
import type { AggregateOverloadName, ConversionName, ScalarOverload } from "../../compiler/functions/overloads.js";
import { isLimited, isUnsupported } from "../../compiler/sql/dialects/cell.js";
import { type Dialect, dialects } from "../../compiler/sql/index.js";
import { literalsFor } from "../functions/support/literals.js";

/** What each dialect was proven on. A dialect without a line here fails the test. */
const proofs: Readonly<Record<string, string>> = {
  duckdb: "The engine itself, DuckDB 1.5, in every test.",
  postgres: "A real server of Postgres 15 or newer (`test/postgres/`): functions, whole projects, random programs.",
  snowflake:
    "A stand-in: fakesnow, which is DuckDB behind sqlglot, PyPI's `fakesnow` 0.12.1 (`test/snowflake/`): the examples of " +
    "functions, and the features of five example projects, but for those that the tests list with their reasons. sqlglot's " +
    "parser of Snowflake's SQL reads every statement, and rules of Snowflake's documentation that neither checks are " +
    "enforced on it. No value was computed by Snowflake. There is no warehouse for it yet, so `feat` cannot run on " +
    "Snowflake: the dialect writes SQL only.",
  bigquery:
    "A stand-in: Google's own GoogleSQL analyzer and reference evaluator as WebAssembly, PyPI's `zetasql` 0.1.5 " +
    "(`test/bigquery/`): functions, aggregates, whole plans of random projects. It is not BigQuery's execution engine: " +
    "quotas, limits of query size and joins that BigQuery refuses at run time were not tried. There is no warehouse for " +
    "it yet, so `feat` cannot run on BigQuery: the dialect writes SQL only.",
  spark:
    "The engine itself, Spark 4.3 in one process of this machine (`test/spark/`): every example of every scalar " +
    "function; every aggregate in groups, from parts and over lifetimes; every conversion; tables as labels, sources and " +
    "results; training sets and stored values of `features/shop`. Random programs and clusters were not tried, nor " +
    "each aggregate `by` a key.",
};

const own = Object.values(dialects);

type Cell = object | string | ((...args: never) => unknown);
/** `yes`, or why not. Notes are numbered below the table. */
function said(cells: readonly Cell[], note: (reason: string) => number, literals: readonly (readonly unknown[])[]) {
  const reasons = new Set(
    cells.flatMap((cell): readonly string[] => {
      if (isUnsupported(cell)) return [cell.unsupported];
      if (!isLimited(cell)) return [];
      const refused = [[], ...literals].flatMap((each) => cell.lacks(each as never) ?? []);
      return refused.length > 0 ? refused : ["for some literals"];
    }),
  );
  if (reasons.size === 0) return "yes";
  const numbers = [...reasons].map((reason) => `[${note(reason)}]`).join(" ");
  return cells.every((cell) => isUnsupported(cell)) ? `no ${numbers}` : `yes, but ${numbers}`;
}

function table(
  title: string,
  rows: readonly {
    readonly name: string;
    readonly cells: (dialect: Dialect) => readonly Cell[];
    readonly literals: readonly (readonly unknown[])[];
  }[],
): string {
  const notes = new Map<string, number>();
  const note = (reason: string): number => {
    const known = notes.get(reason) ?? notes.size + 1;
    notes.set(reason, known);
    return known;
  };
  const lines = rows.map(
    ({ name, cells, literals }) =>
      `| \`${name}\` | ${own.map((dialect) => said(cells(dialect), note, literals)).join(" | ")} |`,
  );
  const below = [...notes].map(([reason, number]) => `[${number}] ${reason}`);
  return [
    `## ${title}`,
    "",
    `| | ${own.map(({ name }) => name).join(" | ")} |`,
    `| --- | ${own.map(() => "---").join(" | ")} |`,
    ...lines,
    ...(below.length === 0 ? [] : ["", below.join("  \n")]),
  ].join("\n");
}

export const reference = (): string =>
  [
    "# Dialects",
    "",
    "<!-- prettier-ignore-start -->",
    "",
    "This page is generated from the tables of the dialects (`compiler/sql/dialects/`). Do not edit it; run",
    "`FEAT_UPDATE=1 npx vitest run test/dialects/reference.test.ts`. A function that an engine lacks can still be called in",
    "a transform: TypeScript computes it from the rows that SQL returns. In a source or view it is FEAT6001.",
    "",
    "## What proved each of them",
    "",
    ...own.map(({ name }) => {
      const proof = proofs[name];
      if (proof === undefined) throw new Error(`docs/dialects.md has no word about what proved ${name}`);
      return `- **${name}**: ${proof}`;
    }),
    "",
    table(
      "Functions and operators",
      [...scalarFunctions.values()].map(({ name, overloads }) => ({
        name,
        cells: ({ functions }) => overloads.map(({ key }) => functions[`${name}/${key}` as ScalarOverload]),
        literals: overloads.flatMap((overload) => literalsFor(overload, overload.params.length)),
      })),
    ),
    "",
    table(
      "Aggregates",
      [...aggregateFunctions.values()].map(({ name, overloads }) => ({
        name,
        cells: ({ aggregates }) => overloads.map(({ key }) => aggregates[`${name}/${key}` as AggregateOverloadName]),
        literals: [],
      })),
    ),
    "",
    table(
      "Conversions between types",
      [...conversions.keys()].map((name) => ({
        name: name.replace(">", " to "),
        cells: (dialect) => [dialect.conversions[name as ConversionName]],
        literals: [],
      })),
    ),
    "",
    "<!-- prettier-ignore-end -->",
    "",
  ].join("\n");
