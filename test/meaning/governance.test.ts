/** Personal data, project rules and deprecations. */
import { describe } from "vitest";
import { refused } from "./support/in-language.js";

const pii = /error\[FEAT4301\].*serves personal data/;
const tainted = 'mail: { type: string?, pii: true }, x: int64?, "xs": "int64[]?"';

describe("personal data", () => {
  refused([
    ["17", "a column marked in YAML", tainted, "view v for e from ev { mail } service s { v.* }", pii],
    [
      "17",
      "`@pii` before an entity's field",
      "x: int64",
      "entity p { @pii id: int64 }\nview v for p (id = k) from ev { x }\ntransform t { y = id + 1 }\nservice s { t.* }",
      pii,
    ],
    [
      "17",
      "`@pii` before a request's field",
      "x: int64",
      "request r { @pii age: int64 }\ntransform t { y = r.age }\nservice s { t.* }",
      pii,
    ],
    [
      "17",
      "`@pii` before a source's column",
      "x: int64",
      "source d from ev { k, @pii y = x }\nview v for e from d { y }\nservice s { v.* }",
      pii,
    ],
    [
      "17",
      "`@pii` before a source marks all its columns",
      "x: int64",
      "@pii\nsource d from ev { k, y = x }\nview v for e from d { y }\nservice s { v.* }",
      pii,
    ],
    ["17", "`@pii` before a feature", "x: int64", "view v for e from ev { @pii x }\nservice s { v.* }", pii],
    [
      "17",
      "`@pii` before a view marks all its features",
      "x: int64",
      "@pii\nview v for e from ev { x, n = count() over 1d }\nservice s { v.n }",
      pii,
    ],
    [
      "17",
      "`@pii` before a transform",
      "x: int64",
      "view v for e from ev { x }\n@pii\ntransform t { y = v.x }\nservice s { t.y }",
      pii,
    ],
    ["17", "`@pii` marks nothing else", "x: int64", "view v for e from ev { @pii x, y = 1 }\nservice s { v.y }", null],
  ]);

  const of = (what: string, item: string, rest = ""): Parameters<typeof refused>[0][number] => [
    "18",
    `tainted by ${what}`,
    tainted,
    `${rest}\nview v for e from ev { y = ${item} }\nservice s { v.* }`,
    pii,
  ];
  refused([
    of("an argument", "length(mail)"),
    of("an aggregate's argument", "last(mail) over 1d"),
    of("an aggregate's `where`", 'count() where mail == "a" over 1d'),
    of("`by`", "sum(x) by mail over 1d"),
    of("`by … in`", 'sum(x) by mail in ["a"] over 1d'),
    of("`since`", 'count() over since mail == "a"'),
    of("a `match` subject", 'match mail ?? "" { "a" => 1, else => 2 }'),
    of("a condition of `if`", 'if mail == "a" then 1 else 2'),
    of("`each`", "length(collect(length(m)) each m in [mail])"),
    of("another feature", "z + 1", "").map((part, index) =>
      index === 3 ? `view v for e from ev { z = length(mail), y = z + 1 }\nservice s { v.y }` : part,
    ) as unknown as Parameters<typeof refused>[0][number],
    [
      "18",
      "tainted by a source's `where`",
      tainted,
      'source d from ev where mail == "a" { k, x }\nview v for e from d { x }\nservice s { v.* }',
      pii,
    ],
    [
      "18",
      "tainted by a view's `where`",
      tainted,
      'view v for e from ev where mail == "a" { x }\nservice s { v.* }',
      pii,
    ],
    [
      "18",
      "tainted by a join's key",
      tainted,
      "source d from ev join st on (k = length(mail)) { k, y = st.x }\nview v for e from d { y }\nservice s { v.* }",
      pii,
    ],
    [
      "18",
      "tainted through a join",
      tainted,
      "source d from ev join st on k { k, y = st.mail }\nview v for e from d { y }\nservice s { v.* }",
      pii,
    ],
    [
      "18",
      "tainted by a hop's key",
      tainted,
      "view v for e from ev { m = length(mail), x }\nview w for e from st { x }\ntransform t { use w as h (k = v.m) y = h.x }\nservice s { t.* }",
      pii,
    ],
    [
      "18",
      "a view's own key and `count()` do not taint",
      "k2: { type: int64, pii: true }, mail: { type: string?, pii: true }, x: int64?",
      "entity f { k2: int64 }\nview v for f from ev { x, n = count() over 1d }\nview w for e from st { x }\nservice s { v.*, w.x as y }",
      null,
    ],
    [
      "18",
      "only `allow pii` clears the taint",
      tainted,
      "view v for e from ev { y = length(mail) > 3 }\nservice s { allow pii, v.* }",
      null,
    ],
  ]);
});

