/** `feat apply`, `feat rollback` and `feat registry`, over the registry in a folder. */
import { execFileSync, spawnSync } from "node:child_process";
import { readdirSync, rmSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { pythonWith } from "../support/python-packages.js";
import { type Folder, newProject } from "./feat.js";

const file = "features/checkout.feat";
const env = { FEAT_USER: "ann" };
const now = Date.UTC(2025, 2, 1, 10) * 1000;

function edited(project: Folder, from: string | RegExp, to: string): void {
  const text = project.read(file);
  expect(text).toMatch(from);
  project.write(file, text.replace(from, to));
}
const withMore = (project: Folder, name: string): void =>
  edited(project, "orders       = count()", `${name} = sum(amount) over 3d\n  orders       = count()`);

describe("apply", () => {
  test("makes the project current; the log says who, when and why; the same again is no version", async () => {
    const project = await newProject();
    expect(await project.feat(["registry", "log"], { env })).toMatchObject({
      code: 0,
      out: "",
      err: expect.stringMatching(/^nothing is applied at target `dev` \(.*\.feat\/registry\)\n$/),
    });
    const first = await project.feat(["apply", "--message", "the first"], { env, now });
    expect(first).toMatchObject({ code: 0, err: "", out: expect.stringMatching(/^applied version 1 of .* to dev\n$/) });
    expect(await project.feat(["apply"], { env })).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^no change dev has version 1 of /),
    });
    withMore(project, "more");
    expect(await project.feat(["apply"], { env: { FEAT_USER: "bob" }, now: now + 60e6 })).toMatchObject({ code: 0 });
    expect((await project.feat(["registry", "log"])).out).toBe(
      "version  when                  who  what   revision  message\n" +
        "2        2025-03-01 10:01:00Z  bob  apply\n" +
        "1        2025-03-01 10:00:00Z  ann  apply            the first\n",
    );
  });

  test("the snapshot is the manifest that `feat compile` writes, and knows nothing of who and when", async () => {
    const project = await newProject();
    await project.feat(["compile"]);
    await project.feat(["apply", "--message", "a secret reason"], { env, now });
    const { out } = await project.feat(["registry", "dump"]);
    const name = /^project: (.*)$/m.exec(project.read("feat.yaml"))![1];
    expect(out).toBe(project.read(`generated/${name}/manifest.json`));
    expect(out).not.toMatch(/"ann"|a secret|2025-03-01T10/);
  });

  test("targets are apart, and the registry's place is that of feat.yaml", async () => {
    const project = await newProject();
    project.write("feat.yaml", `${project.read("feat.yaml")}\nregistry: { path: "${"${REGISTRY}"}/own" }\n`);
    const own = { REGISTRY: "elsewhere" };
    expect(await project.feat(["apply"])).toMatchObject({ code: 3, err: expect.stringContaining("REGISTRY") });
    await project.feat(["apply"], { env: own });
    expect(readdirSync(join(project.path, "elsewhere/own"))).toHaveLength(1);
    const both = await project.feat(["check"], { env: own });
    expect(both.code).toBe(0);
    project.write(
      "feat.yaml",
      project.read("feat.yaml").replace("registry: { path:", 'registry: { url: "s3://b", path:'),
    );
    expect((await project.feat(["check"])).err).toContain("FEAT2046");
  });

  test("the git revision is noted, with a + if files differ from it", async () => {
    const project = await newProject();
    const git = (...args: readonly string[]): string =>
      execFileSync("git", ["-C", project.path, "-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
        encoding: "utf8",
      });
    git("init", "-q");
    project.write(".gitignore", ".feat\n");
    git("add", "-A");
    git("commit", "-q", "-m", "a");
    const commit = git("rev-parse", "HEAD").trim();
    await project.feat(["apply"], { env });
    withMore(project, "more");
    await project.feat(["apply"], { env });
    const { out } = await project.feat(["registry", "log", "--json"]);
    expect(JSON.parse(out).versions.map(({ revision }: { readonly revision: unknown }) => revision)).toEqual([
      { commit, modified: true },
      { commit, modified: false },
    ]);
    expect((await project.feat(["registry", "log"])).out).toContain(` ${commit.slice(0, 10)}+`);
  });
});

describe("rollback", () => {
  test("makes the manifest of before current, as a new version", async () => {
    const project = await newProject();
    expect(await project.feat(["rollback"], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining("nothing is applied at target `dev`"),
    });
    await project.feat(["apply"], { env });
    const first = (await project.feat(["registry", "dump"])).out;
    expect(await project.feat(["rollback"], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining("has one version only"),
    });
    withMore(project, "more");
    await project.feat(["apply"], { env });
    // The project's own features may be broken when someone needs it.
    project.write(file, "view {");
    expect(await project.feat(["rollback", "--message", "wrong currency"], { env })).toEqual({
      code: 0,
      err: "",
      out: "rolled back dev to version 1, as version 3\n",
    });
    expect((await project.feat(["registry", "dump"])).out).toBe(first);
    expect((await project.feat(["registry", "log"])).out).toMatch(/^3 .* ann +rollback to 1 .* wrong currency$/m);
    expect((await project.feat(["registry", "show"])).out).toMatch(
      /^version 3 of .* at dev\n {2}what +rollback to 1\n/,
    );
    // Going forward again is going back to version 2.
    expect((await project.feat(["rollback", "2"], { env })).out).toBe("rolled back dev to version 2, as version 4\n");
    expect((await project.feat(["rollback", "2"], { env })).out).toContain("no change version 4");
    expect(await project.feat(["rollback", "9"], { env })).toMatchObject({
      code: 2,
      err: expect.stringContaining("target `dev` has no version 9"),
    });
    expect(await project.feat(["rollback", "x"], { env })).toMatchObject({ code: 2 });
  });
});

