import { describe, expect, test } from "vitest";
import { positionAt } from "../../compiler/diagnostics/index.js";
import { viewFingerprint } from "../../compiler/model/index.js";
import type { DeclaredSource } from "../../compiler/project/config.js";
import { build, check } from "./support/check.js";
import { source } from "./support/sources.js";

const pii = (declared: DeclaredSource, ...names: readonly string[]): DeclaredSource => ({
  ...declared,
  source: {
    ...declared.source,
    columns: declared.source.columns.map((column) => (names.includes(column.name) ? { ...column, pii: true } : column)),
  },
});

const plain = [
  source(
    "people",
    "state",
    { id: "int64", email: "string?", zip: "string?", born: "timestamp?", tags: "string[]?" },
    { key: ["id"] },
  ),
  source("clicks", "events", { id: "int64", ip: "string?", page: "string", ms: "int64", seen_at: "timestamp?" }),
  source("zips", "state", { zip: "string", income: "float64?" }),
];
const sources = [pii(plain[0]!, "email", "born", "tags"), pii(plain[1]!, "ip", "seen_at"), plain[2]!];

const entities = `entity person { id: int64 }
entity place { zip: string }
entity mailbox { @pii address: string }
request call { @pii phone: string, shop: string }
fn head(x: string?): string? = substr(x, 0, 1)
fn constant(x: string?): int64 = 1
`;

/** The names of all personal data, as \`owner.name\`: columns, items and fields. */
function tainted(text: string, of: readonly DeclaredSource[] = sources): readonly string[] {
  const { project, diagnostics } = build(entities + text, of);
  expect(diagnostics.filter((d) => d.severity === "error" && d.name !== "pii-served").map((d) => d.message)).toEqual(
    [],
  );
  const marked = <T extends { readonly name: string; readonly pii?: true }>(owner: string, all: readonly T[]) =>
    all.filter((one) => one.pii === true).map((one) => `${owner}.${one.name}`);
  return [
    ...project.sources.filter(({ node }) => node !== "physical").flatMap((s) => marked(s.name, s.columns)),
    ...project.views.flatMap((v) => marked(v.name, v.items)),
    ...project.transforms.flatMap((t) => marked(t.name, t.items)),
    ...project.services.flatMap((s) => marked(s.name, s.features)),
  ];
}

describe("values computed from personal data are personal data (MEANING 18)", () => {
  test.each<readonly [what: string, text: string, tainted: readonly string[]]>([
    ["a bare column", "view v for person from people { email, zip }", ["v.email"]],
    ["an operand", "view v for person from people { a = concat(zip, email), b = upper(zip) }", ["v.a"]],
    [
      "a null check",
      "view v for person from people { a = email is null, b = email ?? zip, c = zip ?? email }",
      ["v.a", "v.b", "v.c"],
    ],
    ["a default does not clear the taint", 'view v for person from people { email default "" }', ["v.email"]],
    ["the condition of `if`", "view v for person from people { a = if email is null then 1 else 2 }", ["v.a"]],
    ["a `match` subject", 'view v for person from people { a = match email { "x" => 1, else => 2 } }', ["v.a"]],
    [
      "a `match` condition, a pattern, an arm",
      'view v for person from people { a = match { email is null => 1, else => 2 }, b = match zip { email => 1, else => 0 }, c = match zip { "x" => email, else => null } }',
      ["v.a", "v.b", "v.c"],
    ],
    [
      "a call of an `fn`, whatever its body reads",
      "view v for person from people { a = head(email), b = constant(email), c = head(zip) }",
      ["v.a", "v.b"],
    ],
    [
      "a cast, an index, a list",
      "view v for person from people { a = date(born), b = tags[0], c = zip in [email] }",
      ["v.a", "v.b", "v.c"],
    ],
    [
      "lets and features of lets",
      "view v for person from people { let m = upper(email), let z = upper(zip), a = m, b = concat(a, z), c = z }",
      ["v.m", "v.a", "v.b"],
    ],
    ["an aggregate's argument", "view v for person from clicks { a = last(ip) over 7d, b = sum(ms) over 7d }", ["v.a"]],
    [
      "an aggregate that counts values, not rows",
      "view v for person from clicks { a = count(ip) over 7d, b = count() over 7d }",
      ["v.a"],
    ],
    [
      "an aggregate's `where`",
      'view v for person from clicks { a = count() where ip == "x" over 7d, b = count() where page == "x" over 7d }',
      ["v.a"],
    ],
    [
      "`by`",
      'view v for person from clicks { a = count() by ip in ["x"] over 7d, b = count() by page in ["x"] over 7d }',
      ["v.a_x"],
    ],
    [
      "`since`",
      'view v for person from clicks { a = count() over since ip == "x", b = count() over since page == "x" }',
      ["v.a"],
    ],
    ["the second of two arguments", "view v for person from clicks { a = max_by(page, ip) over 7d }", ["v.a"]],
    [
      "each member of a family, and the features it is lifted to",
      "view v for person from clicks { a = count(ip) over [1d, 7d], b = a + 1 }",
      ["v.a_1d", "v.b_1d", "v.a_7d", "v.b_7d"],
    ],
    [
      "a view's `where`",
      "view v for person from clicks where ip is not null { a = count() over 7d, page, b = now() }",
      ["v.a", "v.page"],
    ],
    [
      "a view's own key does not taint",
      "view v for mailbox (address = ip ?? page) from clicks { a = count() over 7d, page }",
      [],
    ],
    [
      "a column that is also a marked key",
      "view v for mailbox (address = page) from clicks { a = count() over 7d, page, b = ms }",
      ["v.page"],
    ],
    [
      "an aggregate over keyed rows",
      'view v for place from people { a = count(), b = count(email), c = count() where zip == "x" }',
      ["v.b"],
    ],
  ])("%s", (_, text, expected) => {
    expect([...tainted(text)].sort()).toEqual([...expected].sort());
  });
});

