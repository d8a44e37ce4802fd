/**
 * A caller's value is accepted exactly, or refused with the value and the values that would fit (MEANING 125, 131, 134).
 */
import { expect, test } from "vitest";
import { apiEdge } from "../../runtime/client/edges/api.js";
import type { Edge } from "../../runtime/client/edges/edge.js";
import { jsonEdge } from "../../runtime/client/edges/json.js";
import { parseJson } from "../../runtime/json-text.js";
import { scalar, type Type } from "../../runtime/types.js";

const api = apiEdge("number");
const decimal: Type = { kind: "decimal", precision: 10, scale: 2, nullable: true };
const size: Type = { kind: "enum", name: "size", values: ["small", "large"], nullable: true };
const vector: Type = { kind: "array", element: scalar("float32"), size: 2, nullable: true };
const read = (edge: Edge<unknown>, type: Type, value: unknown) => edge.reader(type)(value);

test.each<[string, Type, RegExp]>([
  ["1e300", scalar("float32"), /^1e\+?300 is out of range for float32: it takes a number from -3.4028235e38 to/],
  ["-1e39", scalar("float32"), /^-1e\+?39 is out of range for float32/],
  ["3000000000", scalar("int32"), /^3000000000 is out of range for int32: it takes a whole number from -2147483648 to/],
  ["2.5", scalar("int64"), /2.5/],
  ["1.005", decimal, /"1.005" is not a number of 10 digits, 2 of them after the point/],
  ['"huge"', size, /one of "small", "large", got "huge"/],
  ["[1]", vector, /expected 2 elements, not 1/],
  ["[1, 1e300]", vector, /1e\+?300 is out of range for float32/],
])("%s is refused", (text, type, message) => {
  expect(() => read(jsonEdge, type, parseJson(text))).toThrow(message);
  expect(() => read(api, type, JSON.parse(text))).toThrow(message);
});

test("a number that a float64 can't hold is refused, and infinity is null", () => {
  expect(() => read(jsonEdge, scalar("float64"), parseJson("1e999"))).toThrow("Infinity is out of range for float64");
  expect(() => read(jsonEdge, scalar("float64"), "1e999")).toThrow("1e999 is out of range for float64");
  expect(() => read(api, scalar("float64"), 10n ** 400n)).toThrow("is out of range for float64");
  expect(read(jsonEdge, scalar("float64"), "inf")).toBeNull();
  expect(read(api, scalar("float64"), Number.POSITIVE_INFINITY)).toBeNull();
});

test.each([scalar("bool"), scalar("int32"), scalar("int64"), decimal, scalar("timestamp"), scalar("float64")])(
  "NaN reads as null for $kind",
  (type) => {
    expect(read(api, type, Number.NaN)).toBeNull();
    expect(read(jsonEdge, type, "NaN")).toBeNull();
  },
);

test.each(["2.0", "2", "2.", "2e0"])("the text %s is the int64 2", (text) => {
  expect(read(jsonEdge, scalar("int64"), text)).toBe(2);
});