test("verify finds damage, and reading what is damaged is an error that says so", async () => {
  const project = await newProject();
  await project.feat(["apply"], { env });
  expect((await project.feat(["registry", "verify"])).out).toMatch(/^ok .*: 1 target, no damage\n$/);
  const folder = join(project.path, ".feat/registry");
  const snapshots = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".gz"));
  truncateSync(join(folder, snapshots[0]!), 20);
  expect(await project.feat(["registry", "verify"])).toMatchObject({
    code: 3,
    err: expect.stringMatching(
      /^damaged snapshot [0-9a-f]{64}: it can't be unpacked: it is cut off or altered\nhelp: /,
    ),
  });
  expect(await project.feat(["registry", "dump"])).toMatchObject({
    code: 3,
    out: "",
    err: expect.stringContaining("`feat registry verify` shows all damage"),
  });
  rmSync(join(folder, snapshots[0]!));
  expect((await project.feat(["registry", "verify"])).err).toContain("its snapshot");
});

test("two at once: one wins, and the other is told against whom and what it lost", async () => {
  const project = await newProject();
  await project.feat(["apply"], { env, now });
  const other = await newProject();
  project.write("feat.yaml", `${project.read("feat.yaml")}\nregistry: { path: .feat/registry }\n`);
  other.write("feat.yaml", project.read("feat.yaml").replace(".feat/registry", join(project.path, ".feat/registry")));
  withMore(project, "anns");
  withMore(other, "bobs");
  const results = await Promise.all([
    project.feat(["apply", "--message", "for ann"], { env, now }),
    other.feat(["apply", "--message", "for bob"], { env: { FEAT_USER: "bob" }, now }),
  ]);
  const [won, lost] = results[0]!.code === 0 ? [results[0]!, results[1]!] : [results[1]!, results[0]!];
  const winner = won === results[0] ? "ann" : "bob";
  expect(won.out).toContain("applied version 2");
  expect(lost.code).toBe(1);
  expect(lost.err).toContain(
    `error: nothing was applied: meanwhile came version 2 of dev, which ${winner} applied 2025-03-01 10:00:00Z: "for ${winner}"\nit changed:\n~ view customer_orders`,
  );
  expect(lost.err).toContain(`feature ${winner}s`);
  expect(lost.err).toMatch(/help: look at what changed with `feat plan`/);
});

test("list, describe and lineage tell what is applied, also while the files have errors", async () => {
  const project = await newProject();
  await project.feat(["apply"], { env });
  project.write(file, "view {");
  expect((await project.feat(["list", "services"])).code).toBe(1);
  expect((await project.feat(["list", "services", "--target", "dev"])).out).toMatch(/^checkout_v1 /);
  expect((await project.feat(["describe", "customer_orders", "--target", "dev"])).out).toMatch(
    /^view customer_orders\n/,
  );
  const { out } = await project.feat(["lineage", "checkout_v1.orders_7d", "--up", "--target", "dev", "--json"]);
  expect(JSON.parse(out)).toMatchObject({ applied: { target: "dev", version: 1 } });
  expect(await project.feat(["list", "--target", "prod"])).toMatchObject({ code: 2 });
});

test("lineage as OpenLineage: a job event on each line, with the fields that each field is computed from", async () => {
  const project = await newProject();
  const argv = ["lineage", "checkout_v1.amount_to_average", "--up", "--format", "openlineage"];
  const { code, out } = await project.feat(argv, { now });
  expect(code).toBe(0);
  const events = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  const namespace = `feat.${/^project: (.*)$/m.exec(project.read("feat.yaml"))![1]}`;
  for (const event of events) {
    expect(Object.keys(event).sort()).toEqual(["eventTime", "inputs", "job", "outputs", "producer", "schemaURL"]);
    expect(event).toMatchObject({
      eventTime: "2025-03-01T10:00:00.000Z",
      schemaURL: "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/JobEvent",
      job: { namespace },
    });
    expect(() => new URL(event.producer)).not.toThrow();
  }
  const signals = events.find(({ job }) => job.name === "checkout_signals");
  expect(signals.inputs).toEqual(
    expect.arrayContaining([
      { namespace, name: "checkout" },
      { namespace, name: "customer_orders" },
    ]),
  );
  const [{ name, facets }] = signals.outputs;
  expect(name).toBe("checkout_signals");
  expect(facets.columnLineage.fields.amount_to_average.inputFields).toEqual(
    expect.arrayContaining([
      { namespace, name: "checkout", field: "amount", transformations: [{ type: "DIRECT" }] },
      { namespace, name: "customer_orders", field: "average_ever", transformations: [{ type: "DIRECT" }] },
    ]),
  );
  expect(events.map(({ job }) => job.name)).toContain("service.checkout_v1");

  // OpenLineage's own classes, which are made from its schemas, read the events and write the same.
  const python = pythonWith("openlineage-1.54.0", ["openlineage-python==1.54.0"]);
  const script = join(import.meta.dirname, "read_openlineage.py");
  const written = (input: string) => {
    const { status, stdout, stderr } = spawnSync(python, [script], { input, encoding: "utf8" });
    if (status !== 0) throw new Error(stderr);
    return stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  };
  expect(written(out)).toEqual(events);
  expect(() => written(out.replace('"transformations"', '"changes"'))).toThrow(/KeyError|TypeError/);
  expect(() => written(out.replace('"namespace":', '"space":'))).toThrow(/TypeError/);
}, 120_000);
