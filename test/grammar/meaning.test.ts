/** MEANING, section E, row by row. */
import { describe, expect, test } from "vitest";
import { checkExpr, checkIssues, checkShape } from "./support/check.js";
import * as print from "./support/print.js";

describe("MEANING E1: a minus that begins a line", () => {
  test("it is binary within ( ) and [ ]", () =>
    checkExpr("(a\n- b) + c[d\n- 1]", "(+ (paren (- a b)) ([] c (- d 1)))"));
  test("it is not binary within { } within ( )", () => {
    checkIssues("transform t { x = ({ a: b\n «-» c }) }", /at the start of a line/);
    checkExpr("(match { a => b\n -1 => c })", "(paren (match a=>b (- 1)=>c))");
  });
  test("it is not binary within { }", () =>
    checkIssues("view v from s {\n a = b\n «-» c\n d\n}", /at the start of a line/));
  test("it is binary again within ( ) within { } within ( )", () =>
    checkExpr("({ a: (b\n - c) })", "(paren {a: (paren (- b c))})"));
});

describe("MEANING E2: four slashes", () => {
  test("are a plain comment", () =>
    checkShape("//// no doc\n/////\nentity e { //// b\n a: int64 }", "(entity e a: int64)"));
  test("three slashes are a doc comment", () =>
    checkShape("///doc\nentity e { a: int64 }", "/doc/ (entity e a: int64)"));
});

describe("MEANING E3: a doc comment or annotation with nothing after it", () => {
  test.each([
    "entity e { a: int64 «/// doc»\n}",
    "view v from s { x, «@pii» }",
    "entity e { a: int64 }\n«/// end»",
    'entity e { a: int64 } «@owner("x")»',
    "service s { v.x «/// doc»\n}",
    "source s from t { * «@a(1)» }",
    "«/// only»",
  ])("%s", (marked) => {
    checkIssues(marked, "dangling-lead");
  });
});

describe("MEANING E4: numbers", () => {
  test.each([
    "«1.»",
    "«1__0»",
    "«1_»",
    "«7days»",
    "«1e»",
    "«12abc»",
    "«1e+»",
    "«1.5_»",
    "«1._5»",
    "«7D»",
    "«7_d»",
    "«1.0f»",
  ])("%s is a lexical error", (marked) => {
    checkIssues(`transform t { x = ${marked} }`, "bad-number");
  });
  test("`.5` is a lexical error too", () => {
    checkIssues("transform t { x = «.5» }", "foreign");
  });
  test("an INT has no point and no exponent", () => {
    checkIssues("entity e { a: decimal(«1.5», 2) b: float32[«1e3»] }", "bad-number", "bad-number");
    checkIssues("view v from s { x = count() over last «1.5» rows }", "bad-number");
  });
});

describe("MEANING E5: strings", () => {
  test.each(["\\q", "\\u{D800}", "\\u{110000}", "\\u{}", "\\u{1234567}", "\\u41", "\\'", "\\r", "\\0"])(
    "the escape %s is an error",
    (written) => {
      const shown = written === "\\u41" ? "«\\u»41" : `«${written}»`;
      checkIssues(`transform t { x = "a${shown}b" }`, "bad-escape");
    },
  );
  test.each(["\n", "\r\n", "\r"])("a raw line end %j is an error", (end) => {
    checkIssues(`transform t {\n x = «"a»${end} y = 2${end} z = 3 }`, "bad-string");
  });
  test("a backslash before the line end does not continue the string", () => {
    checkIssues('transform t {\n x = «"a\\»\n y = 2 }', "bad-string");
  });
});

describe("MEANING E6: spaces before brackets", () => {
  test("a space before keys is allowed", () => {
    checkShape(
      "view v for e (a = b) from s { x }\nservice t { v as w (a = c) { x } }",
      "(view v for e<a=b> :from s [x])\n(service t [(block v :as w <a=c> x)])",
    );
    checkShape("transform t { use v (a = b) }", "(transform t [(use v <a=b>)])");
  });
  test("an annotation's arguments take no space before them", () => {
    checkIssues('@a «(»"x") entity e { a: int64 }', /touches/);
  });
  test("the brackets of a call, an index and an array's size take no space before them either", () => {
    checkIssues("transform t { x = f «(»a) }", /touches/);
    checkIssues("transform t { x = a «[»0] }", /touches/);
    checkIssues("request r { x: int64 «[»] }", /touches/);
    checkIssues("request r { x: decimal «(»10, 2) }", /touches/);
  });
  test("a comment in between counts as a space", () => {
    checkIssues("transform t { x = f// here\n«(»a) }", /touches/);
  });
});

