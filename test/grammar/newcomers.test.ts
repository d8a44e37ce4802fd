import { describe, expect, test } from "vitest";
import { parse } from "../../grammar/index.js";
import { checkIssues, firstValue, unmark } from "./support/check.js";
import * as print from "./support/print.js";

type Row = readonly [marked: string, ...expected: RegExp[]];
const item = (value: string): string => `transform t {\n  x = ${value}\n  y = 2\n}\nentity e { a: int64 }`;

describe("syntax that people bring from SQL, TypeScript or Python", () => {
  const rows: readonly Row[] = [
    ["«'text'»", /double quotes/],
    ["a «<>» b", /`!=`/],
    ["a «=» b", /does not compare — equality is written `==`/],
    ["count(«*»)", /`count\(\)` counts rows/],
    ["«case when» a > 1 then 2 else 3 end", /no `case when` — write `match/],
    ["«CASE WHEN» a > 1 THEN 2 ELSE 3 END", /no `case when`/],
    ["a «-- the sum of it»", /begins with `\/\/`/],
    ["a «# the sum of it»", /begins with `\/\/`/],
    ["a «/* the\nsum of it */» + 1", /begins with `\/\/`/],
    ["a «&&» b", /write `and`/],
    ["a «||» b", /write `or`/],
    ["«!»a", /write `not`/],
    ["a «===» b", /`==`/],
    ["a «!==» b", /`!=`/],
    ["a «?» b : c", /no `\? :` — write `if/],
    ["«`${a} b`»", /no template strings/],
    ["f(a «=>» a.b)", /needs its `\)`/],
    ["now() - «interval» «'7 days'»", /no `interval`/, /double quotes/],
    ["now() - «interval» 7", /no `interval`/],
    ["a < b «<» c", /do not chain/],
    ["a == b «!=» c", /do not chain/],
    ["a == «not» b", /in parentheses/],
    ["-«not» a", /in parentheses/],
    ["1 + «if» a then b else c", /that is an operand in parentheses/],
    ["a == «if» b then c else d", /that is an operand in parentheses/],
    ["«1.»", /on both sides/],
    ["«.5»", /begins with a digit/],
    ["«7days»", /`7d`/],
    ["«12abc»", /name begins with a letter/],
    ["«1.5d»", /a duration is an integer/],
    ["«0x1F»", /is not a number/],
    ['«"abc»', /not closed on its line/],
    ["«`abc»", /backtick is not closed/],
    ["«``»", /is empty/],
    ['"a«\\q»b"', /`\\q` is not an escape/],
    ["«“»a«”»", /straight quotes/, /straight quotes/],
    ["«größe»", /is not a name — .*backticks/],
    ["a«\u00a0»+ b", /U\+00A0/],
    ["a«;»", /no semicolons/],
    ["f «(»a)", /touches the name/],
    ["a «[»0]", /touches the name/],
    ["if a then «b»", /expected `else` after `b` — .*both branches/],
    ["a «between» 1 or 2", /between low and high/],
    ["a between 1 and 2 and b is null «is null»", /chain/],
    ["a > b «between» 1 and 2", /chain/],
    ["a is null «==» b", /chain/],
  ];
  test.each(rows.map((row) => [row[0], row] as const))("%s", (_, [marked, ...expected]) => {
    const { file } = checkIssues(item(marked), ...expected);
    // Nothing else is dropped.
    expect(file.declarations.map(({ kind }) => kind)).toEqual(["transform", "entity"]);
    const [first] = file.declarations;
    expect(first?.kind === "transform" && first.items.some((i) => i.kind === "feature" && i.name.text === "y")).toBe(
      true,
    );
  });

  const declarations: readonly Row[] = [
    ["request r { x: int64«??» }", /a type is nullable once/],
    ["view v from s { x: int64«?=» e }", /put a space before `=`/],
    ["source s from t { x: map<string, int64«>=» e }", /put a space before `=`/],
    ["fn f(): map<string, int64«>=» e", /put a space before `=`/],
    ["fn f(x: int64) «=» x", /a function is `fn name/],
    ["fn f(x«)»: int64 = 1", /a parameter needs its type/],
    ["view v from s where a «AND» b { x }", /`AND` is not written in lower case — write `and`/],
    ["view v from s ttl «7» { x }", /integer and one of us, ms, s, m, h, d, w/],
    ["view v from s { n = count() over «7» }", /write `over 7d`/],
    ["view v from s { n = count() «group by» country }", /`count\(\) by country` makes a map/],
    ["view v from s { x «==» 3 }", /write one `=`/],
    ["view v for c «{» x }", /expected `from`, found `{` — a view is/],
    ["«import» x from y", /no imports/],
    ["«entiy» e { a: int64 }", /expected a declaration, found `entiy` — .*entity, request/],
    ["entity e { «over»: int64 }", /reserved word/],
    ["transform «match» { x = 1 }", /reserved word/],
    ["view v from s { «default» = 1 }", /reserved word/],
    ["transform t { x = «over» + 1 }", /`over` is reserved; .*backticks/],
    ['@owner «(»"x") entity e { a: int64 }', /touches the name/],
    ["service s { v (customer_id «==» b) { x } }", /bound by `=`/],
    ["view v from s {\n  «-- a comment»\n  x\n}", /begins with `\/\/`/],
    ["view v from s { «-- note»\n  x }", /begins with `\/\/`/],
  ];
  test.each(declarations.map((row) => [row[0], row] as const))("%s", (_, [marked, ...expected]) => {
    checkIssues(marked, ...expected);
  });
});

describe("fixes", () => {
  test.each<readonly [marked: string, fixed: string]>([
    ["'it is'", '(== a "it is")'],
    ["b <> c", "(!= b c)"],
    ["b&&c", "(and b c)"],
    ["b === c", "(== b c)"],
    [".5", "0.5"],
    ["b = c", "(== b c)"],
    ["count(*)", "(count())"],
  ])("%s is repaired by its fix", (written, expected) => {
    const text = `transform t { x = ${written.startsWith("'") ? "a == " : ""}${written} }`;
    const { issues } = parse(text);
    const { span, fix } = issues[0] ?? { span: { start: 0, end: 0 }, fix: "" };
    const mended = parse(text.slice(0, span.start) + fix + text.slice(span.end));
    expect(mended.issues).toEqual([]);
    expect(print.expr(firstValue(mended.file))).toBe(expected);
  });
});

test("text that looks foreign but is valid is not changed", () => {
  for (const text of ["a --b", "a - -b", "--1", '"-- a b c" + "/* x */"', "\"it's\" // it's", "a // -- /* # ; '"])
    expect(parse(unmark(item(text)).text).issues, text).toEqual([]);
});
