import { describe, test } from "vitest";
import { checkExpr, checkShape } from "./support/check.js";

describe("expressions", () => {
  test.each<readonly [string, string]>([
    // Precedence, weakest first.
    ["a or b and c", "(or a (and b c))"],
    ["a or b or c", "(or (or a b) c)"],
    ["not a and b", "(and (not a) b)"],
    ["not a == b", "(not (== a b))"],
    ["not not a", "(not (not a))"],
    ["not a in b or c", "(or (not (in a b)) c)"],
    ["a == b ?? c", "(== a (?? b c))"],
    ["a ?? b + c", "(?? a (+ b c))"],
    ["a + b ?? c", "(?? (+ a b) c)"],
    ["a - b - c", "(- (- a b) c)"],
    ["a + b * c / d % e", "(+ a (% (/ (* b c) d) e))"],
    ["-a * b", "(* (- a) b)"],
    ["a * -b", "(* a (- b))"],
    ["a--b", "(- a (- b))"],
    ["a --b", "(- a (- b))"],
    ["--1", "(- (- 1))"],
    ["a - - b", "(- a (- b))"],
    ["-a.b[0]", "(- ([] (. a b) 0))"],
    ["not -a == b", "(not (== (- a) b))"],
    ["a < b and c >= d", "(and (< a b) (>= c d))"],
    ["(a < b) == c", "(== (paren (< a b)) c)"],
    ["a == (not b)", "(== a (paren (not b)))"],
    // Comparisons by words.
    ["a in [1, 2,]", "(in a [1 2])"],
    ["a not in b", "(not in a b)"],
    ["a between 1 and 2 and b", "(and (between a 1 2) b)"],
    ["a not between b + 1 and c ?? d", "(not between a (+ b 1) (?? c d))"],
    ["not a between 1 and 2", "(not (between a 1 2))"],
    ["a is null or b is not null", "(or (is null a) (is not null b))"],
    ["a + b is null", "(is null (+ a b))"],
    // if and match.
    ["if a then b else if c then d else e + f", "(if a b (if c d (+ e f)))"],
    ["if if a then b else c then d else e", "(if (if a b c) d e)"],
    ['match { a > 1 => "x" a | b => "y", else => "z" }', '(match (> a 1)=>"x" a|b=>"y" else=>"z")'],
    ['match a.b { 1 | 2 => "x" else => match b { else => c } }', '(match (. a b) 1|2=>"x" else=>(match b else=>c))'],
    ["match {}", "(match)"],
    // A head ends where its braces begin.
    ["match f(a) { 1 => 2 }", "(match (f() a) 1=>2)"],
    // Postfix operators, literals.
    ["a.b.c[d[0]].e", "(. ([] (. (. a b) c) ([] d 0)) e)"],
    ["[]", "[]"],
    ["[[1], [2,]]", "[[1] [2]]"],
    ["{}", "{}"],
    ["{ a: 1 b: { c: 2 }, }", "{a: 1 b: {c: 2}}"],
    ["1_000.5e-3 + 1e6 + 0.5", "(+ (+ 1000.5e-3 1e6) 0.5)"],
    [
      "f(7d, 30m, 1_000us, 2w, 5ms, 1s, 1h)",
      "(f() 7d=604800000000us 30m=1800000000us 1000us=1000us 2w=1209600000000us 5ms=5000us 1s=1000000us 1h=3600000000us)",
    ],
    ["99999999999999999999d", "99999999999999999999d=8639999999999999999913600000000us"],
    ["[true, false, null]", "[true false null]"],
    ['"a\\n\\t\\\\\\"\\u{1F600}\\u{41}"', '"a\\n\\t\\\\\\"😀A"'],
    ['"// no comment /* nor this"', '"// no comment /* nor this"'],
    ["`a b` + `over`", "(+ `a b` `over`)"],
    // Calls.
    ["f()", "(f())"],
    ["f(a, b: c, d,)", "(f() a b: c d)"],
    ["f(at: 1, from: 2)", "(f() at: 1 from: 2)"],
    ["count() over 7d", "(count() (rollup :over 7d))"],
    [
      "sum(a) where b by c ?? d top 5 each e in f over [1d, 7d,]",
      "(sum() a (rollup :where b :by (?? c d) :top 5 (each e f) :over [1d 7d]))",
    ],
    ["sum(a) over 7d where b > 1", "(sum() a (rollup :where (> b 1) :over 7d))"],
    ['sum(a) by c in ["x" -1, other [y]]', '(sum() a (rollup :by c :in ["x" (- 1) other [y]]))'],
    ["sum(a) over 1d + sum(b) over 2d", "(+ (sum() a (rollup :over 1d)) (sum() b (rollup :over 2d)))"],
    [
      'f() over [last 3 rows offset 1d, 7d last 2 rows offset 1d times 3, lifetime last 1 rows, this month in "UTC", this day, since a == b last 9 rows offset 2h]',
      "(f() (rollup :over [rows/last3/offset1d 7d/last2/offset1d/times3 lifetime/last1 this-month@UTC this-day since(== a b)/last9/offset2h]))",
    ],
    // Heads hold no rollup outside brackets.
    ["sum(a) where f() over 7d", "(sum() a (rollup :where (f()) :over 7d))"],
    [
      "sum(a) where (f() over 1d) > 2 over 7d",
      "(sum() a (rollup :where (> (paren (f() (rollup :over 1d))) 2) :over 7d))",
    ],
    ["sum(a) where g(f() over 1d) over 7d", "(sum() a (rollup :where (g() (f() (rollup :over 1d))) :over 7d))"],
    ["match f() { 1 => g() over 7d }", "(match (f()) 1=>(g() (rollup :over 7d)))"],
    // Soft keywords are names.
    ["view + last(at) + this.from[top]", "(+ (+ view (last() at)) ([] (. this from) top))"],
    ["since.over_ + rows", "(+ (. since over_) rows)"],
  ])("%s", checkExpr);
});

