import { expect, test } from "vitest";
import { jsonTextOf, parseJson } from "../../runtime/json-text.js";
import { feastValue } from "../../runtime/serve/feast-values.js";
import { scalar, type Type } from "../../runtime/types.js";

const array = (element: Type): Type => ({ kind: "array", element, nullable: false }) as Type;
const map = (value: Type): Type => ({ kind: "map", key: scalar("string"), value, nullable: false }) as Type;

test.each<[string, Type, string, string]>([
  ["a whole float", scalar("float64"), "3", "3.0"],
  ["a float", scalar("float32"), "0.25", "0.25"],
  ["a great float", scalar("float64"), "1e21", "1e+21"],
  ["a negative zero", scalar("float64"), "-0.0", "-0.0"],
  ["an integer", scalar("int64"), "3", "3"],
  ["a long integer", scalar("int64"), '"9223372036854775807"', "9223372036854775807"],
  ["whole seconds", scalar("timestamp"), '"2024-01-01T00:00:00.000000Z"', "1704067200"],
  ["parts of a second", scalar("timestamp"), '"2024-01-01T00:00:00.250000Z"', "1704067200.25"],
  ["a second before the epoch", scalar("timestamp"), '"1969-12-31T23:59:58.500000Z"', "-1.5"],
  ["half a second before the epoch", scalar("timestamp"), '"1969-12-31T23:59:59.500000Z"', "-0.5"],
  ["a date", scalar("date"), '"2024-01-01"', '"2024-01-01"'],
  ["json", scalar("json"), '{"a":[1,null]}', '"{\\"a\\":[1,null]}"'],
  ["null", scalar("json"), "null", "null"],
  ["a list", array(scalar("float64")), "[1,null,2.5]", "[1.0,null,2.5]"],
  ["a map", map(scalar("int64")), '{"a":"9007199254740993"}', '{"a":9007199254740993}'],
])("%s", (_, type, value, written) => {
  expect(jsonTextOf(feastValue(type, parseJson(value) as never))).toBe(written);
});