describe("MEANING E7: `expect` and `use` as bare items", () => {
  test("they are words of the language before a line end", () => {
    checkShape("view v from s {\n expect\n a\n b\n}", "(view v :from s [expect a] [b])");
    checkShape("transform t {\n use\n a\n}", "(transform t [(use a)])");
  });
  test.each([
    ["expect = 1", "[expect = 1]"],
    ["expect: int64", "[expect: int64]"],
    ["expect, a", "[expect] [a]"],
    ["a expect", "[a] [expect]"],
    ["expect default 0", "[expect default 0]"],
    ["use a", "[use] [a]"],
  ])("%s", (items, expected) => checkShape(`view v from s { ${items} }`, `(view v :from s ${expected})`));
  test.each([
    ["use = 1", "[use = 1]"],
    ["use: int64 = 1", "[use: int64 = 1]"],
    ["use, a = 1", "[use] [a = 1]"],
    ["use default 0", "[use default 0]"],
    ["expect a = 1", "[expect] [a = 1]"],
  ])("%s", (items, expected) => checkShape(`transform t { ${items} }`, `(transform t ${expected})`));
});

test("MEANING E8: empty braces are grammatical", () =>
  checkShape(
    "entity e {} request r {} enum n {} view v from s {} transform t { x = match {} } service w {}",
    "(entity e)\n(request r)\n(enum n)\n(view v :from s)\n(transform t [x = (match)])\n(service w)",
  ));

test("MEANING E9: a duration may stand wherever a literal may", () =>
  checkShape("transform t { x = 7d default 1h }", "(transform t [x = 7d=604800000000us default 1h=3600000000us])"));

test("MEANING E10: a default may be a name", () =>
  checkShape("view v from s { x default up }", "(view v :from s [x default up])"));

describe("MEANING E11: backticks", () => {
  test("may be written wherever a name may", () =>
    checkShape(
      "view `v` from `a b` { `c d` x = `over` `y` = 1 }",
      "(view `v` :from `a b` [`c d`] [x = `over`] [`y` = 1])",
    ));
  test("are not words of the language", () =>
    checkShape("view v from s { x = a `and` b `expect` c }", "(view v :from s [x = a] [`and`] [b] [`expect`] [c])"));
});

describe("MEANING E12: comparisons do not chain", () => {
  test.each([
    ["a < b «<» c", "chained"],
    ["a is null «is null»", "chained"],
    ["a == b «in» c", "chained"],
    ["a in b «not between» 1 and 2", "chained"],
    ["a == «not» b", "misplaced-not"],
    ["a + «not» b", "misplaced-not"],
    ["a between «not» b and c", "misplaced-not"],
  ])("%s", (marked, code) => {
    checkIssues(`transform t { x = ${marked} }`, code);
  });
  test("they may stand under `and`, `or`, `not` and in parentheses", () =>
    checkExpr(
      "(a < b) < c and not d == e or f is null",
      "(or (and (< (paren (< a b)) c) (not (== d e))) (is null f))",
    ));
});

describe("MEANING E13: line ends, byte order marks and control characters", () => {
  const lines = ["entity e {", "\ta: int64 // c", "\tb: int64", "}"];
  test.each(["\n", "\r\n", "\r"])("line ends %j", (end) => checkShape(lines.join(end), "(entity e a: int64 b: int64)"));
  test("a byte order mark, and no last line end", () =>
    checkShape("\uFEFFentity e { a: int64 }", "(entity e a: int64)"));
  test("CRLF counts as a line end before a minus", () => {
    checkIssues("view v from s {\r\n a = b\r\n «-» c\r\n}", /at the start of a line/);
  });
  test("a doc comment ends before CR", () =>
    checkShape("/// one\r\n/// two\r\nentity e { a: int64 }", "/one|two/ (entity e a: int64)"));
  test.each(["\0", "\u0007", "\f", "\v", "\u007f", "\u0085"])(
    "control character %j is an error outside strings",
    (character) => {
      checkIssues(`entity e { «${character}»a: int64 // x«${character}»\n }`, "bad-character", "bad-character");
      checkShape(`test "a${character}" { }`, `(test ${JSON.stringify(`a${character}`)})`);
    },
  );
  test("a byte order mark elsewhere is an error too", () => {
    checkIssues("entity e { «\uFEFF»a: int64 }", "bad-character");
  });
});

