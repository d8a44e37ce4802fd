import { describe, expect, test } from "vitest";
import { ownRedis } from "../support/own-redis.js";
import { type Folder, folder, newProject } from "./feat.js";

const at = "2024-03-01T00:00:00Z";
const get = ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=250", "--at", at];
const filled = async () => {
  const project = await newProject();
  expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
  return project;
};
const reads = async (project: Folder) => (await project.feat(get)).code;

describe("feat reset", () => {
  test("empties the named views, and reading them fails until they are filled again", async () => {
    const project = await filled();
    const { code, out, err } = await project.feat(["reset", "customer_orders", "customer_orders", "--yes"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toBe(
      "view             rows removed\ncustomer_orders             3\n\nfill it again with `feat materialize`\n",
    );
    const read = await project.feat(get);
    expect(read.code).toBe(3);
    expect(read.err).toMatch(
      /view customer_orders is not in the online store at .* run `feat materialize customer_orders`/,
    );
    expect(await project.feat(["reset", "customer_orders", "--yes"])).toMatchObject({ code: 0 });
    expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0, err: "" });
    expect(await reads(project)).toBe(0);
  });

  test("--all-views and --json; rows of former definitions are removed too", async () => {
    const project = await filled();
    const text = project.read("features/checkout.feat");
    project.write("features/checkout.feat", text.replace("sum(amount) over 30d", "sum(amount) over 31d"));
    expect(await project.feat(["materialize", "customer_orders", "--to", at])).toMatchObject({ code: 0 });
    const { code, out } = await project.feat(["reset", "--all-views", "--yes", "--json"]);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 0,
      ok: true,
      target: "dev",
      store: `${project.path}/.feat/online`,
      views: [
        { view: "customer_orders", rows: 6 },
        { view: "customer_profile", rows: 3 },
      ],
    });
    project.write("features/checkout.feat", text);
    expect(await reads(project)).toBe(3);
  });

  test.each([
    ["y", 0],
    ["Yes", 0],
    ["", 1],
    ["n", 1],
    ["yesterday", 1],
  ])("asks with the target and the address: %j", async (answer, code) => {
    const project = await filled();
    const ran = await project.feat(["reset", "customer_orders", "customer_profile"], { answer, terminal: true });
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(
      `Empty 2 views of target \`dev\` (${project.path}/.feat/online): customer_orders, customer_profile? [y/N] `,
    );
    if (code === 1) expect(ran.err).toMatch(/nothing was removed\n$/);
    expect(await reads(project)).toBe(code === 0 ? 3 : 0);
  });

  test.each<[title: string, argv: readonly string[], said: RegExp]>([
    [
      "no terminal to ask on",
      ["customer_orders"],
      /this empties 1 view of target `dev` \(.*\.feat\/online\): customer_orders; there is no terminal to ask on\nhelp: give --yes/,
    ],
    ["no terminal to ask on, with --json", ["customer_orders", "--json"], /there is no terminal to ask on/],
    ["no views", ["--yes"], /say which views to empty\nhelp: --all-views empties every view/],
    ["views and --all-views", ["customer_orders", "--all-views", "--yes"], /name views or say --all-views, not both/],
    [
      "an unknown view",
      ["customer_order", "--yes"],
      /there is no view `customer_order`\nhelp: did you mean `customer_orders`\?/,
    ],
    ["a service", ["customer_orders", "checkout_v1", "--yes"], /there is no view `checkout_v1`/],
    ["an unknown target", ["--all-views", "--yes", "--target", "prod"], /there is no target `prod`/],
  ])("%s: exit 2, and nothing is removed", async (_, argv, said) => {
    const project = await filled();
    const { code, out, err } = await project.feat(["reset", ...argv]);
    expect(argv.includes("--json") ? out : err).toMatch(said);
    expect(code).toBe(2);
    expect(await reads(project)).toBe(0);
  });

  test("empties the named target only, and this project's rows only", async () => {
    const project = await newProject();
    const name = `p${process.pid}_${Date.now()}`;
    const yaml = (of: string) => `project: ${of}
features: features/**/*.feat
sources: sources.yaml
targets:
  dev:
    offline: { kind: duckdb }
    online: { kind: embedded, path: .feat/online }
  far:
    offline: { kind: duckdb }
    online: { kind: redis, url: "\${REDIS}" }
`;
    const env = { REDIS: ownRedis() };
    for (const of of [name, `${name}_2`]) {
      project.write("feat.yaml", yaml(of));
      for (const target of ["dev", "far"])
        expect(await project.feat(["materialize", "--to", at, "--target", target], { env })).toMatchObject({ code: 0 });
    }
    expect(await project.feat(["reset", "--all-views", "--yes", "--target", "far"], { env })).toMatchObject({
      code: 0,
      err: "",
    });
    const code = async (target: string) => (await project.feat([...get, "--target", target], { env })).code;
    expect([await code("dev"), await code("far")]).toEqual([0, 3]);
    project.write("feat.yaml", yaml(name));
    expect([await code("dev"), await code("far")]).toEqual([0, 0]);
  });

  test("a project that does not compile, and a project without views", async () => {
    const project = await filled();
    project.write("features/checkout.feat", "view {");
    expect((await project.feat(["reset", "--all-views", "--yes"])).code).toBe(1);
    project.write("features/checkout.feat", "");
    expect((await project.feat(["reset", "--all-views", "--yes"])).err).toMatch(/has no views/);
    expect((await folder().feat(["reset", "--all-views", "--yes"])).code).toBe(2);
  });
});

