import { expect, test } from "vitest";
import type { Expr } from "../../compiler/ir/index.js";
import { withConstants } from "../../compiler/sql/constants.js";
import { duckdb } from "../../compiler/sql/dialects/duckdb/index.js";
import { expression } from "../../compiler/sql/expression.js";
import { printTree } from "../../compiler/sql/print/index.js";
import { type ScalarName, scalar } from "../../runtime/types.js";

const literal = (kind: ScalarName, value: string): Expr => ({ node: "literal", type: scalar(kind), value });
const call = (fn: string, overload: string, kind: ScalarName, ...args: readonly Expr[]): Expr => ({
  node: "call",
  function: fn,
  overload,
  type: scalar(kind, true),
  args,
});
const n: Expr = { node: "column", name: "n", type: scalar("int64") };
const int = (value: string): Expr => literal("int64", value);
const largest = int("9223372036854775807");

test.each([
  ["a sum of ints", call("+", "int64", "int64", int("2"), int("3")), "5::BIGINT"],
  ["a part of a call", call("+", "int64", "int64", n, call("*", "int64", "int64", int("2"), int("3"))), '"n" + 6'],
  [
    "a cast of a text",
    call("timestamp", "string", "timestamp", literal("string", "1970-01-01T00:00:01Z")),
    "1000000::BIGINT",
  ],
  ["a text", call("concat", "string", "string", literal("string", "a"), literal("string", "'b")), "'a''b'"],
  ["a null", call("div", "int64", "int64", int("1"), int("0")), "NULL::BIGINT"],
  [
    "a float is not folded: engines differ in the last digits",
    call("exp", "float64", "float64", literal("float64", "1")),
    "CASE WHEN 1::DOUBLE <= 709.782712893384 THEN exp(1::DOUBLE) END",
  ],
  [
    "an overflow is not folded: the call may never be evaluated",
    call("+", "int64", "int64", largest, int("1")),
    "CAST(error('int64 overflow') AS BIGINT)",
  ],
])("folding a call of constants: %s", (_, expr, expected) => {
  expect(printTree(expression(withConstants(expr), duckdb), duckdb)).toBe(expected);
});
