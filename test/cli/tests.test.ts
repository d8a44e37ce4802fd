import { describe, expect, test } from "vitest";
import { folder } from "./feat.js";

const base = {
  "feat.yaml": "project: shop\nsources: sources.yaml\n",
  // The data does not exist, since tests must not need it.
  "sources.yaml": `sources:
  customers:
    kind: state
    file: none/customers.parquet
    time: { column: changed, format: unix_ms, }
    created: written
    deleted: gone
    until: ends
    columns: { customer_id: int64, name: { type: string?, column: "Full Name" }, zip: string?, spend: float64? }
  clicks:
    kind: events
    table: raw.clicks
    time: { column: day, format: date, at: end, zone: Europe/Berlin }
    columns: { user: int64, page: string, big: int64?, day: date }
  visits:
    kind: events
    table: raw.visits
    time: seen
    sequence: visit
    key: visit
    columns: { visit: int64, user: int64, is_bot: bool, seconds: int64, note: string?, seen: timestamp }
  zips:
    kind: state
    file: none/zips.csv
    time: at
    columns: { zip: string, income: float64?, at: timestamp }
`,
  "shop.feat": `
entity customer { customer_id: int64 }
entity user { user: int64 }
entity place { zip: string }
request cart { value: float64, note: string? }

view stats for customer from customers ttl 30d {
  name
  zip
  spend default 0.0
  doubled = spend * 2.0
}
view activity for user from clicks {
  clicks_7d = count() over 7d
  last_page = last(page) over lifetime
  total = sum(big) over lifetime
}
source human_visits from visits where not is_bot { * }
view humans for user from human_visits {
  visits = count() over 1d
  seconds = sum(seconds) over 1d
  notes = count(note) over 1d
}
view income for place from zips { income }

transform signals {
  use income (zip = stats.zip)
  ratio = cart.value / stats.spend default -1.0
  spend_again = stats.spend
  local = income.income
  noted = cart.note ?? "none"
}
transform more { twice = signals.ratio * 2.0 }

service s { stats.*  signals.*  more.*  activity.*  humans.* }
`,
};

async function runTests(tests: string, ...filters: readonly string[]) {
  const project = folder({ ...base, "tests.feat": tests });
  const ran = await project.feat(["test", ...filters, "--json"]);
  if (ran.err !== "") throw new Error(ran.err);
  const report: {
    ok: boolean;
    passed: number;
    failed: number;
    tests: {
      title: string;
      line: number;
      file: string;
      ok: boolean;
      milliseconds: number;
      failures: { feature: string | null; kind: string; message: string; sides: object | null }[];
    }[];
  } = JSON.parse(ran.out);
  return {
    code: ran.code,
    report,
    said: report.tests.flatMap((one) => one.failures.map((f) => `${f.kind} ${f.feature}: ${f.message}`)),
  };
}

