import { describe, expect, test } from "vitest";
import { checkIssues } from "./support/check.js";
import * as print from "./support/print.js";

const broken = (marked: string, tree: string, ...expected: (string | RegExp)[]): void => {
  const { file } = checkIssues(marked, ...expected);
  expect(print.file(file)).toBe(tree);
};

type Row = readonly [marked: string, tree: string, ...expected: (string | RegExp)[]];

describe("only a broken item is lost", () => {
  const rows: readonly Row[] = [
    [
      "view v from s {\n a = b «+»\n c = d\n e = «=» f\n g\n}",
      "(view! v :from s [a = _!] [c = d] [e = _!] [g])",
      /expected an expression after `\+`/,
      /expected an expression, found `=`/,
    ],
    ["view v from s { a = «,» b = c }", "(view! v :from s [a = _!] [b = c])", "unexpected"],
    ["entity e { a «int64»\n b: int64 }", "(entity! e a! b: int64)", /expected `:`/],
    ["entity e { a: «,» b: int64 }", "(entity! e a! b: int64)", /expected a type/],
    ["transform t { x = f(a «b», c), y = 1 }", "(transform! t [x = _!] [y = 1])", /expected `\)`/],
    ["transform t {\n x = f(a,\n  b «c»,\n  d)\n y = 1\n}", "(transform! t [x = _!] [y = 1])", /expected `\)`/],
    ["transform t { x = [a «b»]\n y = 2 }", "(transform! t [x = _!] [y = 2])", /expected `,` or `\]`, found `b`/],
    ["transform t { x = [1, 2,«,» 3] y = 2\n z = 3 }", "(transform! t [x = _!] [z = 3])", /expected `\]`/],
    [
      "transform t { x = match { a => 1 b «2»\n else => 3 } y = 1 }",
      "(transform t [x = (match! a=>1 b=>_! else=>3)] [y = 1])",
      /expected `=>`/,
    ],
    [
      'test "t" { given a { b: 1 c «2»\n d: 3 } expect v { x: 1 } }',
      '(test "t" (given a {b: 1 c: _! d: 3}!) (expect v {x: 1}))',
      /expected `:`/,
    ],
    ["service s {\n v.«+»\n w.x\n}", "(service! s [w.x])", /`\*` or a feature's name/],
    ["service s {\n v { *«,» a }\n w.*\n}", "(service! s [(block! v)] [w.*])", /expected `}`/],
    ["source s { from a { * } from b «}»", "(source! s :union (from a {*}) (from! b))", /expected `{`/],
    ["source s «{ }»", "(source s :union)", /without `from`/],
    ["fn f(a: int64 «b»: int64): int64 = a\nfn g(): int64 = 1", "(fn! f _)\n(fn g -> int64 1)", /expected `\)`/],
    ["enum e { a «=» 1\n b }", '(enum! e "a" "b")', /names alone/],
    [
      "view v for a, from «s» { x }\nentity e { b: int64 }",
      "(view! v for a for from :from )\n(entity e b: int64)",
      /`from`/,
    ],
  ];
  for (const [marked, tree, ...expected] of rows) test(marked, () => broken(marked, tree, ...expected));
});

describe("only a broken declaration is lost", () => {
  const after = "\nentity e { a: int64 }";
  const rows: readonly Row[] = [
    ["«entiy» x { a: int64 }", "", /expected a declaration/],
    ["view v «{» a }", "(view! v :from )\n", /expected `from`/],
    ["«}»", "", /`}` closes no bracket/],
    ["entity d { b: int64 }«}»", "(entity d b: int64)\n", /`}` closes no bracket/],
    ["entity «{» b: int64 }", "", /expected a name/],
    ["view v from s «{»\n a = 1\n", "(view! v :from s [a = 1])\n", /not closed/],
    ["view v from s «{»\n a = (b + «c»\n", "(view! v :from s [a = _!])\n", /not closed/, /expected `\)`/],
    ["view v from s { a = match «{» b => 1\n", "(view! v :from s [a = (match! b=>1)])\n", /not closed/],
    ["view v from s «{» a = f(b«,»", "(view! v :from s [a = _!])\n", /not closed/, /expected `\)` after `,`/],
    ["«view»", "", /expected a name after `view`/],
    ["view v from «s»", "(view! v :from s)\n", /expected `{` after `s`/],
    ["test «{» given a { b: 1 } }", "", /expected a string/],
    ["«@»", "", /expected a name after `@`/],
    ["extern fn f(): int64 «=» 1", '(externFn! f -> int64 "")\n', /expected `from`/],
    ["request r «(»a: int64)", "(request! r)\n", /expected `{`/],
    ["«foo» bar baz", "", /expected a declaration/],
  ];
  for (const [marked, tree, ...expected] of rows)
    test(marked, () => broken(marked + after, `${tree}(entity e a: int64)`, ...expected));

  test("its docs and annotations stay with the next declaration", () =>
    broken(
      "view v from s «{»\n a\n\n/// The next.\n@b\nview w from s { c }",
      "(view! v :from s [a])\n/The next./ @b (view w :from s [c])",
      "unclosed",
    ));
  test("a file with balanced brackets is parsed as it is written", () =>
    broken("service s {\nview { a }\nentity.b\n}", "(service s [(block view a)] [entity.b])"));
});

test("several errors of several kinds, each at its place", () =>
  broken(
    "entity e { a: «}»\nview v from s where a «=» 1 {\n x = «'y'»\n z = 1 «<>» 2\n w = «1.»\n}\n«foo»\ntransform t { y = «``» }",
    '(entity! e a!)\n(view v :from s (where (== a 1)) [x = "y"] [z = (!= 1 2)] [w = 1])\n(transform t [y = ``])',
    /a type/,
    "foreign",
    "foreign",
    "foreign",
    "bad-number",
    "unexpected",
    "backtick",
  ));

test("a word of the language in place of a name is reported once", () => {
  checkIssues("entity e { «in»: int64, b: int64 }", "reserved-name");
  checkIssues("view v from s { «if» = 1\n x }", "reserved-name");
  checkIssues("service s { v.«over» }", "reserved-name");
});