describe("a view that was never filled", () => {
  test("feat get exits with 3, names every view that is missing, and prints no value", async () => {
    const project = await newProject();
    for (const more of [[], ["--json"]]) {
      const { code, out, err } = await project.feat([...get, ...more]);
      expect(code).toBe(3);
      const message =
        more.length === 0 ? err.replace(/^error: /, "").trimEnd() : JSON.parse(out).diagnostics[0].message;
      expect(message).toMatch(
        /^views customer_orders, customer_profile are not in the online store at .*run `feat materialize customer_orders customer_profile`$/,
      );
      expect(out).not.toMatch(/orders_7d/);
    }
    expect(await project.feat(["materialize", "customer_profile", "--to", at])).toMatchObject({ code: 0 });
    expect((await project.feat(get)).err).toMatch(/^error: view customer_orders is not in/);
    project.write("rows.jsonl", '{"customer_id": 1}\n{"customer_id": null}\n');
    const many = await project.feat(["get", "checkout_v1", "--request", "amount=1", "--rows", "rows.jsonl", "--json"]);
    expect(many.code).toBe(3);
    expect(JSON.parse(many.out)).toMatchObject({ ok: false });
  });

  test("a view with a renamed feature is read as it is; one whose value changed must be filled again", async () => {
    const project = await filled();
    const text = project.read("features/checkout.feat");
    const before = /^average_ever +(.*)$/m.exec((await project.feat(get)).out)?.[1];
    expect(before).toMatch(/^\d/);
    project.write("features/checkout.feat", text.replaceAll("average_ever", "mean_ever"));
    const renamed = await project.feat(get);
    expect(renamed.code).toBe(0);
    expect(/^mean_ever +(.*)$/m.exec(renamed.out)?.[1]?.replace(/ +/g, " ")).toBe(before?.replace(/ +/g, " "));
    project.write("features/checkout.feat", text.replace("sum(amount) over 30d", "sum(amount) over 20d"));
    const changed = await project.feat(get);
    expect(changed.code).toBe(3);
    expect(changed.err).toMatch(
      /view customer_orders is not in .* or its definition changed since; run `feat materialize customer_orders`/,
    );
  });

  test("feat test reads what `given` says, whatever the store holds, also at future instants", async () => {
    const project = await newProject();
    const text = project.read("features/checkout.feat");
    project.write(
      "features/checkout.feat",
      text.replaceAll("2024-01-31", "2124-01-31").replaceAll("2024-02-01", "2124-02-01"),
    );
    expect(await project.feat(["test"])).toMatchObject({ code: 0 });
  });
});