describe("tests that pass", () => {
  test.each([
    [
      "values of a view",
      `given stats { spend: 50.0, zip: "1" } given cart { value: 100.0 } expect signals { ratio: 2.0, noted: "none", spend_again: 50.0, local: null }`,
    ],
    [
      "a value that is not given reads as for an unknown key",
      `given stats { zip: null } given cart { value: 100.0 } expect signals { ratio: -1.0, spend_again: 0.0 }`,
    ],
    [
      "a given status passes through a renaming",
      `given stats { spend: stale } given cart { value: 1.0 } expect signals { spend_again: stale }`,
    ],
    [
      "missing by itself",
      `given stats { name: "x" } given cart { value: 1.0 } expect signals { spend_again: missing }`,
    ],
    ["a transform over a given transform", `given signals { ratio: 4.0 } expect more { twice: 8.0 }`],
    [
      "a transform over a transform",
      `given stats { spend: 50.0 } given cart { value: 100.0 } expect more { twice: 4.0 }`,
    ],
    [
      "a hop between rows of two sources",
      `given customers [{ customer_id: 1, zip: "8", spend: 10.0, changed: "2024-01-01T00:00:00Z" }]
       given zips [{ zip: "8", income: 7.5, at: "2024-01-01T00:00:00Z" } { zip: "9", income: 1.0, at: "2024-01-01T00:00:00Z" }]
       given cart { value: 5.0 } at "2024-01-02T00:00:00Z" for { customer_id: 1 }
       expect signals { local: 7.5, ratio: 0.5 }`,
    ],
    [
      "rows of a state, at its instant",
      `given customers [{ customer_id: 1, name: "Ann \${HOME} 'x' 🦆", spend: 1.5, changed: "2024-01-01T00:00:00Z" }]
       at "2024-01-01T00:00:00Z" for { customer_id: 1 } expect stats { name: "Ann \${HOME} 'x' 🦆", spend: 1.5, doubled: 3.0, zip: null }`,
    ],
    [
      "stale by the ttl",
      `given customers [{ customer_id: 1, spend: 1.5, changed: "2024-01-01T00:00:00Z" }]
       at "2024-03-01T00:00:00Z" for { customer_id: 1 } expect stats { spend: stale, name: stale }`,
    ],
    [
      "a column that a row leaves out is null if it is nullable, else an empty value, and each row has its own key",
      `given visits [{ user: 1, seen: "2024-01-01T09:59:59Z" } { user: 1, seen: "2024-01-01T09:00:00Z" }]
       at "2024-01-01T10:00:00Z" for { user: 1 } expect humans { visits: 2, seconds: 0, notes: 0 }`,
    ],
    [
      "deleted by an undeclared column",
      `given customers [{ customer_id: 1, spend: 1.5, changed: "2024-01-01T00:00:00Z" } { customer_id: 1, spend: 2.5, changed: "2024-01-02T00:00:00Z", gone: true }]
       at "2024-01-03T00:00:00Z" for { customer_id: 1 } expect stats { spend: missing, doubled: 0.0 }`,
    ],
    [
      "ended by an undeclared column",
      `given customers [{ customer_id: 1, spend: 1.5, changed: "2024-01-01T00:00:00Z", ends: "2024-01-02T00:00:00Z" }]
       at "2024-01-02T00:00:00Z" for { customer_id: 1 } expect stats { spend: missing }`,
    ],
    [
      "a day of events, known when the day is over in its zone",
      `given clicks [{ user: 1, page: "a", day: "2024-01-01" } { user: 1, page: "b", day: "2024-01-02" } { user: 2, page: "c", day: "2024-01-01" }]
       at "2024-01-02T12:00:00Z" for { user: 1 } expect activity { clicks_7d: 1, last_page: "a", total: null }`,
    ],
    [
      "another unknown key",
      `at "2024-01-02T12:00:00Z" for { user: 3 } expect activity { clicks_7d: 0, last_page: null }`,
    ],
    [
      "integers beyond 2^53",
      `given clicks [{ user: 1, page: "a", day: "2024-01-01", big: 9007199254740993 }] at "2024-02-01T00:00:00Z" for { user: 1 } expect activity { total: 9007199254740993 }`,
    ],
    [
      "many cases in one test",
      `given stats { spend: 50.0 } given cart { value: 100.0 } expect signals { ratio: 2.0 }
       given cart { value: 200.0, note: "n" } expect signals { ratio: 4.0, noted: "n" }
       given stats { spend: missing } expect signals { ratio: -1.0, spend_again: missing }
       given stats { spend: 0.5 } given cart { value: 1.0 } expect signals { ratio: 2.0, noted: "none" } expect more { twice: 4.0 }`,
    ],
    [
      "many keys and instants over one set of rows",
      `given customers [
         { customer_id: 1, spend: 1.5, changed: "2024-01-01T00:00:00Z" }
         { customer_id: 2, spend: 2.5, changed: "2024-01-01T00:00:00Z" }
         { customer_id: 1, spend: 3.5, changed: "2024-01-03T00:00:00Z" }
       ]
       at "2024-01-02T00:00:00Z"
       for { customer_id: 1 } expect stats { spend: 1.5 }
       for { customer_id: 2 } expect stats { spend: 2.5 }
       for { customer_id: 3 } expect stats { spend: missing }
       for { customer_id: null } expect stats { spend: missing, doubled: 0.0 }
       at "2024-01-03T00:00:00Z" for { customer_id: 1 } expect stats { spend: 3.5 }
       at "2024-01-31T00:00:00Z" expect stats { spend: 3.5 }
       at "2024-02-02T00:00:00.000001Z" expect stats { spend: stale }`,
    ],
    [
      "numbers that are nearly equal",
      `given stats { spend: 3.0 } given cart { value: 10.0 } expect signals { ratio: approx(3.33, 0.01) } expect signals { ratio: approx(3, 0.5) }`,
    ],
    [
      "whole numbers that are nearly equal",
      `given clicks [{ user: 1, page: "a", day: "2024-01-01", big: 9007199254740993 }] at "2024-02-01T00:00:00Z" for { user: 1 } expect activity { total: approx(9007199254740990, 3) }`,
    ],
    [
      "an error, next to features without one",
      `given clicks [{ user: 1, page: "a", day: "2024-01-01", big: 9223372036854775807 } { user: 1, page: "b", day: "2024-01-02", big: 1 }]
       at "2024-02-01T00:00:00Z" for { user: 1 } expect activity { total: error }
       at "2024-01-02T12:00:00Z" expect activity { total: 9223372036854775807, last_page: "a" }`,
    ],
    [
      "a feature that needs only given values, though other features need more",
      `given stats { spend: 50.0 } expect signals { spend_again: 50.0 }`,
    ],
    [
      "a key that only other features need is not required",
      `given clicks { user: 2, page: "p", day: "2024-01-01" } at "2024-01-03T00:00:00Z" for { user: 2 } expect s { clicks_7d: 1 }`,
    ],
    [
      "rows of a source, one by one",
      `given clicks { user: 1, page: "a", day: "2024-01-01" } given clicks { user: 1, page: "b", day: "2024-01-02" }
       at "2024-01-05T00:00:00Z" for { user: 1 } expect activity { clicks_7d: 2, last_page: "b" }`,
    ],
    ["an empty table", `given clicks [] at "2024-01-05T00:00:00Z" for { user: 1 } expect activity { clicks_7d: 0 }`],
    [
      "rows that could not exist",
      `given clicks [{}, { page: "a" }, { user: 1 }] at "2024-01-05T00:00:00Z" for { user: 1 } expect activity { clicks_7d: 0 }`,
    ],
    [
      "a case without expectations only checks that SQL and TypeScript agree",
      `given clicks [] for { user: 1 } expect activity {}`,
    ],
    [
      "a service",
      `given stats { spend: 50.0, name: "x" } given cart { value: 100.0 } given clicks [] for { customer_id: 1, user: 2 } expect s { ratio: 2.0, name: "x", clicks_7d: 0 }`,
    ],
  ])("%s", async (title, body) => {
    const { code, report, said } = await runTests(`test "${title}" { ${body} }\n`);
    expect(said).toEqual([]);
    expect(report).toMatchObject({ ok: true, passed: 1, failed: 0 });
    expect(code).toBe(0);
  });
});

