/** `feat validate`, and how `feat materialize` treats rules. */
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

const at = "2024-01-10T12:00:00Z";
/**
 * Customers 1 to 14 have a spend of their number minus 3. Customer 15 has none, 16 was deleted, and 17 arrives later.
 * Customer 1 was rated long ago, and 2 just now.
 */
function shop(views: string): Folder {
  const project = folder({
    "feat.yaml": "project: shop\nfeatures: a.feat\n",
    "sources.yaml": `sources:
  customers:
    kind: state
    file: customers.csv
    time: t
    deleted: gone
    columns: { id: int64, t: timestamp, spend: float64?, gone: bool }
  ratings:
    kind: events
    file: ratings.csv
    time: t
    columns: { id: int64, t: timestamp, stars: int64 }
`,
    "a.feat": `entity customer { id: int64 }\n${views}\nservice all { ${[...views.matchAll(/^view (\w+)/gm)].map(([, name]) => `${name}.*`).join(" ")} }\n`,
  });
  const customers = Array.from({ length: 14 }, (_, n) => `${n + 1},2024-01-05T00:00:00Z,${n - 2}.0,false`);
  customers.push("15,2024-01-05T00:00:00Z,,false", "16,2024-01-04T00:00:00Z,-9.0,false");
  customers.push("16,2024-01-05T00:00:00Z,-9.0,true", "17,2024-02-01T00:00:00Z,-9.0,false");
  writeFileSync(join(project.path, "customers.csv"), `id,t,spend,gone\n${customers.join("\n")}\n`);
  const ratings = ["1,2023-01-01T00:00:00Z,5", "2,2024-01-10T11:00:00Z,4", ",2024-01-10T11:00:00Z,1"];
  writeFileSync(join(project.path, "ratings.csv"), `id,t,stars\n${ratings.join("\n")}\n`);
  return project;
}

const stats = `view stats for customer from customers {
  spend
  /// Nobody is paid for buying.
  expect spend >= 0.0
  expect fraction(spend is null) < 0.5
}`;

