import fc from "fast-check";
import { expect, test } from "vitest";
import { JsonNumber, jsonTextOf, parseJson } from "../../runtime/json-text.js";

test("numbers that a double holds are parsed and printed as by JSON.parse and JSON.stringify", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom(0, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      expect(jsonTextOf(parseJson(text), indent)).toBe(text);
    }),
  );
});

test.each([
  '{"a":[9007199254740993,-9223372036854775808],"b":12345678901234567.8901}',
  '{"__proto__":9007199254740993,"toJSON":1}',
  '[1.00000000000000000001e400,"9007199254740993"]',
])("%s keeps its digits", (text) => {
  expect(jsonTextOf(parseJson(text))).toBe(text);
});

test("other code reads a long number as the nearest double", () => {
  expect(JSON.stringify({ n: new JsonNumber("9007199254740993") })).toBe('{"n":9007199254740992}');
});

test.each(["{", "01", "[1234567890123456,]", ""])("%j is not JSON", (text) => {
  expect(() => parseJson(text)).toThrow(SyntaxError);
});