describe("through sources", () => {
  test.each<readonly [what: string, text: string, tainted: readonly string[]]>([
    [
      "a column, and a column computed from it",
      "source s from people { id, m = email, n = upper(email), z = zip }",
      ["s.m", "s.n"],
    ],
    ["`*`, and another column of the same name", "source s from people { *, email = zip }", ["s.born", "s.tags"]],
    [
      "a `where` taints all columns, and their count",
      "source s from clicks where ip is not null { id, page }\nview v for person from s { a = count() over 7d, page }",
      ["s.id", "s.page", "v.a", "v.page"],
    ],
    [
      "another time taints too",
      "source s from clicks at seen_at { id, page }\nview v for person from s { a = count() over 7d }",
      ["s.id", "s.page", "v.a"],
    ],
    ["an `each`, which makes the rows", "source s from people each t in tags { id, tag = t }", ["s.id", "s.tag"]],
    [
      "a condition on an element of a plain column",
      'source s from clicks each p in split(page, "/") where p != "" { id, p1 = p }',
      [],
    ],
    [
      "a source of a source",
      "source s from clicks where ip is not null\nsource u from s { id, q = page }",
      ["s.id", "s.ip", "s.page", "s.ms", "s.seen_at", "u.id", "u.q"],
    ],
    ["joined columns", "source s from clicks join people on id { page, m = people.email, z = people.zip }", ["s.m"]],
    ["a join's key", "source s from clicks join zips on (zip = ip) { page, i = zips.income }", ["s.i"]],
    [
      "a join's own column",
      "source keyed from people { id, email }\nsource s from clicks join zips_by on (code = page) { ms, i = zips_by.income }\nsource zips_by from zips { @pii code = zip, income }",
      ["keyed.email", "s.i", "zips_by.code"],
    ],
    ["a join whose columns are not read", "source s from clicks join zips on (zip = ip) { page }", []],
    [
      "a joined view",
      "view w for person from people { email, zip }\nsource s from clicks join w on id { page, m = w.email, z = w.zip }",
      ["s.m", "w.email"],
    ],
    [
      "a joined view's rows",
      "view w for person from people where email is null { zip }\nsource s from clicks join w on id { page, z = w.zip }",
      ["s.z", "w.zip"],
    ],
    [
      "one branch of a union",
      "source s { from clicks { id, x = page }\n from clicks { id, x = ip } }\nview v for person from s { a = count() over 7d }",
      ["s.x"],
    ],
    [
      "the rows of one branch",
      "source s { from clicks { id, x = page }\n from clicks where ip is null { id, x = page } }\nview v for person from s { a = count() over 7d }",
      ["s.id", "s.x", "v.a"],
    ],
    [
      "a spread view",
      "view w for person from people { email, zip, both = concat(email, zip) }\nview v for person from people { ...w }",
      ["w.email", "w.both", "v.email", "v.both"],
    ],
  ])("%s", (_, text, expected) => {
    expect([...tainted(text)].sort()).toEqual([...expected].sort());
  });
});

