/** Result types and nullability of the rows (MEANING A6, A8, A9, A12, A13, B26), as the compiler infers them. */
import { describe, expect, test } from "vitest";
import { buildModel } from "../../compiler/model/index.js";
import { parse } from "../../grammar/index.js";
import { typeText } from "../../runtime/types.js";

const fields = `b: bool, s: string, i32: int32, i: int64, f32: float32, f: float64, t: timestamp, d: date, xs: int64[], v: float32[3],
  bn: bool?, sn: string?, n: int64?, fn_: float64?, tn: timestamp?`;

/** The type's text, or the diagnostics' names. */
function inferred(code: string): string {
  const text = `request r { ${fields} }\ntransform a { f = ${code.replace(/\b(b|s|i32|i|f32|f|t|d|xs|v|bn|sn|n|fn_|tn)\b(?![("])/g, "r.$1")} }`;
  const { file, issues } = parse(text);
  expect(issues).toEqual([]);
  const { value, diagnostics } = buildModel({
    project: { name: "types", sources: [] },
    files: [{ path: "a.feat", text, ast: file }],
  });
  const errors = diagnostics.filter((d) => d.severity === "error");
  if (errors.length > 0) return `error: ${errors.map((d) => d.name).join(", ")}`;
  return typeText(value.transforms[0]!.items[0]!.value.type);
}

const cases: readonly (readonly [code: string, type: string])[] = [
  ["i + 1", "int64"],
  ["i32 + i32", "int64"],
  ["i + f", "float64"],
  ["f32 * f32", "float64"],
  ["n + 1", "int64?"],
  ["-i32", "int64"],
  ["i / 2", "float64"],
  ["i / i", "float64?"],
  ["i / 0", "float64?"],
  ["i / 0.0", "float64?"],
  ["i / -0.0", "float64?"],
  ["n / 2", "float64?"],
  ["i % 2", "int64"],
  ["i % i", "int64?"],
  ["f % 2", "float64"],
  ["div(i, -2)", "int64"],
  ["div(i, 0)", "int64?"],
  ["div(f, 2)", "error: no-overload"],
  ["s + s", "error: no-overload"],
  ["t - t", "error: no-overload"],
  ["b < b", "error: no-overload"],
  ["b == b", "bool"],
  ["d == t", "error: no-overload"],
  ['d == "2024-01-01"', "bool"],
  ['t < "2024-01-01T00:00:00Z"', "bool"],
  ["i32 == f32", "bool"],
  ["n == 1", "bool?"],
  ["n is null", "bool"],
  ["bn and b", "bool?"],
  ['s in ["a", "b"]', "bool"],
  ["n in [1, 2]", "bool?"],
  ["i in [1, null]", "bool?"],
  ["i in xs", "bool?"],
  ["i in [1.5]", "bool"],
  ["contains(xs, 1)", "bool?"],
  ["contains(s, s)", "bool"],
  ["xs[0]", "int64?"],
  ["v[2]", "float32"],
  ["v[3]", "float32?"],
  ["v[i]", "float32?"],
  ["length(xs)", "int64"],
  ["length(s)", "int64"],
  ["abs(i32)", "int64"],
  ["floor(f32)", "float64"],
  ["round(i)", "int64"],
  ["sqrt(f)", "float64?"],
  ["pow(i, 2)", "float64?"],
  ["least(i, f)", "float64"],
  ["least(s, s, sn)", "string?"],
  ["least(d, d)", "date"],
  ["least(b, b)", "error: no-overload"],
  ["least(i)", "error: argument-count"],
  ["clamp(f, 0, 1)", "float64"],
  ["clamp(f, 1, 0)", "float64?"],
  ["clamp(i, i, 5)", "int64?"],
  ["concat(s, s)", "string"],
  ["concat(s, i)", "error: no-overload"],
  ["substr(s, 0, 3)", "string?"],
  ["days_between(d, t)", "float64"],
  ["days_between(d, d)", "float64"],
  ['days_between("2024-01-01", t)', "float64"],
  ['hours_between(t, "2024-01-01T00:00:00Z")', "float64"],
  ["hours_between(t, tn)", "float64?"],
  ["hour_of(t)", "int64"],
  ["hour_of(d)", "error: no-overload"],
  ["day_of_week(d)", "int64"],
  ["int64(f)", "int64?"],
  ["int64(i32)", "int64"],
  ["int64(b)", "error: no-overload"],
  ["int64(t)", "error: no-overload"],
  ["bool(i)", "error: no-overload"],
  ["bool(s)", "bool?"],
  ["int32(i)", "int32?"],
  ["int32(i32)", "int32"],
  ["float64(f32)", "float64"],
  ["float64(i)", "float64"],
  ["float32(f)", "float32?"],
  ["float32(i)", "float32?"],
  ["string(f32)", "string"],
  ["string(i32)", "string"],
  ["string(t)", "string"],
  ["timestamp(d)", "timestamp"],
  ["timestamp(s)", "timestamp?"],
  ["date(t)", "date"],
  ["date(s)", "date?"],
];

describe("types", () => {
  test.each(cases)("%s: %s", (code, type) => expect(inferred(code)).toBe(type));
});
