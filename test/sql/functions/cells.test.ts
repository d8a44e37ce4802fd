/**
 * How each dialect writes every function, as files to read in a review: a call in the language, and below it the SQL of
 * each dialect. `UPDATE_GOLDEN=1 npx vitest run test/sql/functions` rewrites them.
 */
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { aggregateFunctions, conversions, scalarFunctions } from "../../../compiler/functions/index.js";
import type { AggregateOverloadName } from "../../../compiler/functions/overloads.js";
import type { Overload, Param, ScalarFunction } from "../../../compiler/functions/row.js";
import type { Expr } from "../../../compiler/ir/index.js";
import { anyIn } from "../../../compiler/ir/walk.js";
import type { WindowAggregate } from "../../../compiler/plan/algebra.js";
import { calls, type Extent, finish, mergedStates, merges } from "../../../compiler/sql/aggregate.js";
import { isUnsupported } from "../../../compiler/sql/dialects/cell.js";
import { expression } from "../../../compiler/sql/expression.js";
import { dialects } from "../../../compiler/sql/index.js";
import { lackedBy } from "../../../compiler/sql/missing-functions.js";
import { printTree } from "../../../compiler/sql/print/index.js";
import { col, type Sql } from "../../../compiler/sql/tree/index.js";
import { scalar, type Type, typeText } from "../../../runtime/types.js";
import { literalsFor } from "../../functions/support/literals.js";
import { typeOf } from "../../functions/support/values.js";
import { families } from "./families.js";

const golden = join(import.meta.dirname, "golden");
/** Statements indent the expressions, so they are printed narrower than 120 columns. */
const WIDTH = 100;
const update = process.env.UPDATE_GOLDEN === "1";

/** A column that is never null, of a type that the parameter takes. */
function argumentType({ type }: Param, overload: Overload): Type {
  if (type.kind !== "arrayOf")
    return { ...typeOf((type.kind === "exactly" ? type.types : type.of)[0]!), nullable: true };
  const variable = overload.params.find((other) => other.type.kind === "variable")?.type;
  const kind = variable?.kind === "variable" ? variable.of[0]! : (type.of?.[0] ?? "int64");
  return { kind: "array", element: typeOf(kind), size: null, nullable: true };
}

const column = (name: string, type: Type): Expr => ({ node: "column", name, type });

/** The arguments of a call: columns, and the first choice of its literals. */
function argumentsOf(overload: Overload): readonly Expr[] {
  const literals = literalsFor(overload, overload.params.length)[0] ?? [];
  return overload.params.map((param, index): Expr => {
    const type = argumentType(param, overload);
    const value = literals[index];
    if (value === undefined || value === null) return column(param.name, type);
    if (Array.isArray(value) && type.kind === "array") {
      const elements = value.map((each): Expr => ({ node: "literal", type: type.element, value: String(each) }));
      return { node: "array", type: { ...type, nullable: false }, elements };
    }
    return { node: "literal", type, value: typeof value === "string" ? value : String(value) };
  });
}

const shown = (expr: Expr): string => {
  const { type } = expr;
  if (expr.node === "literal") return `${String(expr.value)}`;
  return expr.node === "column" ? `${expr.name}: ${typeText(type)}` : typeText(type);
};

type Dialect = (typeof dialects)[string];
const all = Object.values(dialects);

const inDialects = (make: (dialect: Dialect) => readonly Sql[], some: readonly Dialect[] = all): readonly string[] =>
  some.flatMap((dialect) =>
    make(dialect).map((node) => {
      const lines = printTree(node, dialect, WIDTH).split("\n");
      return [`  ${dialect.name}: ${lines[0]}`, ...lines.slice(1).map((line) => `    ${line}`)].join("\n");
    }),
  );

function scalarText(fn: ScalarFunction, overload: Overload): string {
  const args = argumentsOf(overload);
  const types = args.map(({ type }) => type);
  const values = args.map((arg) => (arg.node === "literal" ? arg.value : undefined));
  const type = { ...overload.result(types, values), nullable: true };
  const call: Expr = { node: "call", function: fn.name, overload: overload.key, args, type };
  const head = `${fn.name}/${overload.key} (${args.map(shown).join(", ")})`;
  const writes = all.filter((dialect) => !anyIn(call, lackedBy(dialect)));
  return [head, ...inDialects((dialect) => [expression(call, dialect)], writes)].join("\n");
}

