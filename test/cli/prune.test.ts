import { describe, expect, test } from "vitest";
import { type Folder, newProject } from "./feat.js";

const at = "2024-03-01T00:00:00Z";
const later = "2024-03-01T01:00:00Z";
const get = ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=250", "--json"];
const spend = async (project: Folder, when: string) => {
  const { code, out } = await project.feat([...get, "--at", when]);
  return code === 0 ? JSON.parse(out).features.spend_30d : code;
};
const definitions = async (project: Folder, ...argv: readonly string[]) => {
  const { code, out } = await project.feat(["prune", "--json", ...argv]);
  expect(code).toBe(0);
  return JSON.parse(out).definitions.map(({ view, kept, dropped, rows }: Record<string, unknown>) => [
    view,
    kept,
    dropped,
    rows,
  ]);
};
const changed = (project: Folder): void => {
  const text = project.read("features/checkout.feat");
  project.write("features/checkout.feat", text.replace("sum(amount) over 30d", "sum(amount + 1.0) over 30d"));
};
/** The project as it was, whose client reads the same store. */
async function oldClient(project: Folder): Promise<Folder> {
  const old = await newProject();
  old.write("feat.yaml", old.read("feat.yaml").replace(".feat/online", `${project.path}/.feat/online`));
  return old;
}

describe("a changed view", () => {
  test("is filled beside the old one, which its clients read until it is dropped", { timeout: 240_000 }, async () => {
    const project = await newProject();
    const name = project.read("feat.yaml").match(/^project: (.*)$/m)![1]!;
    const old = await oldClient(project);
    old.write("feat.yaml", old.read("feat.yaml").replace(/^project: .*$/m, `project: ${name}`));
    expect(await project.feat(["apply"])).toMatchObject({ code: 0 });
    expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    const before = await spend(project, at);
    expect(await spend(old, at)).toBe(before);
    changed(project);
    // The new client has nothing yet; the old one has all.
    expect([await spend(project, at), await spend(old, at)]).toEqual([3, before]);
    expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    expect([await spend(project, at), await spend(old, at)]).toEqual([before + 2, before]);
    // The old one stays fresh as long as it is filled.
    expect(await old.feat(["materialize", "--to", later])).toMatchObject({ code: 0 });
    expect([await spend(project, later), await spend(old, later)]).toEqual([before + 2, before]);

    expect(await project.feat(["apply"])).toMatchObject({ code: 0 });
    expect(await definitions(project)).toEqual(
      expect.arrayContaining([
        ["customer_orders", "the project has it", false, null],
        ["customer_orders", expect.stringMatching(/^version 1 was applied until /), false, null],
        ["customer_profile", "the project has it", false, null],
      ]),
    );
    const people = await project.feat(["prune", "--keep", "0"]);
    expect(people.out).toMatch(/\ncustomer_orders +[0-9a-f]{8} +\d{4}-\d\d-\d\d +nobody reads it\n/);
    expect(people.out).toMatch(/\n1 of 3 definitions can go: `feat prune --yes` drops it\n$/);
    // Nothing went.
    expect(await spend(old, later)).toBe(before);
    expect(await definitions(project, "--keep", "0", "--yes")).toEqual(
      expect.arrayContaining([["customer_orders", null, true, 3]]),
    );
    expect([await spend(project, later), await spend(old, later)]).toEqual([before + 2, 3]);
    expect(await definitions(project)).toHaveLength(2);
  });

  test("without a registry, what was filled lately stays; a wrong number of days", async () => {
    const project = await newProject();
    expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    changed(project);
    expect(await definitions(project)).toEqual(
      expect.arrayContaining([["customer_orders", expect.stringMatching(/^it was filled on /), false, null]]),
    );
    expect((await project.feat(["prune", "--keep", "-1"])).code).toBe(2);
  });
});

test("rows that the target's retention no longer keeps are counted, and go under --yes", async () => {
  const project = await newProject();
  const days = (ago: number) => new Date(Date.UTC(2024, 2, 1) - ago * 86_400_000).toISOString();
  project.write("visits.csv", `customer_id,shop,t\n1,a,${days(1)}\n2,b,${days(9)}\n3,c,${days(40)}\n`);
  project.write(
    "features/visits.feat",
    "view visited for customer from visits ttl 7d { shop }\nservice visited_v1 { visited.shop }\n",
  );
  const visits =
    "\n  visits: { kind: state, file: visits.csv, time: t, columns: { customer_id: int64, shop: string, t: timestamp } }\n";
  project.write("sources.yaml", project.read("sources.yaml").trimEnd() + visits);
  project.write("feat.yaml", project.read("feat.yaml").replace(/( +)dev:\n/, "$&$1$1retention: 30d\n"));
  expect(await project.feat(["materialize", "visited", "--to", at])).toMatchObject({ code: 0, err: "" });
  const statuses = async () => {
    const read = ["get", "visited_v1", "--at", at, "--json", "--key"];
    const answers = [1, 2, 3].map(async (id) => (await project.feat([...read, `customer_id=${id}`])).out);
    return (await Promise.all(answers)).map((out) => JSON.parse(out).statuses.shop);
  };
  const expired = async (...argv: readonly string[]) =>
    JSON.parse((await project.feat(["prune", "--json", ...argv])).out).expired;
  expect(await statuses()).toEqual(["present", "stale", "stale"]);
  expect((await project.feat(["prune"])).out).toMatch(
    /\nvisited: 1 row expired by the target's retention; `feat prune --yes` removes it\n/,
  );
  expect(await expired()).toContainEqual({ view: "visited", rows: 1, removed: false });
  expect(await statuses()).toEqual(["present", "stale", "stale"]);
  expect(await expired("--yes")).toContainEqual({ view: "visited", rows: 1, removed: true });
  expect(await statuses()).toEqual(["present", "stale", "missing"]);
  expect(await expired()).toContainEqual({ view: "visited", rows: 0, removed: false });
});
