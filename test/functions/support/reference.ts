import { checkOf, kindsOf } from "../../../compiler/functions/define.js";
import { scalarFunctions } from "../../../compiler/functions/index.js";
import type { Overload, Param, ScalarFunction } from "../../../compiler/functions/row.js";
import { listKinds } from "../../../compiler/functions/scalar/list-kinds.js";
import { scalarTolerances, type Tolerance } from "../../../compiler/functions/tolerances.js";
import { scalar, typeText, withNullable } from "../../../runtime/types.js";
import { typeOf } from "./values.js";

/* `docs/functions.md`, written from the table. */

const shorter: ReadonlyMap<string, string> = new Map([
  ["bool int32 int64 float32 float64 string bytes timestamp date json decimal enum array struct map", "any"],
  ["bool int32 float32 int64 float64 string timestamp date bytes decimal enum", "any"],
  ["int32 int64 float32 float64", "number"],
  ["int32 int64 float32 float64 string timestamp date", "ordered"],
]);

function paramType(param: Param): string {
  const { type } = param;
  switch (type.kind) {
    case "exactly":
      return type.types.includes("array") ? "T[]" : type.types.join(" or ");
    case "variable":
      return type.of.includes("array") ? "T[]" : type.of.join(" or ");
    case "arrayOf": {
      const kinds = kindsOf(param);
      return kinds === null ? "T[]" : `${shorter.get(kinds.join(" ")) ?? kinds.join(" or ")}[]`;
    }
  }
}

function signature(name: string, overload: Overload): string {
  const variable = overload.params.find(({ type }) => type.kind === "variable")?.type;
  const T = variable?.kind === "variable" && !variable.of.includes("array") ? variable.of.join(" or ") : null;
  const params = overload.params.map((param) => {
    const type = T === null ? paramType(param) : paramType(param).replace(/^T\b/, T);
    const literal = param.literal === true ? `literal ${type}` : type;
    const text = `${param.name}: ${literal}${param.variadic === true ? ", …" : ""}`;
    return param.optional === true ? `[${text}]` : text;
  });
  return `${name}(${params.join(", ")}): ${resultOf(overload)}`;
}

/** The result type for arguments that are never null, with `?` if the result can be null all the same. */
function resultOf(overload: Overload): string {
  const args = overload.params.map((param) => {
    const { type } = param;
    if (type.kind !== "arrayOf")
      return { ...typeOf((type.kind === "exactly" ? type.types : type.of)[0]!), nullable: false };
    const own = overload.params.find((other) => other.type.kind === "variable")?.type;
    const kind = own?.kind === "variable" ? own.of[0]! : (kindsOf(param)?.[0] ?? "int64");
    const element = withNullable(typeOf(kind), false);
    return { kind: "array" as const, element, size: null, nullable: false };
  });
  const own = overload.result(args);
  // The literal arguments give the precision and the scale.
  if (own.kind === "decimal" && Number.isNaN(own.precision)) return "decimal(precision, scale)?";
  const byElement = overload.params.some(
    ({ type }) =>
      type.kind === "arrayOf" ||
      (type.kind !== "exactly" && type.of.includes("array")) ||
      (type.kind === "exactly" && type.types.includes("array")),
  );
  const another = overload.result(
    args.map((arg) => (arg.kind === "array" ? { ...arg, element: scalar("date") } : arg)),
  );
  const follows = byElement && typeText(own) !== typeText(another);
  const base = follows ? (own.kind === "array" ? "T[]" : "T") : typeText({ ...own, nullable: false });
  const nullable =
    overload.nulls === "strict"
      ? false
      : (overload.nullable?.(
          args,
          args.map(() => undefined),
        ) ?? overload.nulls === "partial");
  return nullable ? `${base}?` : base;
}

/** The allowed values of a literal, if there are only a few. */
function notes(row: ScalarFunction): readonly string[] {
  const unit = row.overloads.flatMap(({ params }) => params).find(({ name }) => name === "unit");
  const problem = unit === undefined ? null : (checkOf(unit)?.("", []) ?? null);
  return problem === null ? [] : [`${problem[0]!.toUpperCase()}${problem.slice(1)}.`];
}

/** How far the engines may differ, if they need not agree exactly. */
function toleranceText(tolerance: Tolerance | undefined): readonly string[] {
  if (tolerance === undefined) return [];
  const { relative, absolute } = tolerance;
  return [`Engines agree on a float within ${relative} of its magnitude${absolute === 0 ? "" : `, plus ${absolute}`}.`];
}

/** The signatures of a function. If it has an overload for every type, one line stands for all of them. */
function signatures(row: ScalarFunction): readonly string[] {
  const each = (overload: Overload): boolean =>
    overload.params.some(({ type }) => type.kind === "variable" && type.of.length === 1);
  const many = row.overloads.filter(each).length >= listKinds.length;
  const lines = row.overloads.map((overload) => {
    const text = signature(row.name, overload);
    const { type } = overload.params.find((param) => param.type.kind === "variable") ?? { type: null };
    if (!many || !each(overload) || type?.kind !== "variable") return text;
    const end = text.lastIndexOf("): ");
    const kind = new RegExp(`: ${type.of[0]}(?=\\[\\]|,|$)`, "g");
    return text.slice(0, end).replaceAll(kind, ": T") + text.slice(end);
  });
  return [...new Set(lines)];
}

function section(row: ScalarFunction): string {
  const examples = row.examples.map(
    ({ code, result, raises }) => `${code}  // ${raises === true ? "an error" : JSON.stringify(result)}`,
  );
  const lines = [row.doc, ...notes(row), ...toleranceText(scalarTolerances.get(row.name))].join(" ");
  const head = row.operator === true ? `### \`${row.name}\` (operator)` : `### ${row.name}`;
  const types = row.operator === true ? [] : ["```text", ...signatures(row), "```", ""];
  return [head, "", lines, "", ...types, "```feat", ...examples, "```", ""].join("\n");
}

export const reference = (): string =>
  [
    "# Functions",
    "",
    "This page is generated from the table of functions (`compiler/functions/scalar/`). Do not edit it; run",
    "`FEAT_UPDATE=1 npx vitest run test/functions/reference.test.ts`. Every example runs as a test on DuckDB, on Postgres and in TypeScript.",
    "",
    "A function gives null if an argument is null, unless its description says otherwise. `T?` is a result that can be null",
    "even if no argument is. A parameter of type int64 also takes int32; one of type float64 also takes float32 and ints.",
    "A parameter in brackets, `[x]`, is optional. A _literal_ must be written as a constant. Positions in text count code",
    "points, and all positions begin at 0. Aggregates, which run over rows, have a table of their own.",
    "Engines agree exactly, to the last digit of a float, unless a tolerance is given (`compiler/functions/tolerances.ts`).",
    "",
    ...[...scalarFunctions.values()].map(section),
  ].join("\n");
