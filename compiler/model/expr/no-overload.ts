import type * as ast from "../../../grammar/ast.js";
import { noOverload } from "../../diagnostics/catalog/model.js";
import type { Param, ParamType } from "../../functions/row.js";
import type { Ctx } from "./context.js";

/** Reports that a function does not take these types, with the help that fits the combination. */
export function reportNoOverload(
  name: string,
  found: readonly string[],
  operator: boolean,
  node: ast.Expr,
  ctx: Ctx,
  overloads: readonly { readonly params: readonly Param[] }[] = [],
): void {
  const help = helpFor(name, found.map(bare)) ?? helpFromTypes(found.map(bare), operator ? [] : overloads);
  ctx.report(noOverload.at(ctx.file.place(node), { name: spelled.get(name) ?? name, found, operator }, { help }));
}

/** Operators that are written differently from the names of their rows. */
const spelled: ReadonlyMap<string, string> = new Map([
  ["element", "[ ]"],
  ["negate", "-"],
]);

const bare = (type: string): string => (type.endsWith("?") ? type.slice(0, -1) : type);
const arithmetic: ReadonlySet<string> = new Set(["+", "-", "*", "/", "%"]);
const ordering: ReadonlySet<string> = new Set([
  "<",
  "<=",
  ">",
  ">=",
  "min",
  "max",
  "least",
  "greatest",
  "clamp",
  "between",
]);
const comparing: ReadonlySet<string> = new Set([...ordering, "==", "!=", "in"]);

/** Aggregates that compare values for equality. */
const byEquality: ReadonlySet<string> = new Set(["count_distinct", "mode", "most_frequent_n", "last_distinct_n"]);
const instead: Readonly<Record<string, string>> = {
  json: "take a value out of it, `string(j.a)`",
  map: "take an entry of it, `m[k]`, or its `keys(m)`",
};

function helpFor(name: string, types: readonly string[]): string | null {
  const has = (type: string) => types.includes(type);
  if (name === "+" && has("string")) return "join strings with `concat(a, b)`; cast others with `string(…)`";
  if (arithmetic.has(name) && (has("timestamp") || has("date"))) {
    return "times have no arithmetic: `hours_between(a, b)` and similar functions give a number";
  }
  if (arithmetic.has(name) && has("string"))
    return "cast it: `float64(…)` or `int64(…)`, null where it is not a number";
  if (arithmetic.has(name) && has("bool")) return "count it: `if x then 1 else 0`";
  if ((name === "min" || name === "max") && has("bool")) return "say `any(…)` or `all(…)`";
  if (ordering.has(name) && has("bool")) return "bools have no order: use them as they are, or compare with `==`";
  if (comparing.has(name) && has("date") && has("timestamp")) {
    return "cast one: `timestamp(d)` is a date's midnight in UTC, `date(t)` a timestamp's day";
  }
  if (comparing.has(name) && has("string") && types.some((type) => /^(int|float)/.test(type))) {
    return "cast one: `string(…)`, or `int64(…)` and `float64(…)`, null where it is not a number";
  }
  if ((name === "and" || name === "or" || name === "not") && !types.every((type) => type === "bool")) {
    return "only a bool is true or false: compare it with something";
  }
  if (name === "element" && types[0] === "string") return "say `substr(s, i, 1)`";
  if (comparing.has(name) && types.some((type) => type.startsWith("map<")))
    return "take an entry of the map, `m[k]`; a condition after `by` goes in parentheses: `by (v > 0)`";
  if (name === "in" && types[1]?.startsWith("map")) return "say `x in keys(m)`";
  if (name === "in" && !types[1]?.includes("[")) return "what follows `in` is a list: `x in [a, b]`";
  if (name === "hour_of" && has("date")) return "a date has no hour";
  if (name === "div" && types.some((type) => type.startsWith("float")))
    return "`div` is for integers: `/` divides floats";
  if (name === "concat") return "cast others with `string(…)`";
  if (name === "int64" && has("bool")) return "say `if x then 1 else 0`";
  if (name === "bool" && types.some((type) => type.startsWith("int"))) return "compare it: `x != 0`";
  if (name === "decimal" && has("json")) return "say `decimal(string(j), 18, 2)` or `decimal(float64(j), 18, 2)`";
  if (byEquality.has(name)) {
    const within = types.join(" ").match(/\bmap(?=<)|\bjson\b(?!:)/)?.[0];
    if (within !== undefined) return `values of type ${within} are not compared for equality: ${instead[within]}`;
  }
  if (has("json")) return "a cast gives a value in json its type: `int64(j.a)`, `string(j.a)`";
  if ((name === "==" || name === "!=") && types.some((type) => type.startsWith("struct")))
    return "compare their fields";
  if (name === "contains" && types[0]?.startsWith("map")) return "say `x in keys(m)`";
  if (name === "slice" && types[0] === "string") return "say `substr(s, i, n)`";
  if (name === "int64" && has("timestamp")) return "seconds since an instant: `seconds_between(a, b)`";
  return null;
}

/** The types that a function's overloads take, and a cast to one of them. */
function helpFromTypes(
  types: readonly string[],
  overloads: readonly { readonly params: readonly Param[] }[],
): string | null {
  const takes = signatures(overloads);
  if (takes === null) return null;
  const wanted = overloads.flatMap(({ params }) => params.flatMap(({ type }) => ("types" in type ? type.types : [])));
  const cast = (["float64", "string", "timestamp"] as const).find((kind) => wanted.includes(kind));
  return cast === undefined || types.includes(cast) ? takes : `${takes}; cast with \`${cast}(…)\``;
}

/** The signatures of a function's overloads. */
export function signatures(overloads: readonly { readonly params: readonly Param[] }[]): string | null {
  const ways = [...new Set(overloads.map(({ params }) => `(${params.map(({ type }) => kindText(type)).join(", ")})`))];
  return ways.length === 0 ? null : `it takes ${ways.slice(0, 4).join(" or ")}`;
}

function kindText(type: ParamType): string {
  switch (type.kind) {
    case "exactly":
      return type.types.join(" | ");
    case "variable":
      return type.of.join(" | ");
    case "arrayOf":
      return "a list";
  }
}