describe("through transforms", () => {
  const views = "view p for person from people { email, zip }\nview z for place from zips { income }\n";
  test.each<readonly [what: string, text: string, tainted: readonly string[]]>([
    [
      "features and request fields",
      "transform t { a = p.email, b = p.zip, c = call.phone, d = call.shop }",
      ["t.a", "t.c"],
    ],
    [
      "lets, and another transform's features",
      "transform t { let m = p.email, a = length(m), b = 1 }\ntransform u { c = t.a, d = t.b }",
      ["t.m", "t.a", "u.c"],
    ],
    ["a hop's key", "transform t { use z (zip = p.email), a = z.income, b = p.zip }", ["t.a"]],
    ["a hop's key that is not personal data", "transform t { use z (zip = p.zip), a = z.income }", []],
    ["a hop's key that a request gives", "transform t { use z (zip = call.phone), a = z.income }", ["t.a"]],
    ["a hop's key that is a `let`", "transform t { let h = p.email, use z (zip = h), a = z.income }", ["t.h", "t.a"]],
    [
      "a hop over a hop",
      "view h for person from people { home = zip }\ntransform t { use h as first_hop (id = length(p.email)), use z (zip = first_hop.home), a = z.income }",
      ["t.a"],
    ],
    [
      "a key as a value",
      "view m for mailbox (address = page) from clicks { n = ms }\ntransform t { a = m.n, b = address }",
      ["t.b"],
    ],
    [
      "a key under another name",
      "view m for mailbox (address = page) from clicks { n = ms }\ntransform t { use m (address = other), a = m.n, b = other }",
      ["t.b"],
    ],
  ])("%s", (_, text, expected) => {
    const found = tainted(views + text).filter((name) => name !== "p.email");
    expect([...found].sort()).toEqual([...expected].sort());
  });
});

describe("where `@pii` may stand", () => {
  test.each<readonly [what: string, text: string, tainted: readonly string[]]>([
    [
      "a source marks all its columns",
      "@pii source s from zips\nview v for place from s { income, a = now() }",
      ["s.zip", "s.income", "v.income"],
    ],
    [
      "a union",
      "@pii source s { from clicks { id, page }\n from clicks { id, page } }\nview v for person from s { a = last(page) over 7d, b = count() over 7d }",
      ["s.id", "s.page", "v.a"],
    ],
    ["a column", "source s from zips { zip, @pii income, more = income }", ["s.income"]],
    ["a view marks all its features", "@pii view v for place from zips { income, a = 1 }", ["v.income", "v.a"]],
    [
      "a feature, and the features that read it",
      "view v for place from zips { @pii a = income, b = a, c = income }",
      ["v.a", "v.b"],
    ],
    [
      "a mark on a family marks all its members",
      "view v for person from clicks { @pii a = count() over [1d, 7d], b = count() over 1d }",
      ["v.a_1d", "v.a_7d"],
    ],
    ["a `let`", "view v for place from zips { @pii let a = income, b = a }", ["v.a", "v.b"]],
    ["a transform", "@pii transform t { a = call.shop }", ["t.a"]],
    ["a feature of a transform", "transform t { @pii a = call.shop, b = call.shop }", ["t.a"]],
    ["a request", "@pii request r { x: int64 }\ntransform t { a = r.x }", ["t.a"]],
  ])("%s", (_, text, expected) => {
    expect([...tainted(text)].sort()).toEqual([...expected].sort());
  });
});