// MEANING E14 is in limits.test.ts.

describe("MEANING E15: an operator that swallows a type's sign", () => {
  test("a space keeps them apart", () =>
    checkShape(
      "source s from t { x: map<string, map<string, int64>> = e y: int64? = f }",
      "(source s (from t {x: (map string (map string int64)) = e y: int64? = f}))",
    ));
  test("without a space it is parsed as intended", () => {
    const { file } = checkIssues(
      "source s from t { x: map<string, int64«>=» e, y: int64«?=» f z: int64«??» = g }",
      "glued-type",
      "glued-type",
      "glued-type",
    );
    expect(print.file(file)).toBe("(source s (from t {x: (map string int64) = e y: int64? = f z: int64? = g}))");
  });
});

describe("MEANING E16: a word of the language wins over a name wherever the grammar admits it", () => {
  test("across a line end too", () => {
    checkIssues("view v from s {\n n = count() over 7d\n last «=» 3\n m\n}", /put a comma before it to make it a name/);
    checkIssues("service s {\n v.x\n as«.»y\n}", /put a comma before it to make it a name/);
    checkShape("service s { v { a as b } }", "(service s [(block v a>b)])");
    checkShape("view v from s { a default b c }", "(view v :from s [a default b] [c])");
  });
  test("a comma makes it a name", () => {
    checkShape(
      "view v from s {\n n = count() over 7d,\n last = 3\n}",
      "(view v :from s [n = (count() (rollup :over 7d))] [last = 3])",
    );
    checkShape("service s { v.x,\n as.y, v { a, as, b } }", "(service s [v.x] [as.y] [(block v a as b)])");
  });
});

test("MEANING E17: a rollup after a head belongs to the outermost call", () => {
  checkExpr("sum(x) where if a then f() else b over 7d", "(sum() x (rollup :where (if a (f()) b) :over 7d))");
  checkExpr(
    "sum(x) where match f() { else => g() over 1d } over 7d",
    "(sum() x (rollup :where (match (f()) else=>(g() (rollup :over 1d))) :over 7d))",
  );
  checkExpr("sum(x) each y in f() where g() by h()", "(sum() x (rollup :where (g()) :by (h()) (each y (f()))))");
});

test("MEANING E18, E19: names that differ by case, and names that every object has, are ordinary names", () =>
  checkShape(
    "entity e { Total: int64 total: int64 __proto__: int64 constructor: int64 }",
    "(entity e Total: int64 total: int64 __proto__: int64 constructor: int64)",
  ));