describe("tests that fail", () => {
  test("report the actual value of each feature, and the other tests still run", async () => {
    const { code, report, said } = await runTests(`
test "one" {
  given stats { spend: 50.0 }
  given cart { value: 100.0 }
  expect signals { ratio: 3.0, noted: "none" }
  expect more { twice: 5.0 }
}
test "two" { given stats { spend: 1.0 } given cart { value: 1.0 } expect signals { ratio: 1.0 } }
test "three" { given stats { spend: 1.0 } given cart { value: 1.0 } expect signals { spend_again: stale } }
test "four" { given stats { spend: 1.0 } expect signals { ratio: 1.0 } }
`);
    expect(code).toBe(1);
    expect(report).toMatchObject({ ok: false, passed: 1, failed: 3 });
    expect(said).toEqual([
      "value ratio: expected 3, got 2",
      "value twice: expected 5, got 4",
      "status spend_again: expected stale, it is present",
      "error ratio: it needs `value` of its request: say `given`",
    ]);
    expect(report.tests[0]).toMatchObject({
      title: "one",
      file: "tests.feat",
      line: 2,
      failures: [{ line: 5 }, { line: 6 }],
    });
  });

  test("report which of their values can't be computed, and the other tests still run", async () => {
    const { report, said } = await runTests(`
fn most(): int64 = 9223372036854775807
test "one" { given customers [{ customer_id: most() + 1, spend: 1.0 }] for { customer_id: 1 } expect stats { spend: 1.0 } }
test "two" { given stats { spend: 50.0 } given cart { value: 1.0 } expect signals { ratio: float64(most() + 1) } }
test "three" { given stats { spend: 50.0 } given cart { value: 1e308 * 10.0 } expect signals { ratio: 3.0 } }
test "four" { given stats { spend: 50.0 } given cart { value: 50.0 * 2 } expect signals { ratio: 4.0 / 2 } }
`);
    expect(report.tests.map(({ ok }) => ok)).toEqual([false, false, false, true]);
    expect(said).toEqual([
      "error null: the value of `customer_id`: int64 overflow",
      "error null: the value of `ratio`: int64 overflow",
      "error null: the value of `value`: not a finite number",
    ]);
  });

  test("report what is missing in a case", async () => {
    const { said } = await runTests(
      `
test "one" { given customers [] for { customer_id: 1 } expect s { clicks_7d: 0 } }
test "two" { given stats { spend: 1.0 } given cart { value: 1.0 } expect signals { ratio: approx(2.0, 0.5) } }
test "three" { given stats { spend: 1.0 } given cart { value: 1.0 } expect signals { ratio: error } }
test "four" { given clicks { user: 1, page: "a", day: "2024-01-01" } at "2024-01-03T00:00:00Z" expect activity { clicks_7d: 1 } }
test "five" { given clicks { user: 1, page: "a", big: 9007199254740993, day: "2024-01-01" } at "2024-01-03T00:00:00Z" for { user: 1 } expect activity { total: 9007199254740995 } }
`,
    );
    expect(said).toEqual([
      "error clicks_7d: it needs the key `user`: say it in `for` (null is a key that is not known)",
      // Its value is given, so it needs no key.
      "value ratio: expected 2 ± 0.5, got 1",
      "error ratio: expected an error, got 1",
      "value clicks_7d: expected 1, got 0; the test says no `for`, so its key is not known",
      "value total: expected 9007199254740995, got 9007199254740993",
    ]);
  });

  test("a failing test does not change another", async () => {
    const rows = (n: number, big: string) =>
      `test "${n}" { given clicks [{ user: 1, page: "p${n}", day: "2024-01-01", big: ${big} } { user: 1, page: "p${n}", day: "2024-01-01", big: 1 }]
       at "2024-01-03T00:00:00Z" for { user: 1 } expect activity { last_page: "p${n}", clicks_7d: 2 } }\n`;
    const max = "9223372036854775807";
    const { report, said } = await runTests(
      [rows(1, "1"), rows(2, max), rows(3, "3"), rows(4, max), rows(5, "5")].join(""),
    );
    expect(report.tests.map(({ title, ok }) => [title, ok])).toEqual([
      ["1", true],
      ["2", false],
      ["3", true],
      ["4", false],
      ["5", true],
    ]);
    expect(new Set(said)).toEqual(new Set(["error null: feature total of activity: int64 overflow"]));
  });

  /**
   * A materialized view is stored as a whole, so a feature that can't be computed makes its other features fail too. In
   * training it does not.
   */
  const skewed = `test "skewed" {
  given clicks [{ user: 1, page: "a", day: "2024-01-01", big: 9223372036854775807 } { user: 1, page: "b", day: "2024-01-02", big: 1 }]
  at "2024-01-03T12:00:00Z" for { user: 1 }
  expect activity { total: error, clicks_7d: 3 }
}
`;

  test("a difference between SQL and TypeScript is a failure", async () => {
    const { report } = await runTests(skewed);
    expect(report.tests[0]?.failures).toEqual([
      {
        line: 4,
        target: "activity",
        feature: null,
        kind: "engines",
        message: "SQL and TypeScript differ",
        expected: null,
        sql: null,
        online: null,
        sides: {
          sql: '{"clicks_7d":2}',
          typescript: "error: feature activity.total of view activity: int64 overflow",
        },
      },
    ]);
  });

  test("a difference shows both values", async () => {
    const { code, out } = await folder({ ...base, "tests.feat": skewed }).feat(["test"]);
    expect(out).toBe(
      [
        "✗ skewed  tests.feat:1",
        "    activity: SQL and TypeScript differ  line 4",
        '        SQL:        {"clicks_7d":2}',
        "        TypeScript: error: feature activity.total of view activity: int64 overflow",
        "",
        "1 test failed, 0 passed",
        "",
      ].join("\n"),
    );
    expect(code).toBe(1);
  });

  test("several filters take the tests that match any of them, and each must match a title", async () => {
    const one = (title: string) => `test "${title}" { given signals { ratio: 1.0 } expect more { twice: 2.0 } }\n`;
    const tests = ["Apple", "pear", "quince"].map(one).join("");
    const { report } = await runTests(tests, "APP", "ear");
    expect(report.tests.map(({ title }) => title)).toEqual(["Apple", "pear"]);
    const project = folder({ ...base, "tests.feat": tests });
    const ran = await project.feat(["test", "app", "aple"]);
    expect(ran).toMatchObject({ code: 2, out: "" });
    expect(ran.err).toBe('error: no test\'s title has "aple" in it\nhelp: did you mean `Apple`?\n');
  });

  test("a title with terminal control characters is printed escaped", async () => {
    const title = "\\u{1b}[31mü\\n";
    const project = folder({
      ...base,
      "tests.feat": `test "${title}" { given signals { ratio: 1.0 } expect more { twice: 2.0 } }\n`,
    });
    expect((await project.feat(["test"])).out).toBe("✓ \\u{1b}[31mü\\u{a}\n\n1 test passed\n");
  });

  test("a filter takes the tests whose titles contain it", async () => {
    const { report } = await runTests(
      `test "Apple" { given signals { ratio: 1.0 } expect more { twice: 2.0 } }\ntest "pear" { given signals { ratio: 1.0 } expect more { twice: 3.0 } }\n`,
      "appl",
    );
    expect(report.tests.map(({ title, ok }) => [title, ok])).toEqual([["Apple", true]]);
  });

  test("the default output", async () => {
    const project = folder({
      ...base,
      "tests.feat": `test "no" { given signals { ratio: 1.0 } expect more { twice: 3.0 } }\n`,
    });
    const { code, out } = await project.feat(["test"]);
    expect(out).toBe("✗ no  tests.feat:1\n    more.twice: expected 3, got 2  line 1\n\n1 test failed, 0 passed\n");
    expect(code).toBe(1);
  });

  test("an error of writing results names the file as it was given", async () => {
    const project = folder(base);
    for (const file of ["feat.yaml/x.xml", "feat.yaml/deeper/x.xml"]) {
      const { code, err } = await project.feat(["test", "--junit", file]);
      expect(code).toBe(3);
      expect(err).toBe(
        `error: can't write ${file}: there is a file at ${project.path}/feat.yaml, where a folder is needed\n`,
      );
    }
  });

  test("a project without tests", async () => {
    expect(await folder(base).feat(["test"])).toMatchObject({ code: 0, out: "shop has no tests\n" });
  });
});