describe("feat validate", () => {
  test("reports for each rule whether it holds, and for which keys it does not", async () => {
    const { feat } = shop(stats);
    const { code, out, err } = await feat(["validate", "--at", at]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(out).toBe(`✗ stats  spend >= 0.0  fails for 2 of 14 keys  a.feat:5
    id=1
    id=2
✓ stats  fraction(spend is null) < 0.5  14 keys

1 rule fails, 1 holds
`);
  });

  test("rules over a windowed `by` are checked for keys with rows in the window", async () => {
    const { feat } = shop(`view newest for customer from ratings {
  stars = last_n(stars, 2) by stars over 1d
  expect count() == 1
  expect length(stars) == 1
}`);
    const { code, out } = await feat(["validate", "--at", at]);
    expect({ code, out }).toEqual({
      code: 0,
      out: `✓ newest  count() == 1  1 key
✓ newest  length(stars) == 1  1 key

2 rules hold
`,
    });
  });

  test("in JSON, each rule has its place, counts and samples (MEANING 20)", async () => {
    const { feat } = shop(stats);
    const { code, out, err } = await feat(["validate", "stats", "--at", at, "--json"]);
    expect({ code, err }).toEqual({ code: 1, err: "" });
    expect(JSON.parse(out).rules).toEqual([
      {
        view: "stats",
        rule: "spend >= 0.0",
        file: "a.feat",
        line: 5,
        holds: false,
        keys: 14,
        failed: 2,
        samples: [{ id: 1 }, { id: 2 }],
      },
      {
        view: "stats",
        rule: "fraction(spend is null) < 0.5",
        file: "a.feat",
        line: 6,
        holds: true,
        keys: 14,
        failed: null,
        samples: [],
      },
    ]);
  });

  test("if many keys fail, the ten smallest are shown", async () => {
    const { feat } = shop("view v for customer from customers { spend expect spend > 100.0 }");
    const { out } = await feat(["validate", "--at", at]);
    expect(out.split("\n").slice(0, 12)).toEqual([
      "✗ v  spend > 100.0  fails for 14 of 14 keys  a.feat:2",
      ...Array.from({ length: 10 }, (_, n) => `    id=${n + 1}`),
      "    and 4 more",
    ]);
  });

  test("keys are those with a present latest value, or a row in a window (MEANING 13)", async () => {
    const { feat } = shop(`view quiet for customer from ratings { n = count() over 1d expect n > 0 expect count() == 1 }
view stale for customer from customers ttl 1d { spend expect spend > 1000.0 expect count() == 0 }`);
    const { code, out } = await feat(["validate", "--at", at]);
    expect({ code, out }).toEqual({
      code: 0,
      out: `✓ quiet  n > 0  1 key
✓ quiet  count() == 1  1 key
✓ stale  spend > 1000.0  0 keys
✓ stale  count() == 0  0 keys

4 rules hold
`,
    });
  });

  test("a condition that is null does not hold", async () => {
    const { feat } =
      shop(`view v for customer from customers { spend let sure = spend == spend expect sure or spend > 0.0 }
view w for customer from ratings { n = count() over 1d expect max(n) > 5 and null ?? false expect n == n or null }`);
    const { code } = await feat(["validate", "--at", at]);
    expect(code).toBe(1);
  });

  test("equal rules are told apart by their lines (MEANING 111)", async () => {
    const { feat } = shop(
      "view v for customer from customers {\n  spend\n  expect spend > 100.0\n  expect spend > 100.0\n}",
    );
    const { out } = await feat(["validate", "--at", at, "--json"]);
    expect(JSON.parse(out).rules.map(({ rule, line }: { rule: string; line: number }) => [rule, line])).toEqual([
      ["spend > 100.0", 4],
      ["spend > 100.0", 5],
    ]);
  });

  test("accepts only views, since a transform has no expects (MEANING 112)", async () => {
    const { feat } = shop(stats);
    expect(await feat(["validate", "nobody", "--at", at])).toMatchObject({ code: 2, out: "" });
    const { feat: transform } = shop(`${stats}\ntransform t { a = stats.spend expect a > 0.0 }`);
    const { code, err } = await transform(["validate", "--at", at]);
    expect(code).toBe(1);
    expect(err).toMatch(/^error\[/);
    expect(err).toMatch(/a\.feat:8:/);
  });

  test("an aggregate over keys with a window is refused (MEANING 13)", async () => {
    const { feat } = shop("view v for customer from ratings { n = count() over 1d expect count() over 7d > 5 }");
    const { code, err } = await feat(["validate", "--at", at]);
    expect(code).toBe(1);
    expect(err).toMatch(/error\[FEAT4502\]/);
  });

  test("a project without rules reports that it has none", async () => {
    const { feat } = shop("view v for customer from customers { spend }");
    expect(await feat(["validate", "--at", at])).toEqual({
      code: 0,
      out: "no view of shop has an `expect`\n",
      err: "",
    });
    const { code, out, err } = await feat(["validate", "--at", at, "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({ ok: true, command: "validate", diagnostics: [], rules: [], sources: [] });
  });

  test("an error in the data is reported as an error, not as a failing rule", async () => {
    const { feat } = shop("view v for customer from customers { n = int64(spend) * 9223372036854775807 expect n > 0 }");
    const { code, err } = await feat(["validate", "--at", at]);
    expect(code).toBe(3);
    expect(err).toMatch(/feature n.*int64/s);
  });
});

describe("feat materialize", () => {
  const good = "view good for customer from ratings { n = count() over 1d expect n > 0 }";

  test("reports the rules that fail, and writes", async () => {
    const { feat } = shop(`${stats}\n${good}`);
    const { code, out, err } = await feat(["materialize", "--to", at]);
    expect(code).toBe(0);
    expect(err).toMatch(/^✗ stats {2}spend >= 0.0 {2}fails for 2 of 14 keys {2}a.feat:5\n {4}id=1\n {4}id=2\n/);
    expect(out).toMatch(/stats/);
    const got = JSON.parse((await feat(["get", "all", "--key", "id=1", "--at", at, "--json"])).out);
    expect(got.features).toMatchObject({ spend: -2 });
  });

  test("writes no view under --strict if a rule fails (MEANING 20, MEANING 99)", async () => {
    const { feat } = shop(`${good}\n${stats}`);
    const { code, err } = await feat(["materialize", "--to", at, "--strict"]);
    expect(code).toBe(1);
    expect(err).toMatch(/1 rule fails, so nothing was written/);
    const got = await feat(["get", "all", "--key", "id=2", "--at", at, "--json"]);
    // No view was filled, so there is nothing to read.
    expect(got.code).toBe(3);
    expect(JSON.parse(got.out).features).toBeUndefined();
    const json = await feat(["materialize", "--to", at, "--strict", "--json"]);
    expect(json.code).toBe(1);
    expect(JSON.parse(json.out)).toMatchObject({
      ok: false,
      views: [],
      rules: [{ holds: true }, { holds: false, failed: 2 }, { holds: true }],
    });
  });

  test("writes under --strict if all rules hold, and checks only the named views", async () => {
    const { feat } = shop(`${good}\n${stats}`);
    expect(await feat(["materialize", "good", "--to", at, "--strict"])).toMatchObject({ code: 0, err: "" });
  });
});
