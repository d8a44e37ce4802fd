import { expect } from "vitest";
import type { Expr } from "../../../compiler/ir/index.js";
import { buildModel } from "../../../compiler/model/index.js";
import { parse } from "../../../grammar/index.js";
import { jsonEdge } from "../../../runtime/client/edges/json.js";
import type { Type } from "../../../runtime/types.js";
import type { Value } from "../../../runtime/values.js";

/** An example's call, parsed and type-checked by the compiler. */
export function compiled(code: string): Expr {
  const text = `transform t { f = ${code} }`;
  const { file, issues } = parse(text);
  expect(issues).toEqual([]);
  const { value, diagnostics } = buildModel({
    project: { name: "examples", sources: [] },
    files: [{ path: "a.feat", text, ast: file }],
  });
  expect(diagnostics.filter((d) => d.severity === "error").map((d) => d.message)).toEqual([]);
  return value.transforms[0]!.items[0]!.value;
}

/** A value as JSON: integers beyond 2^53 as text, -0 as 0. */
export const shown = (value: Value, type: Type): unknown => {
  const json = jsonEdge.writer(type)(value);
  return typeof json === "number" ? json + 0 : json;
};
