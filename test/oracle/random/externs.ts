import { externsIn } from "../../../cli/externs.js";
import type { DuckDBOptions } from "../../../runtime/index.js";
import type { UserFunctions } from "../evaluate/index.js";
import { compileTexts } from "../support/compile.js";
import { colours } from "./data.js";
import type { Kind } from "./expressions.js";
import * as userFunctions from "./user-functions.js";

/* The `extern fn`s of random programs. */

export const externs: UserFunctions = new Map(Object.entries(userFunctions));

const signatures = [
  "x_int(i: int64?, n: int64): int64",
  "x_float(x: float64, n: int64?): float64",
  "x_bool(b: bool?, s: string?): bool",
  "x_string(s: string, xs: int64[]?): string",
  "x_time(t: timestamp, d: date?): timestamp",
  "x_date(d: date): date",
  "x_decimal(p: decimal(6, 2)): decimal(6, 2)",
  "x_colour(c: colour?): colour",
  "x_struct(o: struct { a: int64?, b: string? }, mp: map<string, int64>?): struct { a: int64?, b: string? }",
  "x_map(mp: map<string, int64>, s: string?): map<string, int64>",
  "x_list(xs: int64[], n: int64?): int64[]",
  "x_json(j: json): json",
  "x_vector(w: float32[2]): float32[2]",
];
export const externTexts: readonly string[] = signatures.map(
  (signature) => `extern fn ${signature} from "./user-functions.ts"`,
);
export const colourText = `enum colour { ${colours.map((name) => JSON.stringify(name)).join(", ")} }`;

/** Calls of the user functions in a transform, by the kind of their result. */
export const externCalls: Readonly<Record<Kind, readonly string[]>> = {
  int: ["x_int(v1.c_int, q.qi)", "x_int(v2.i, k)", "x_struct(v1.o, v1.mp).a", "length(x_list(v2.xs, q.qi))"],
  float: ["x_float(v1.f, q.qi)", "x_float(v2.c_float, v1.i)", "x_float(q.qf, null)"],
  bool: ["x_bool(v1.b, q.qs)", "x_bool(v2.c_bool, v1.s)", '(x_colour(v2.c) == "red")'],
  string: ["x_string(v1.s, v2.xs)", "x_string(q.qs, v1.xs)", "x_struct(v1.o, v2.mp).b", "string(x_json(v1.j).b)"],
  time: ["x_time(v1.c_time, v2.today)", "x_time(now(), v1.c_date)"],
  date: ["x_date(v1.c_date)", "x_date(v2.today)"],
};
/** Calls whose result has none of these kinds. */
export const otherExternCalls: readonly string[] = [
  ...["x_decimal(v1.p)", "x_colour(v1.c)", "x_struct(v1.o, v2.mp)", "x_map(v1.mp, q.qs)", "x_map(v2.mp, v1.s)"],
  ...["x_list(v2.xs, k)", "x_json(v1.j)", "x_vector(v2.w)", "x_map(x_map(v1.mp, q.qs), null)"],
];

/** The user functions in the form that a warehouse registers. */
export function registeredExterns(
  texts: readonly string[],
  functions: UserFunctions,
): NonNullable<DuckDBOptions["externs"]> {
  const { project } = compileTexts({
    "feat.yaml": "project: externs\n",
    "sources.yaml": '{ "sources": {} }',
    "user-functions.ts": "",
    "main.feat": [colourText, ...texts].join("\n"),
  });
  return externsIn(project, functions);
}
