import { describe, expect, test } from "vitest";
import { folder } from "./feat.js";

const base = {
  "feat.yaml": "project: shop\nsources: sources.yaml\n",
  // The data is not there: tests must not need it.
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
view income for place from zips { income }

transform signals {
  use income (zip = stats.zip)
  ratio = cart.value / stats.spend default -1.0
  spend_again = stats.spend
  local = income.income
  noted = cart.note ?? "none"
}
transform more { twice = signals.ratio * 2.0 }

service s { stats.*  signals.*  more.*  activity.* }
`,
};

async function runTests(tests: string, filter?: string) {
  const project = folder({ ...base, "tests.feat": tests });
  const ran = await project.feat(["test", ...(filter === undefined ? [] : [filter]), "--json"]);
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
      failures: { feature: string | null; kind: string; message: string }[];
    }[];
  } = JSON.parse(ran.out);
  return {
    code: ran.code,
    report,
    said: report.tests.flatMap((one) => one.failures.map((f) => `${f.kind} ${f.feature}: ${f.message}`)),
  };
}

describe("tests that hold", () => {
  test.each([
    [
      "values of a view",
      `given stats { spend: 50.0, zip: "1" } given cart { value: 100.0 } expect signals { ratio: 2.0, noted: "none", spend_again: 50.0, local: null }`,
    ],
    [
      "what is not given is as for an unknown key",
      `given stats { zip: null } given cart { value: 100.0 } expect signals { ratio: -1.0, spend_again: 0.0 }`,
    ],
    [
      "a status that is given goes through a renaming",
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
      "a day of events, known when it is over in its zone",
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

describe("tests that do not", () => {
  test("say what came out, feature by feature, and the rest still run", async () => {
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

  test("a filter takes those with its text in the title", async () => {
    const { report } = await runTests(
      `test "Apple" { given signals { ratio: 1.0 } expect more { twice: 2.0 } }\ntest "pear" { given signals { ratio: 1.0 } expect more { twice: 3.0 } }\n`,
      "appl",
    );
    expect(report.tests.map(({ title, ok }) => [title, ok])).toEqual([["Apple", true]]);
  });

  test("for people", async () => {
    const project = folder({
      ...base,
      "tests.feat": `test "no" { given signals { ratio: 1.0 } expect more { twice: 3.0 } }\n`,
    });
    const { code, out } = await project.feat(["test"]);
    expect(out).toBe("✗ no  tests.feat:1\n    more.twice: expected 3, got 2  line 1\n\n1 test failed, 0 passed\n");
    expect(code).toBe(1);
  });

  test("a project without tests", async () => {
    expect(await folder(base).feat(["test"])).toMatchObject({ code: 0, out: "shop has no tests\n" });
  });
});
