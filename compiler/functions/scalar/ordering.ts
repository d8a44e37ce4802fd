import type { ScalarName } from "../../../runtime/types.js";
import { exactly, example, gives, like, variable, variadic } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";

/*
 * `least`, `greatest` and `clamp`, for all types that have an order. A NaN made inside an expression is greater than
 * every other value.
 */

const helper = (name: string, kind: ScalarName): string =>
  kind === "float64" ? `${name}Float64` : kind === "string" ? `${name}String` : name;

const kinds = ["int64", "float64", "string", "timestamp", "date"] as const;

const among = (name: "least" | "greatest"): readonly Overload[] => [
  ...kinds.map(
    (kind): Overload => ({
      key: kind,
      params: [exactly("a", kind), variadic(exactly("more", kind))],
      result: gives(kind),
      nulls: "strict",
      ts: helper(name, kind),
    }),
  ),
  {
    key: "decimal",
    params: [variable("a", "decimal"), variadic(variable("more", "decimal"))],
    result: like(0),
    nulls: "strict",
    ts: name,
  },
];

const comparable = (a: string | number, b: string | number): boolean =>
  typeof a === "string" && typeof b === "string" ? BigInt(a) <= BigInt(b) : Number(a) <= Number(b);

export const ordering: readonly ScalarFunction[] = [
  {
    name: "least",
    doc: "The smallest of two or more numbers, strings, dates or timestamps; null if one is null. (`min` is the aggregate.)",
    overloads: among("least"),
    examples: [
      example("least(2, 1, 3)", 1),
      example("least(2, 1.5)", 1.5),
      example("least(decimal(2, 3, 1), decimal(1.25, 3, 2))", "1.25"),
      example('least("b", "a")', "a"),
      example("least(1, null)", null),
    ],
  },
  {
    name: "greatest",
    doc: "The greatest of two or more numbers, strings, dates or timestamps; null if one is null. (`max` is the aggregate.)",
    overloads: among("greatest"),
    examples: [example("greatest(2, 1, 3)", 3), example('greatest("b", "a")', "b"), example("greatest(1, null)", null)],
  },
  {
    name: "clamp",
    doc: "x, but at least `low` and at most `high`; null if `low` is above `high`.",
    overloads: [
      ...kinds.map(
        (kind): Overload => ({
          key: kind,
          params: [exactly("x", kind), exactly("low", kind), exactly("high", kind)],
          result: gives(kind),
          nulls: "partial",
          // Literal bounds in ascending order cannot give null.
          nullable: (args, [, low, high]) =>
            args.some((arg) => arg.nullable) ||
            !(
              (kind === "int64" || kind === "float64") &&
              (typeof low === "string" || typeof low === "number") &&
              (typeof high === "string" || typeof high === "number") &&
              comparable(low, high)
            ),
          ts: helper("clamp", kind),
        }),
      ),
      {
        key: "decimal",
        params: [variable("x", "decimal"), variable("low", "decimal"), variable("high", "decimal")],
        result: like(0),
        nulls: "partial",
        ts: "clamp",
      },
    ],
    examples: [
      example("clamp(5, 1, 3)", 3),
      example("clamp(0.5, 1, 3)", 1),
      example("clamp(2, 3, 1)", null),
      example('clamp("m", "a", "f")', "f"),
    ],
  },
];