describe("declarations", () => {
  test.each<readonly [string, string]>([
    ["", ""],
    ["entity e { a: int64, b: string? c: decimal(10, 2) }", "(entity e a: int64 b: string? c: (decimal 10 2))"],
    ["entity e { a: int64[] b: float32[768]? c: int64?[]? }", "(entity e a: int64[] b: float32[768]? c: int64?[]?)"],
    [
      "request r { xs: struct { a: int64, b: map<string, struct { c: bool }[]>? }[] }",
      "(request r xs: (struct a: int64 b: (map string (struct c: bool)[])?)[])",
    ],
    ["request struct { map: struct struct: map }", "(request struct map: struct struct: map)"],
    ['enum e { up "not up", `x y` down }', '(enum e "up" "not up" "x y" "down")'],
    ["source s from t", "(source s (from t))"],
    ["source s from t {}", "(source s (from t {}))"],
    [
      "source s from t where not a { *, b: int64 = c d = e }",
      "(source s (from t (where (not a)) {* b: int64 = c d = e}))",
    ],
    [
      "source s from t at u + v join w on x join y as z on (a, b = c,) each i in js where k { * }",
      "(source s (from t :at (+ u v) (join w <x>) (join y :as z <a b=c>) (each i js) (where k) {*}))",
    ],
    [
      "source s { from a { * } from b at c where d { e = f } }",
      "(source s :union (from a {*}) (from b :at c (where d) {e = f}))",
    ],
    ["source s { from a { * } }", "(source s :union (from a {*}))"],
    ["view v from s {}", "(view v :from s)"],
    [
      "view v for a, b (k = l, m) , c from s where x ttl 7d delay 1h every 1d after 3h upto before known { y }",
      "(view v for a for b<k=l m> for c :from s (where x) (ttl 7d) (delay 1h) (every 1d :after 3h) (upto) (before) (known) [y])",
    ],
    [
      'view v from s { a, b: int64 c = d default -1.5 e default "x" f: T? = g default [1, x -2] let h = i ...w expect a > 1 }',
      '(view v :from s [a] [b: int64] [c = d default (- 1.5)] [e default "x"] [f: T? = g default [1 x (- 2)]] [let h = i] [...w] [expect (> a 1)])',
    ],
    [
      "/// One.\n///  Two.\n@a @b(1, c: d)\n/// Three.\nview v from s {\n  /// of x\n  @pii x,\n  @y let z = 1\n}",
      "/One.| Two.|Three./ @a @b(1 c: d) (view v :from s [/of x/ @pii x] [@y let z = 1])",
    ],
    [
      "transform t { use a use b as c use d (k = e.f,) use g as h (i) x = y let z = w }",
      "(transform t [(use a)] [(use b :as c)] [(use d <k=(. e f)>)] [(use g :as h <i>)] [x = y] [let z = w])",
    ],
    [
      "service s { a.* b.* except { c d, } e.f g.h as i, j {*} k { * except { l } } m as n (o = p) { q as r, s t } allow pii @x u.v }",
      "(service s [a.*] [b.* except [c d]] [e.f] [g.h as i] [(block j :star)] [(block k :star :except [l])] [(block m :as n <o=p> q>r s t)] [allow-pii] [@x u.v])",
    ],
    [
      "service s { allow { x } pii.* allow.pii allow pii }",
      "(service s [(block allow x)] [pii.*] [allow.pii] [allow-pii])",
    ],
    ["fn f(): int64 = 1", "(fn f -> int64 1)"],
    ["fn f(a: int64, b: T[]?,): map<string, int64> = a + b", "(fn f a: int64 b: T[]? -> (map string int64) (+ a b))"],
    ['extern fn f(a: int64): string from "./x.js"', '(externFn f a: int64 -> string "./x.js")'],
    [
      'test "t" { given a { b: 1 } given c [{ d: missing }, { e: null }] at "2024-01-01" for { k: 1 } expect v { x: 1, y: stale } }',
      '(test "t" (given a {b: 1}) (given c [{d: missing} {e: null}]) (at "2024-01-01") (for {k: 1}) (expect v {x: 1 y: stale}))',
    ],
    ["entity a { b: int64 } entity c { d: int64 }", "(entity a b: int64)\n(entity c d: int64)"],
    // Words that are not reserved are names wherever a name may stand.
    ["entity entity { entity: entity }", "(entity entity entity: entity)"],
    [
      "view view for for from from ttl 1d { view, for, from, ttl }",
      "(view view for for :from from (ttl 1d) [view] [for] [from] [ttl])",
    ],
    [
      "service service { service.service as as, view as as { as as as } }",
      "(service service [service.service as as] [(block view :as as as>as)])",
    ],
    ["source from from from", "(source from (from from))"],
    [
      "transform use { use = 1 use: int64 use, use default 2 use use (use = use) use }",
      "(transform use [use = 1] [use: int64] [use] [use default 2] [(use use <use=use>)] [use])",
    ],
    [
      'test "t" { given given { given: given } for { for: for } }',
      '(test "t" (given given {given: given}) (for {for: for}))',
    ],
    [
      "view v from s { __proto__ constructor = toString default hasOwnProperty }",
      "(view v :from s [__proto__] [constructor = toString default hasOwnProperty])",
    ],
  ])("%s", checkShape);
});