/** The dialects that can merge states. */
const merging = all.filter(({ spans }) => spans);

const half: Type = scalar("int64");

/** The text of an aggregate over columns. Its literal arguments are small numbers. */
function aggregateText(
  name: string,
  overload: (typeof aggregateFunctions extends ReadonlyMap<string, infer Row> ? Row : never)["overloads"][number],
): string {
  const types = overload.params.map(
    ({ type }): Type =>
      type.kind === "exactly"
        ? type.types[0] === "array" && overload.key === "vector"
          ? { kind: "array", element: scalar("float64"), size: 3, nullable: true }
          : typeOf(type.types.includes(overload.key as never) ? (overload.key as Type["kind"]) : type.types[0]!)
        : half,
  );
  const aggregate: WindowAggregate = {
    id: "x",
    function: name,
    overload: overload.key,
    args: overload.params.map((param, index) =>
      param.literal === true
        ? { literal: { node: "literal", type: types[index]!, value: types[index]!.kind === "float64" ? "0.5" : "3" } }
        : { column: param.name },
    ),
    types,
    where: "counts",
    what: "v.f",
  } as unknown as WindowAggregate;
  const both = (extent: Extent) =>
    inDialects(
      (dialect) => {
        const made = calls(aggregate, extent, [], dialect);
        const results = made.map((_, index) => col(`x.${index}`));
        return [...made, finish(aggregate, extent, results, dialect)];
      },
      (extent === "states" ? merging : all).filter(
        ({ aggregates }) => !isUnsupported(aggregates[`${name}/${overload.key}` as AggregateOverloadName]),
      ),
    );
  const merged =
    overload.merges === true ? [`  merged by ${merges(aggregate, dialects.duckdb!).join(", ")}`, ...both("parts")] : [];
  const states =
    overload.spans === "states"
      ? [
          "  states",
          ...both("states"),
          ...inDialects((dialect) => {
            const columns = calls(aggregate, "states", [], dialect).map((_, index) => col(`x.${index}`));
            return mergedStates(aggregate, columns, dialect, { t: col("@at"), time: col("@since") });
          }, merging),
        ]
      : [];
  return [
    `${name}/${overload.key} (${overload.params.map((param) => param.name).join(", ")})`,
    ...both("whole"),
    ...merged,
    ...states,
  ].join("\n");
}

const texts = new Map<string, string>([
  ...families.map(
    ([name, functions]) =>
      [name, functions.flatMap((fn) => fn.overloads.map((overload) => scalarText(fn, overload))).join("\n\n")] as const,
  ),
  [
    "aggregates",
    [...aggregateFunctions.values()]
      .flatMap(({ name, overloads }) => overloads.map((overload) => aggregateText(name, overload)))
      .join("\n\n"),
  ],
  [
    "conversions",
    [...conversions]
      .map(([name, { from, to }]) => {
        const convert: Expr = { node: "convert", type: scalar(to, true), value: column("x", scalar(from, true)) };
        return [name, ...inDialects((dialect) => [expression(convert, dialect)])].join("\n");
      })
      .join("\n\n"),
  ],
]);

describe("the SQL of functions", () => {
  test.each([...texts.keys()])("%s", (name) => {
    const file = join(golden, `${name}.txt`);
    const text = `${texts.get(name)!}\n`;
    if (update) writeFileSync(file, text);
    expect(text).toBe(readFileSync(file, "utf8"));
  });

  test("every function is in a family, and every file belongs to one", () => {
    const named = families.flatMap(([, functions]) => functions.map(({ name }) => name));
    expect([...named].sort()).toEqual([...scalarFunctions.keys()].sort());
    expect(readdirSync(golden).sort()).toEqual([...texts.keys()].map((name) => `${name}.txt`).sort());
  });

  test("no line is longer than 120 characters, but for one that is a literal", () => {
    const lines = [...texts.values()].flatMap((text) => text.split("\n"));
    expect(lines.filter((line) => line.length > 120 && !/^\s*'[^']*',?$/.test(line))).toEqual([]);
  });
});
