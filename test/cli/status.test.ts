import { describe, expect, test } from "vitest";
import { type Folder, newProject } from "./feat.js";

const at = "2024-03-01T00:00:00Z";
const now = Date.parse(at) * 1000;
const hour = 3_600_000_000;
const status = async (project: Folder, argv: readonly string[] = [], later = 0) => {
  const ran = await project.feat(["status", ...argv], { now: now + later });
  return { ...ran, lines: ran.out.split("\n").map((line) => line.replace(/ {2,}/g, " | ")) };
};

describe("feat status", () => {
  test("a view that was never filled, a fresh one and a stale one; --check", async () => {
    const project = await newProject();
    const text = project.read("features/checkout.feat");
    project.write("features/checkout.feat", text.replace(/(view customer_profile [^{]*)\{/, "$1 ttl 2h {"));
    const empty = await status(project, ["--check"]);
    expect(empty.code).toBe(1);
    expect(empty.lines[1]).toMatch(/^customer_orders \| missing/);
    expect(empty.err).toMatch(
      /^error: 2 views are not as fresh as they should be: customer_orders \(missing\), customer_/,
    );
    expect((await status(project)).code).toBe(0);
    expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    const fresh = await status(project, ["--check"], hour);
    expect({ code: fresh.code, err: fresh.err }).toEqual({ code: 0, err: "" });
    expect(fresh.lines[0]).toBe(
      "view | status | as of | age | every | ttl | last run | read | rows | took | definition | applied",
    );
    expect(fresh.lines[1]).toMatch(/^customer_orders \| fresh \| 2024-03-01T00:00:00.000000Z \| 1 h \| /);
    const stale = await status(project, ["--check"], 3 * hour);
    expect(stale.code).toBe(1);
    expect(stale.lines[2]).toMatch(/^customer_profile \| stale \| .* \| 3 h \| 2 h \| /);
    expect((await status(project, ["customer_orders", "--check"], 3 * hour)).code).toBe(0);
    const json = JSON.parse((await project.feat(["status", "customer_orders", "--json"], { now: now + hour })).out);
    expect(json.views[0]).toMatchObject({
      target: "dev",
      standing: "fresh",
      age: 3600,
      last: { mode: "full", rows: 3, written: 3, newest: expect.stringMatching(/^2024-02-/) },
      running: null,
      unfinished: null,
    });
  });

  test("a changed view is missing under its new definition", async () => {
    const project = await newProject();
    await project.feat(["materialize", "--to", at]);
    const text = project.read("features/checkout.feat");
    project.write("features/checkout.feat", text.replace("sum(amount) over 30d", "sum(amount) over 31d"));
    const { lines } = await status(project);
    expect(lines[1]).toMatch(/^customer_orders \| missing/);
    expect(lines[2]).toMatch(/^customer_profile \| fresh/);
  });

  test("every target, of which one cannot be read", async () => {
    const project = await newProject();
    const yaml = project.read("feat.yaml").trimEnd();
    project.write("feat.yaml", `${yaml}\n  live: { online: { kind: redis, url: "\${NO_SUCH_URL}" } }\n`);
    const { code, err, lines } = await status(project, ["--all-targets"]);
    expect(code).toBe(3);
    expect(err).toMatch(/^error: target `live`: the environment variable NO_SUCH_URL/);
    expect(lines[1]).toMatch(/^dev \| customer_orders \| missing/);
    expect((await status(project, ["--all-targets", "--target", "dev"])).code).toBe(2);
  });
});