describe("layout", () => {
  test.each<readonly [string, string]>([
    ["view v from s {\n a = b\n  + c\n d = e -\n f\n}", "(view v :from s [a = (+ b c)] [d = (- e f)])"],
    ["view v from s {\n a = (b\n - c)\n d = [e\n - f]\n}", "(view v :from s [a = (paren (- b c))] [d = [(- e f)]])"],
    ["view v from s {\n a =\n -b\n c default\n -1\n}", "(view v :from s [a = (- b)] [c default (- 1)])"],
    ["view v from s {\n a = if b\n then -1\n else\n -2\n}", "(view v :from s [a = (if b (- 1) (- 2))])"],
    [
      "view v from s { a = count()\n where b\n over\n 7d\n}",
      "(view v :from s [a = (count() (rollup :where b :over 7d))])",
    ],
    [
      "view v for a(k) from s { b = count() over[1d] }",
      "(view v for a<k> :from s [b = (count() (rollup :over [1d]))])",
    ],
    ["source s from t join u on(a) { *,b=c,d=e }", "(source s (from t (join u <a>) {* b = c d = e}))"],
    ["fn f (a: int64): int64 = a", "(fn f a: int64 -> int64 a)"],
    ["transform t { x = match a { 1 => 2\n -3 => 4 } }", "(transform t [x = (match a 1=>2 (- 3)=>4)])"],
    ["entity e {a:int64,b:int64}", "(entity e a: int64 b: int64)"],
    ["view v from s { a=b.c-1 d=-e }", "(view v :from s [a = (- (. b c) 1)] [d = (- e)])"],
  ])("%s", checkShape);
});
