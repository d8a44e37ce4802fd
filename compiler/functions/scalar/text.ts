import { arrayOf, exactly, example, gives, optional, variable, variadic } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";
import { membershipNullable } from "./arrays.js";
import { hashing } from "./hashing.js";
import { listKinds } from "./list-kinds.js";
import { mapLength } from "./maps.js";
import { regex } from "./regex.js";
import { textEdits } from "./text-edits.js";

const ofString = (ts: string): Overload => ({
  key: "string",
  params: [exactly("s", "string")],
  result: gives("string"),
  nulls: "strict",
  ts,
});
const ofTwo = (second: string, ts: string): Overload => ({
  key: "string",
  params: [exactly("s", "string"), exactly(second, "string")],
  result: gives("bool"),
  nulls: "strict",
  ts,
});

const basics: readonly ScalarFunction[] = [
  {
    name: "length",
    doc: "The number of code points of a string, or of elements of an array, or of entries of a map.",
    overloads: [
      { ...ofString("lengthString"), result: gives("int64") },
      {
        key: "array",
        params: [exactly("xs", "array")],
        result: gives("int64"),
        nulls: "strict",
        ts: "lengthArray",
      },
      mapLength,
    ],
    examples: [
      example('length("day")', 3),
      example('length("\\u{1F600}")', 1),
      example('length("")', 0),
      example("length([1, 2])", 2),
    ],
  },
  {
    name: "lower",
    doc: "The string in lower case, code point by code point, by Unicode's simple mapping.",
    overloads: [ofString("lower")],
    examples: [example('lower("ABC")', "abc"), example('lower("\\u{130}")', "i")],
  },
  {
    name: "upper",
    doc: "The string in upper case, code point by code point, by Unicode's simple mapping. A code point without a mapping stays.",
    overloads: [ofString("upper")],
    examples: [example('upper("abc")', "ABC"), example('upper("stra\\u{DF}e")', "STRA\u00dfE")],
  },
  {
    name: "trim",
    doc: "The string without spaces, tabs and line ends (U+0020, U+0009 to U+000D) at both ends.",
    overloads: [ofString("trim")],
    examples: [example('trim("  a b\\n")', "a b"), example('trim("\\u{A0}a")', "\u00a0a")],
  },
  {
    name: "contains",
    doc: "Whether the string contains the part (an empty part always), or the array contains the value, as `in` does.",
    overloads: [
      ofTwo("part", "contains"),
      ...listKinds.map(
        (kind): Overload => ({
          key: `${kind}[]`,
          params: [arrayOf("xs"), variable("x", kind)],
          result: gives("bool"),
          nulls: "own",
          compares: true,
          nullable: ([xs, x]) => membershipNullable(x!, xs!),
          ts: kind === "bytes" ? "containsBytes" : "containsElement",
        }),
      ),
    ],
    examples: [
      example('contains("market", "ark")', true),
      example('contains("a", "")', true),
      example("contains([1, 2], 2)", true),
      example("contains([1, null], 2)", null),
    ],
  },
  {
    name: "starts_with",
    doc: "Whether the string begins with the other.",
    overloads: [ofTwo("start", "startsWith")],
    examples: [example('starts_with("market", "mar")', true), example('starts_with("a", "")', true)],
  },
  {
    name: "concat",
    doc: "Two or more strings, joined; null if one is null. Cast values that are not strings.",
    overloads: [
      {
        ...ofString("concat"),
        params: [exactly("a", "string"), variadic(exactly("more", "string"))],
      },
    ],
    examples: [example('concat("a", "b", "c")', "abc"), example('concat("a", null)', null)],
  },
  {
    name: "substr",
    doc: "The string from code point i, counted from 0: at most n code points, or all that follow without n. Null if i or n is negative.",
    overloads: [
      {
        ...ofString("substr"),
        params: [exactly("s", "string"), exactly("i", "int64"), optional(exactly("n", "int64"))],
        nulls: "partial",
      },
    ],
    examples: [
      example('substr("market", 1, 3)', "ark"),
      example('substr("market", 4)', "et"),
      example('substr("market", 9, 1)', ""),
      example('substr("market", -1, 1)', null),
    ],
  },
];

export const text: readonly ScalarFunction[] = [...basics, ...textEdits, ...regex, ...hashing];