describe("rules of the project", () => {
  const bare = "view v for e from st { x }\nservice s { v.* }";
  refused([
    ["19", "a project without rules reports nothing", "x: int64", bare, null],
    [
      "19",
      "owner: a view without one is reported",
      "x: int64",
      bare,
      /error\[FEAT43\d\d\].*owner/s,
      "rules: { owner: error }\n",
    ],
    [
      "19",
      "the rule's severity is the diagnostic's",
      "x: int64",
      bare,
      /warning\[FEAT43\d\d\].*owner/s,
      "rules: { owner: warn }\n",
    ],
    ["19", "rules that are off report nothing", "x: int64", bare, null, "rules: { owner: off, docs: off, ttl: off }\n"],
    [
      "19",
      "owner: a view that has one passes",
      "x: int64",
      '@owner("a")\nview v for e from st { x }\n@owner("a")\nservice s { v.* }',
      null,
      "rules: { owner: error }\n",
    ],
    [
      "19",
      "docs: a view without them is reported",
      "x: int64",
      bare,
      /warning\[FEAT43\d\d\].*doc/s,
      "rules: { docs: warn }\n",
    ],
    [
      "19",
      "ttl: required of views with bare columns of a state",
      "x: int64",
      bare,
      /error\[FEAT43\d\d\].*ttl/s,
      "rules: { ttl: error }\n",
    ],
    [
      "19",
      "ttl: not required of events",
      "x: int64",
      "view v for e from ev { x, n = count() over 1d }\nservice s { v.* }",
      null,
      "rules: { ttl: error }\n",
    ],
    [
      "19",
      "ttl: a view that has one passes",
      "x: int64",
      "view v for e from st ttl 1d { x }\nservice s { v.* }",
      null,
      "rules: { ttl: error }\n",
    ],
    [
      "19",
      "names: they must match the pattern",
      "x: int64",
      "view Vv for e from st { x }\nservice s { Vv.* }",
      /warning\[FEAT43\d\d\].*Vv/s,
      'rules: { names: { pattern: "^[a-z_]+$", severity: warn } }\n',
    ],
    [
      "19",
      "longest_window: a longer window is reported",
      "x: int64",
      "view v for e from ev { n = count() over [90d, 91d] }\nservice s { v.* }",
      /error\[FEAT43\d\d\].*91d/s,
      "rules: { longest_window: { max: 90d, severity: error } }\n",
    ],
    [
      "19",
      "longest_window: a window as long as the maximum passes",
      "x: int64",
      "view v for e from ev { n = count() over 90d }\nservice s { v.* }",
      null,
      "rules: { longest_window: { max: 90d, severity: error } }\n",
    ],
  ]);
});

describe("deprecated declarations", () => {
  const old = '@deprecated("use w")\nview v for e from st { x, @deprecated("use x") y = x }\n';
  const warns = (pattern: RegExp): RegExp => pattern;
  refused([
    ["97", "a pick", "x: int64", `${old}service s { v.x }`, warns(/warning\[FEAT4303\].*`v`.*use w/)],
    [
      "97",
      "a reference",
      "x: int64",
      `view v for e from st { @deprecated("use z") y = x, x }\ntransform t { a = v.y }\nservice s { t.*, v.x }`,
      warns(/warning\[FEAT4303\].*`v\.y`|warning\[FEAT4303\].*y/),
    ],
    [
      "97",
      "a `use`",
      "x: int64",
      `${old}transform t { use v as o (k = other) a = o.x }\nservice s { t.* }`,
      warns(/warning\[FEAT4303\]/),
    ],
    [
      "97",
      "a join",
      "x: int64",
      `${old}source d from ev join v on k { k, z = v.x }\nview w for e from d { z }\nservice s { w.* }`,
      warns(/warning\[FEAT4303\]/),
    ],
    [
      "97",
      "a spread",
      "x: int64",
      `${old}view w for e from st { ...v }\nservice s { w.x }`,
      warns(/warning\[FEAT4303\]/),
    ],
    [
      "97",
      "a `*` gives one warning per service",
      "x: int64",
      'view v for e from st { @deprecated("a") a = x, @deprecated("b") b = x, x }\nservice s { v.* }',
      /^warning\[FEAT4304\][^\n]*`v.a` and `v.b`[\s\S]*\n1 warning\n$/m,
    ],
    [
      "97",
      "a deprecated feature that nothing names is not reported",
      "x: int64",
      'view v for e from st { @deprecated("a") a = x, x }\nservice s { v.x }',
      null,
    ],
  ]);
});