describe("services", () => {
  const base = `${entities}view p for person from people { email, zip, shout = upper(email) }
view n for person from clicks { a = count(ip) over [1d, 7d], b = count() over 1d }
transform t { m = p.email, long = length(m), z = p.zip }
`;
  const rows: readonly (readonly [text: string, names: readonly string[], ...messages: readonly string[]])[] = [
    ["service s { p.zip, n.b, t.z }", []],
    ["service s { allow pii, p.*, n.a }", []],
    ["service s { p.zip, allow pii, t.m }", []],
    [
      "service s { p.«email» }",
      ["pii-served"],
      "`s` serves personal data without `allow pii`: `p.email` ← `people.email` (pii)",
    ],
    [
      "service s { p as q { zip, shout as «loud» } }",
      ["pii-served"],
      "`s` serves personal data without `allow pii`: `p.shout` ← `p.email` ← `people.email` (pii)",
    ],
    [
      "service s { p.zip, t.«long» }",
      ["pii-served"],
      "`s` serves personal data without `allow pii`: `t.long` ← `t.m` ← `p.email` ← `people.email` (pii)",
    ],
    [
      "service s { «p.*» }",
      ["pii-served"],
      "`s` serves personal data without `allow pii`: `p.email` ← `people.email` (pii); also `shout`",
    ],
    [
      "service s { n.«a» }",
      ["pii-served"],
      "`s` serves personal data without `allow pii`: `n.a_1d` ← `clicks.ip` (pii); also `a_7d`",
    ],
    ["service s { p.* except { email, shout } }", []],
    ["service s { p.«email», p.«shout» }", ["pii-served", "pii-served"]],
    ["service s { «allow pii», p.zip }", ["needless-allow-pii"], "`s` serves no personal data"],
    ["service s { allow pii, p.email, «allow pii» }", ["needless-allow-pii"], "`allow pii` is written twice in `s`"],
    ["service s { allow pii, p.email }\nservice u { t.«m» }", ["pii-served"]],
  ];
  test.each(rows.map(([text, names, ...messages]) => [text, names, messages] as const))(
    "%s",
    (text, names, messages) => {
      const found = check(base + text, names, sources);
      if (messages.length > 0) expect(found.map(({ message }) => message)).toEqual(messages);
    },
  );

  test("the path is shown, place by place, to the mark", () => {
    const text = `${entities}@pii
view v for place from zips { income }
source s {
  from clicks { id, x = page }
  from clicks { id, x = ip }
}
view w for person from s where x != "" { n = count() over 1d }
transform t {
  use v (zip = call.phone)
  rich = v.income > 1.0
  many = w.n
}
service all { t.rich, t.many }`;
    const { diagnostics } = build(text, sources);
    const lines = diagnostics
      .filter(({ name }) => name === "pii-served")
      .map(({ related }) =>
        related.map(({ place, message }) => {
          const marked = place.file.endsWith(".feat") ? text.slice(place.span.start, place.span.end) : "";
          return `${place.file}:${place.file.endsWith(".feat") ? positionAt(text, place.span.start).line : "-"} |${marked}| ${message}`;
        }),
      );
    expect(lines).toEqual([
      [
        "features/a.feat:16 |rich| `t.rich` reads `v.income`",
        "features/a.feat:7 |@pii| `v.income` is marked as personal data",
      ],
      [
        "features/a.feat:17 |many| `t.many` reads `w.n`",
        "features/a.feat:13 |n| `w.n` reads the rows of `w`",
        'features/a.feat:13 |where x != ""| the rows of `w` depend on `s.x`',
        "features/a.feat:9 |s| `s.x` reads `s.x` (branch 2)",
        "features/a.feat:11 |x| `s.x` (branch 2) reads `clicks.ip`",
        "sources.yaml:- || `clicks.ip` is marked as personal data",
      ],
    ]);
  });

  test("a hop's key is a step of the path", () => {
    const text = `${base}view z for place from zips { income }
transform u { use z (zip = p.email), rich = z.income }
service s { u.«rich» }`;
    const [found] = check(text, ["pii-served"], sources);
    expect(found?.message).toMatch(/`u.rich` ← the key of `z` in `u` ← `p.email` ← `people.email` \(pii\)$/);
  });

  test("only the two ends of a path of thousands of steps are shown", () => {
    const items = Array.from({ length: 3000 }, (_, i) => `f${i + 1} = upper(f${i})`).join("\n");
    const { diagnostics } = build(
      `${entities}view p for person from people { f0 = email\n${items} }\nservice s { p.f3000 }`,
      sources,
    );
    expect(diagnostics.flatMap(({ name, message }) => (name === "pii-served" ? [message] : []))).toEqual([
      "`s` serves personal data without `allow pii`: `p.f3000` ← `p.f2999` ← `p.f2998` ← `p.f2997` ← `p.f2996` ← `p.f2995` ← … ← `p.f4` ← `p.f3` ← `p.f2` ← `p.f1` ← `p.f0` ← `people.email` (pii)",
    ]);
  });

  test("personal data is marked in the manifest, and the mark does not change stored values", () => {
    const text = `${entities}view p for person from people { email, zip }\nservice s { allow pii, p.* }`;
    const [marked, unmarked] = [build(text, sources).project, build(text, plain).project];
    expect(marked.services[0]).toMatchObject({
      allowsPii: true,
      features: [{ name: "email", pii: true }, { name: "zip" }],
    });
    expect(marked.services[0]?.features[1]).not.toHaveProperty("pii");
    expect(viewFingerprint(marked, marked.views[0]!)).toBe(viewFingerprint(unmarked, unmarked.views[0]!));
  });
});
