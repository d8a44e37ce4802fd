/** MEANING E14; and no text exhausts the parser's stack or makes it hang. */
import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/index.js";
import { checkTree, heightOf } from "./support/check.js";

const many = 10_000;
const item = (value: string): string => `transform t {\n x = ${value}\n y = 2\n}\nentity e { a: int64 }`;
const field = (type: string): string => `request t {\n x: ${type}\n y: int64\n}\nentity e { a: int64 }`;

/** `open` repeated n times, then the core. */
const nested = (open: string, core: string, close: string, n = many): string => open.repeat(n) + core + close.repeat(n);

describe("MEANING E14: a text that is nested too deep is a diagnostic", () => {
  test.each<readonly [what: string, text: string]>([
    ["(((1)))", item(nested("(", "1", ")"))],
    ["[[[1]]]", item(nested("[", "1", "]"))],
    ["{ a: { a: 1 } }", item(nested("{ a: ", "1", "}"))],
    ["f(f(1))", item(nested("f(", "1", ")"))],
    ["a[a[1]]", item(nested("a[", "1", "]"))],
    ["match { a => … }", item(nested("match { a => ", "1", "}"))],
    ["match match a", item(`${"match ".repeat(many)}a`)],
    ["not not a", item(`${"not ".repeat(many)}a`)],
    ["- - - a", item(`${"- ".repeat(many)}a`)],
    ["if if if", item("if ".repeat(many))],
    ["if a then if a then", item("if a then ".repeat(many))],
    ["default [[[1]]]", item(`1 default ${nested("[", "1", "]")}`)],
    ["f() over since f() over since", item("f() over since (".repeat(many))],
    ["struct { a: struct { … } }", field(nested("struct { a: ", "int64", "}"))],
    ["map<string, map<…>>", field(nested("map<string, ", "int64", ">"))],
    ["T[][][]", field(`int64${"[]".repeat(many)}`)],
    ["T? ? ?", field(`int64${"? ".repeat(many)}`)],
    ["((( without an end", item("(".repeat(many))],
    ["[[[ without an end", item("[".repeat(many))],
    ["{ a: { a: without an end", item("{ a: ".repeat(many))],
    ["struct { a: without an end", field("struct { a: ".repeat(many))],
  ])("%s", (_, text) => {
    const { file, issues } = parse(text);
    expect(issues.map(({ code }) => code).filter((code) => code !== "unclosed")).toEqual(["too-deep"]);
    expect(issues.length).toBeLessThan(3);
    expect(file.declarations.at(-1)?.kind).toBe("entity");
    checkTree(text, file, issues);
  });

  test.each<readonly [what: string, text: string]>([
    ["sum({ a: [ … ] }) over 7d", item(nested("sum({ a: [", "1", "] }) over 7d", 60))],
    ["a long chain of operators", item(`a${" + b".repeat(many)}`)],
    ["a long chain of members", item(`a${".b".repeat(many)}`)],
    ["a long chain of indexes", item(`a${"[0]".repeat(many)}`)],
    ["a long chain of `else if`", item(`${"if a then b else ".repeat(many)}c`)],
    ["chains in parentheses", item(nested("(", "a", `${" + b".repeat(100)})`, 150))],
    ["a long match", item(`match {\n${"a == 1 => 2\n".repeat(5000)}else => 3 }`)],
    ["a long list", item(`[${"1,".repeat(20_000)}]`)],
  ])("a text that is not nested too deep parses: %s", (_, text) => {
    expect(parse(text).issues).toEqual([]);
  });
});

/** The kinds of nesting: the text that opens a level and the text that closes it, around a core. */
const levels: readonly (readonly [what: string, (n: number) => string])[] = [
  ["( )", (n) => item(nested("(", "1", ")", n))],
  ["[ ]", (n) => item(nested("[", "1", "]", n))],
  ["{ }", (n) => item(nested("{ a: ", "1", "}", n))],
  ["f( )", (n) => item(nested("f(", "1", ")", n))],
  ["a[ ]", (n) => item(nested("a[", "1", "]", n))],
  ["arms of match", (n) => item(nested("match { a => ", "1", "}", n))],
  ["patterns of match", (n) => item(nested("match { ", "a", " => 1 }", n))],
  ["other patterns of match", (n) => item(nested("match { a | ", "a", " => 1 }", n))],
  ["subjects of match", (n) => item(nested("match ", "a", " { 1 => 2 }", n))],
  ["conditions of if", (n) => item(nested("if ", "a", " then 1 else 2", n))],
  ["branches of if", (n) => item(nested("if a then ", "1", " else 2", n))],
  ["not", (n) => item(nested("not ", "a", "", n))],
  ["-", (n) => item(nested("- ", "a", "", n))],
  ["- and ( )", (n) => item(nested("-(", n % 2 === 0 ? "a" : "- a", ")", Math.floor(n / 2)))],
  ["( ) in chains", (n) => item(nested("b + (a * ", "a", " and b) - c", n))],
  ["struct { }", (n) => field(nested("struct { a: ", "int64", "}", n))],
  ["map< >", (n) => field(nested("map<string, ", "int64", ">", n))],
  ["T[]", (n) => field(nested("", "int64", "[]", n))],
];
describe.each(levels)("MEANING 127: %s nest at most 200 levels", (_, text) => {
  test("200 levels parse", () => expect(parse(text(200)).issues).toEqual([]));
  test("201 levels are too deep", () => expect(parse(text(201)).issues.map(({ code }) => code)).toEqual(["too-deep"]));
});

test("chained comparisons, which are an error, make no tree that grows with their number", () => {
  for (const text of ["a < ", "a is null == ", "a between b and c != "]) {
    const { file, issues } = parse(item(`${text.repeat(many)}a`));
    expect(new Set(issues.map(({ code }) => code))).toEqual(new Set(["chained"]));
    expect(heightOf(file)).toBeLessThan(20);
  }
});

describe("strange texts", () => {
  test.each<readonly [what: string, text: string]>([
    ["open braces", "{".repeat(many)],
    ["brackets that do not match", "(".repeat(many) + "}".repeat(many)],
    ["names", "a b c ".repeat(many)],
    ["quotes", '"'.repeat(many + 1)],
    ["backticks", "`".repeat(many + 1)],
    ["single quotes", "'".repeat(many + 1)],
    ["annotations", "@a\n".repeat(many)],
    ["docs", "/// a\n".repeat(many)],
    ["open comments", "/*\n".repeat(many)],
    ["control characters", "\0 ".repeat(many)],
    ["letters of other scripts", "ö ".repeat(many)],
    ["half surrogates", "\ud800 ".repeat(many)],
    ["views that lack their end", "view v from s {\n a = 1\n".repeat(1000)],
    ["a long string", `transform t { x = "${"a\\n".repeat(300_000)}" }`],
    ["a long number", `transform t { x = ${"1".repeat(1_000_000)} }`],
    ["broken items", `view v from s {\n${"x = = 3\n".repeat(1000)}}`],
    ["conditions of `by` in one line", `view v from s { x = count() ${"by a < ".repeat(many)}}`],
    ["conditions of `by` in lines", `view v from s {\n${"x = count() by a < \n".repeat(many)}}`],
    ["signs of other languages", `view v from s {\n${"x = a && b\n".repeat(many * 3)}}`],
    ["signs of other languages in skipped text", `view v from s { x = a b ${"&& b ".repeat(many * 3)}}`],
    ["broken items on one line", `view v from s { ${"x = = 3, ".repeat(1000)}}`],
  ])("%s", (_, text) => {
    const { file, issues } = parse(text);
    checkTree(text, file, issues);
  });
});
