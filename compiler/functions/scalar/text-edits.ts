import { scalar } from "../../../runtime/types.js";
import { arrayOf, exactly, example, gives, optional, variable } from "../define.js";
import type { Overload, ScalarFunction } from "../row.js";
import { listKinds } from "./list-kinds.js";

/* Splitting and joining strings. All positions and lengths are in code points, counted from 0. */

/** The longest text that these functions make. A longer one would only be made by mistake. */
const longest = 1_000_000;

const s = exactly("s", "string");
const strict = (ts: string): Overload => ({
  key: "string",
  params: [s],
  result: gives("string"),
  nulls: "strict",
  ts,
});
const partial = (ts: string, ...more: Overload["params"]): Overload => ({
  ...strict(ts),
  params: [s, ...more],
  nulls: "partial",
});
const n = exactly("n", "int64");

export const textEdits: readonly ScalarFunction[] = [
  {
    name: "ends_with",
    doc: "Whether the string ends with the other.",
    overloads: [{ ...strict("endsWith"), params: [s, exactly("end", "string")], result: gives("bool") }],
    examples: [example('ends_with("market", "ket")', true), example('ends_with("a", "")', true)],
  },
  {
    name: "ltrim",
    doc: "The string without spaces, tabs and line ends at its start (the characters of `trim`).",
    overloads: [strict("ltrim")],
    examples: [example('ltrim(" \\ta b ")', "a b ")],
  },
  {
    name: "rtrim",
    doc: "The string without spaces, tabs and line ends at its end (the characters of `trim`).",
    overloads: [strict("rtrim")],
    examples: [example('rtrim(" a b\\n ")', " a b")],
  },
  {
    name: "replace",
    doc: "Replaces every occurrence of `part`, from left to right and without overlaps, by `with`. An empty part replaces nothing.",
    overloads: [
      {
        ...strict("replace"),
        params: [s, exactly("part", "string"), exactly("with", "string")],
      },
    ],
    examples: [
      example('replace("a-b-c", "-", "+")', "a+b+c"),
      example('replace("aaa", "aa", "b")', "ba"),
      example('replace("abc", "", "x")', "abc"),
      example('replace("a$b", "$", "$&")', "a$&b"),
    ],
  },
  {
    name: "split",
    doc: "The parts between separators; with an empty separator, the code points.",
    overloads: [
      {
        ...strict("split"),
        params: [s, exactly("separator", "string")],
        result: () => ({ kind: "array", element: scalar("string"), size: null, nullable: false }),
      },
    ],
    examples: [
      example('split("a,b,,c", ",")', ["a", "b", "", "c"]),
      example('split("", ",")', [""]),
      example('split("a\\u{1F600}", "")', ["a", "\u{1F600}"]),
      example('split("", "")', []),
      example('split("a,b", ",")[5]', null),
    ],
  },
  {
    name: "join",
    doc: "The strings of an array, joined with the separator; null if one of them is null.",
    overloads: [
      {
        key: "string",
        params: [arrayOf("xs"), variable("separator", "string")],
        result: gives("string"),
        nulls: "own",
        nullable: ([xs, separator]) =>
          xs!.nullable || separator!.nullable || (xs!.kind === "array" && xs!.element.nullable),
        ts: "join",
      },
    ],
    examples: [
      example('join(["a", "b"], "-")', "a-b"),
      example('join(split("a b", " "), "")', "ab"),
      example('join(["a", null], "-")', null),
    ],
  },
  {
    name: "lpad",
    doc: `The string with fill (a space by default) before it, to a length of n code points; a longer string is cut to n. Null if n is negative or above ${longest}. An empty fill adds nothing.`,
    overloads: [partial("lpad", n, optional(exactly("fill", "string")))],
    examples: [
      example('lpad("7", 3, "0")', "007"),
      example('lpad("abc", 2, "x")', "ab"),
      example('lpad("a", 4, "xy")', "xyxa"),
      example('lpad("a", 2)', " a"),
      example('lpad("a", 3, "")', "a"),
      example('lpad("a", -1, "x")', null),
    ],
  },
  {
    name: "rpad",
    doc: `The string with fill (a space by default) after it, to a length of n code points; a longer string is cut to n. Null if n is negative or above ${longest}. An empty fill adds nothing.`,
    overloads: [partial("rpad", n, optional(exactly("fill", "string")))],
    examples: [
      example('rpad("a", 4, "xy")', "axyx"),
      example('rpad("a\\u{1F600}c", 2, "x")', "a\u{1F600}"),
      example('rpad("a", -1, "x")', null),
    ],
  },
  {
    name: "repeat",
    doc: `The string repeated n times; null if n is negative or the result is longer than ${longest} code points.`,
    overloads: [partial("repeat", n)],
    examples: [example('repeat("ab", 3)', "ababab"), example('repeat("ab", 0)', ""), example('repeat("a", -1)', null)],
  },
  {
    name: "reverse",
    doc: "The code points in reverse order.",
    overloads: [strict("reverse")],
    examples: [
      example('reverse("abc")', "cba"),
      example('reverse("a\\u{1F600}")', "\u{1F600}a"),
      example('reverse("")', ""),
    ],
  },
  {
    name: "left",
    doc: "The first n code points, or all if there are fewer; null if n is negative.",
    overloads: [partial("left", n)],
    examples: [example('left("market", 3)', "mar"), example('left("a", 9)', "a"), example('left("a", -1)', null)],
  },
  {
    name: "right",
    doc: "The last n code points, or all if there are fewer; null if n is negative.",
    overloads: [partial("right", n)],
    examples: [example('right("market", 3)', "ket"), example('right("a", 9)', "a"), example('right("a", 0)', "")],
  },
  {
    name: "index_of",
    doc: "The index of the first occurrence of the part in the string, or of the value in the array, counted from 0; null if there is none.",
    overloads: [
      {
        ...partial("indexOf", exactly("part", "string")),
        result: gives("int64"),
      },
      ...listKinds.map(
        (kind): Overload => ({
          key: `${kind}[]`,
          params: [arrayOf("xs"), variable("x", kind)],
          result: gives("int64"),
          nulls: "partial",
          compares: true,
          ts: kind === "bytes" ? "indexOfBytes" : "indexOfElement",
        }),
      ),
    ],
    examples: [
      example('index_of("\\u{1F600}bc", "c")', 2),
      example('index_of("abc", "")', 0),
      example('index_of("abc", "x")', null),
      example("index_of([3, 5, 5], 5)", 1),
      example("index_of([3, null], 5)", null),
    ],
  },
  {
    name: "levenshtein",
    doc: "The smallest number of code points to insert, delete or change to turn one string into the other.",
    overloads: [
      {
        ...strict("levenshtein"),
        params: [exactly("a", "string"), exactly("b", "string")],
        result: gives("int64"),
      },
    ],
    examples: [
      example('levenshtein("kitten", "sitting")', 3),
      example('levenshtein("", "abc")', 3),
      example('levenshtein("\\u{E9}t\\u{E9}", "ete")', 2),
      example('levenshtein("\\u{1F600}", "")', 1),
    ],
  },
];
