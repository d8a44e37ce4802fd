import { describe, expect, test } from "vitest";
import type { Type } from "../../runtime/types.js";
import { check, sound } from "./support/check.js";
import { print } from "./support/print.js";

function column(expr: string): { readonly type: Type; readonly text: string } {
  const derived = sound(`source s from clickstream { x = ${expr} }`).sources.find((source) => source.name === "s");
  if (derived?.node !== "derived") throw new Error("no source");
  return { type: derived.columns[0]!.type, text: print(derived.columns[0]!.value) };
}

describe("match and if", () => {
  test.each([
    [
      'match event { "a" | "b" => 1, else => 2 }',
      'case(or/bool(==/string(col.event, "a"), ==/string(col.event, "b")) => 1:int64, else 2:int64)',
    ],
    [
      "match { is_bot | price > 1.0 => 1, else => 2 }",
      "case(or/bool(col.is_bot, >/float64(col.price, 1:float64)) => 1:int64, else 2:int64)",
    ],
    // Exhaustive over a bool: only one value is left for the last arm.
    ["match is_bot { true => 1, false => 2 }", "case(==/bool(col.is_bot, true:bool) => 1:int64, else 2:int64)"],
    [
      'match day { "2024-01-01" => 1, else => null }',
      "case(==/date(col.day, 19723:date) => 1:int64, else null:int64?)",
    ],
    [
      "match quantity { 1.5 => 1, else => 2.5 }",
      "case(==/float64(:float64(col.quantity), 1.5:float64) => 1:float64, else 2.5:float64)",
    ],
    ["match { else => 3 }", "3:int64"],
  ])("%s", (expr, expected) => {
    expect(column(expr).text.replaceAll(/\b(or)\/\w+/g, "$1/bool")).toBe(expected);
  });

  test("a null subject takes no arm, so without `else` the value is null", () => {
    const { type } = column("match rating > 3.0 { true => 1, false => 2 }");
    expect(type).toEqual({ kind: "int64", nullable: true });
  });

  test.each<[string, readonly string[] | undefined, boolean]>([
    ['match { is_bot => "a", price > 1.0 => "b", else => "a" }', ["a", "b"], false],
    ['if is_bot then "x" else null', ["x"], true],
    ['if is_bot then "x" else (if price > 1.0 then "y" else "z")', ["x", "y", "z"], false],
    ['if is_bot then "x" else event', undefined, false],
    ['country ?? "none"', undefined, false],
    ['(if is_bot then "x" else null) ?? "y"', ["x", "y"], false],
    ['lower(if is_bot then "x" else "y")', undefined, false],
  ])("%s can be %s", (expr, values, nullable) => {
    expect(column(expr).type).toEqual({ kind: "string", nullable, ...(values === undefined ? {} : { values }) });
  });

  test.each([
    ["«match { is_bot => 1 }»", "match-needs-else"],
    ["«match is_bot { true => 1 }»", "match-needs-else"],
    ['«match event { "a" => 1 }»', "match-needs-else"],
    ["match event { «null» => 1, else => 2 }", "match-null-arm"],
    ["«match event {}»", "empty-body"],
    ["match event { «1» => 1, else => 2 }", "no-overload"],
    ["match { «price» => 1, else => 2 }", "condition-not-bool"],
    ['match { is_bot => 1, else => «"a"» }', "types-do-not-meet"],
    ["match { else => 1, «is_bot => 2» }", "unreachable-arm"],
    ["match { else => 1, «else => 2» }", "unreachable-arm"],
    ["match { true => 1, «else => 2» }", "unreachable-arm"],
    ['match event { "a" => 1, "b" | «"a"» => 2, else => 3 }', "unreachable-arm"],
    ["match is_bot { true => 1, false => 2, «true» => 3 }", "unreachable-arm"],
    ["match «nope» { 1 => 1, 2 => 3 }", "unknown-column"],
  ])("%s: %s", (expr, name) => {
    check(`source s from clickstream { x = ${expr} }`, [name]);
  });
});