describe("MEANING 122: an expression may be followed by a prefix operator", () => {
  test.each<readonly [written: string, shape: string]>([
    // Before `in` and `between` a `not` is infix, wherever its line begins.
    ["a not in b", "(not in a b)"],
    ["a\nnot in b", "(not in a b)"],
    ["a\nnot between 1 and 2", "(not between a 1 2)"],
    ["a\nnot\nin b", "(not in a b)"],
    // Otherwise it begins the next arm.
    ['match { b == "x" => 1\nnot a => 2\nelse => 3 }', '(match (== b "x")=>1 (not a)=>2 else=>3)'],
    ["match { a => 1 not b => 2, not c => 3 else => 4 }", "(match a=>1 (not b)=>2 (not c)=>3 else=>4)"],
    ["match { a => b\nnot not c => 1 }", "(match a=>b (not (not c))=>1)"],
    ["match { a => b\nnot c in d => 1 }", "(match a=>b (not (in c d))=>1)"],
    ["match { a => b\nnot c between 1 and 2 => 1 }", "(match a=>b (not (between c 1 2))=>1)"],
    ["match { a => b not in c\nnot d => 1 }", "(match a=>(not in b c) (not d)=>1)"],
    ["match { a => b is not null\nnot d => 1 }", "(match a=>(is not null b) (not d)=>1)"],
    ["match { a => b ?? c\nnot d => 1 }", "(match a=>(?? b c) (not d)=>1)"],
    ["match { a => if b then c else d\nnot e => 1 }", "(match a=>(if b c d) (not e)=>1)"],
    ["match { a => f(b)\nnot c => 1 }", "(match a=>(f() b) (not c)=>1)"],
    ["match { a => b.c[0]\nnot c => 1 }", "(match a=>([] (. b c) 0) (not c)=>1)"],
    ["match { a => match b { else => c }\nnot d => 1 }", "(match a=>(match b else=>c) (not d)=>1)"],
    ["match { a => { b: c }\nnot d => 1 }", "(match a=>{b: c} (not d)=>1)"],
    ["match { a => [b]\nnot d => 1 }", "(match a=>[b] (not d)=>1)"],
    ["match { a => sum(b) where c\nnot d => 1 }", "(match a=>(sum() b (rollup :where c)) (not d)=>1)"],
    ["match { a => count() over 7d\nnot d => 1 }", "(match a=>(count() (rollup :over 7d)) (not d)=>1)"],
    ["match { a => count() over since b\nnot d => 1 }", "(match a=>(count() (rollup :over sinceb)) (not d)=>1)"],
    ["match { a => count() by b\nnot d => 1 }", "(match a=>(count() (rollup :by b)) (not d)=>1)"],
    ["match { a => sum(b) each b in c\nnot d => 1 }", "(match a=>(sum() b (rollup (each b c))) (not d)=>1)"],
    ["match { a |\nnot b | not c => 1 }", "(match a|(not b)|(not c)=>1)"],
    ["match a { b => 1\nnot c => 2 }", "(match a b=>1 (not c)=>2)"],
    ["f(match { a => b\nnot c => d })", "(f() (match a=>b (not c)=>d))"],
    // Operands.
    ["not a\nand not b\nor\nnot c", "(or (and (not a) (not b)) (not c))"],
    ["[not a, not b, -1, - c]", "[(not a) (not b) (- 1) (- c)]"],
    ["f(not a, b: not c, -1)", "(f() (not a) b: (not c) (- 1))"],
    ["{ a: b\nc: not d\ne: -1 }", "{a: b c: (not d) e: (- 1)}"],
    ["if not a then -b else not c", "(if (not a) (- b) (not c))"],
    ["a ?? -b", "(?? a (- b))"],
    // A `-` that begins a line inside braces, and one after a comma.
    ["match a { 1 => 2\n-1 => 3\n-b => 4 }", "(match a 1=>2 (- 1)=>3 (- b)=>4)"],
    ["match a { 1 => 2, -1 => 3, else => -4 }", "(match a 1=>2 (- 1)=>3 else=>(- 4))"],
    ["match { a => sum(b) where c\n-1 => 2 }", "(match a=>(sum() b (rollup :where c)) (- 1)=>2)"],
    ["match { a => b is null\n-1 => 2 }", "(match a=>(is null b) (- 1)=>2)"],
    ["sum(a) by b in [1 -1, -2]", "(sum() a (rollup :by b :in [1 (- 1) (- 2)]))"],
  ])("%j", (written, shape) => {
    checkExpr(written, shape);
  });

  test.each<readonly [written: string, shape: string]>([
    ["view v from s where a\n{ x default -1 y }", "(view v :from s (where a) [x default (- 1)] [y])"],
    ["view v from s { expect a\nexpect not b\nx }", "(view v :from s [expect a] [expect (not b)] [x])"],
    ["view v from s { x = a\n@deprecated(-1)\ny }", "(view v :from s [x = a] [@deprecated((- 1)) y])"],
    [
      "source s from t where a\nwhere not b { x = -c\ny = not d }",
      "(source s (from t (where a) (where (not b)) {x = (- c) y = (not d)}))",
    ],
  ])("%j", (written, shape) => {
    checkShape(written, shape);
  });

  test("a `not` that begins no arm is reported at its place", () => {
    checkIssues("transform t { x = a\n«not» b\ny = 2 }", /expected a feature, found the word `not`/);
  });
});
