/**
 * Known faults of feature stores, most of them Feast's. Each is a test that Feat passes, in training sets, in the
 * online store, or in both.
 */
import { join } from "node:path";
import { expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile, materializeArtifact } from "../../compiler/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, materialize, openDuckDB, openEmbedded } from "../../runtime/index.js";
import { ownRedis } from "../support/own-redis.js";
import { type Got, newProject, type TestProject } from "./support/project.js";

const feature = `
entity user { user_id: int64 }
view profile for user from profiles ttl 7d { score, name }
service profile_v1 { profile.* }
`;
const sources = (more = ""): string => `
sources:
  profiles:
    kind: state
    file: profiles.csv
    time: event_time
${more}    columns: { user_id: int64, score: int64?, name: string?, event_time: timestamp }
`;
const yaml = `
project: faults
targets:
  dev:
    offline: { kind: duckdb }
    online: { kind: embedded, path: .feat/online }
  redis:
    offline: { kind: duckdb }
    online: { kind: redis, url: "\${REDIS_URL}" }
`;

function profiles(rows: string, options: { more?: string; header?: string; target?: string } = {}): TestProject {
  const env: Record<string, string> = { REDIS_URL: ownRedis() };
  if (options.target !== undefined) env.FEAT_TARGET = options.target;
  // Tests share one Redis, so each project has its own name, which separates its rows.
  const name = `faults_${Math.random().toString(36).slice(2)}`;
  return newProject(
    {
      "feat.yaml": yaml.replace("project: faults", `project: ${name}`),
      "sources.yaml": sources(options.more),
      "profile.feat": feature,
      "profiles.csv": `${options.header ?? "user_id,score,name,event_time"}\n${rows}`,
    },
    env,
  );
}

async function train(project: TestProject, labels: string, service = "profile_v1"): Promise<readonly string[]> {
  project.write("labels.csv", labels);
  await project.feat("train", service, "--labels", "labels.csv", "--out", "out.csv");
  return project.read("out.csv").trimEnd().split("\n").slice(1);
}

async function get(project: TestProject, user: number, at: string): Promise<Got> {
  return JSON.parse(await project.feat("get", "profile_v1", "--key", `user_id=${user}`, "--at", at, "--json"));
}

const targets = ["dev", "redis"];

test("composite keys are tuples: (1, 12) is not (11, 2)", async () => {
  using project = newProject({
    "feat.yaml": yaml,
    "sources.yaml": `
sources:
  rides:
    kind: events
    file: rides.csv
    time: at
    columns: { driver: int64, zone: int64, at: timestamp }
`,
    "rides.feat": `
entity driver { driver: int64 }
entity zone { zone: int64 }
view rides_of for driver, zone from rides { rides = count() over lifetime }
service s { rides_of.* }
`,
    "rides.csv": "driver,zone,at\n1,12,2024-01-01T00:00:00Z\n1,12,2024-01-01T01:00:00Z\n11,2,2024-01-01T00:00:00Z\n",
  });
  const labels =
    "driver,zone,event_timestamp\n1,12,2024-01-02T00:00:00Z\n11,2,2024-01-02T00:00:00Z\n111,2,2024-01-02T00:00:00Z\n";
  const rows = await train(project, labels, "s");
  expect(rows.map((row) => row.split(",").at(-1))).toEqual(["2", "1", "0"]);

  await project.feat("materialize", "--to", "2024-01-02T00:00:00Z");
  const rides = async (driver: string, zone: string): Promise<unknown> => {
    const argv = [
      "get",
      "s",
      "--key",
      `driver=${driver}`,
      "--key",
      `zone=${zone}`,
      "--at",
      "2024-01-02T00:00:00Z",
      "--json",
    ];
    return JSON.parse(await project.feat(...argv)).features.rides;
  };
  expect([await rides("1", "12"), await rides("11", "2"), await rides("111", "2")]).toEqual([2, 1, 0]);
});

test("equal timestamps do not fan a label out to several rows", async () => {
  const time = "2024-01-01T00:00:00Z";
  using project = profiles(`1,5,a,${time}\n1,7,b,${time}\n1,7,a,${time}\n1,7,b,${time}\n`);
  const rows = await train(project, "user_id,event_timestamp\n1,2024-01-02T00:00:00Z\n");
  // The values decide which one counts, in the order of the columns.
  expect(rows).toEqual(["1,2024-01-02T00:00:00Z,7,b"]);
});

test("every label gives a row, including unmatched labels, duplicates, null keys and null times", async () => {
  using project = profiles("1,5,a,2024-01-01T00:00:00Z\n");
  const at = "2024-01-02T00:00:00Z";
  const labels = ["1", "1", "404", "", "1"].map((user, i) => `${user},${i === 4 ? "" : at}`).join("\n");
  const rows = await train(project, `user_id,event_timestamp\n${labels}\n`);
  expect(rows).toEqual([`1,${at},5,a`, `1,${at},5,a`, `404,${at},,`, `,${at},,`, "1,,,"]);
});

test("label rows keep their order", async () => {
  const users = Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3001);
  using project = profiles(users.map((user) => `${user},${user},n,2024-01-01T00:00:00Z`).join("\n"));
  const labels = users.map((user, i) => `${user},2024-01-0${2 + (i % 5)}T00:00:00Z,${i}`);
  const rows = await train(project, `user_id,event_timestamp,row\n${labels.join("\n")}\n`);
  expect(rows.map((row) => row.split(",")[2])).toEqual(users.map((_, i) => String(i)));
  expect(rows.map((row) => row.split(",")[3])).toEqual(users.map(String));
});

test.each(targets)("a ttl is enforced on reads (%s)", async (target) => {
  using project = profiles("1,5,a,2024-01-01T00:00:00Z\n", { target });
  await project.feat("materialize", "--to", "2024-01-02T00:00:00Z");
  const fresh = await get(project, 1, "2024-01-08T00:00:00Z");
  expect([fresh.features.score, fresh.statuses.score]).toEqual([5, "present"]);
  const stale = await get(project, 1, "2024-01-08T00:00:00.000001Z");
  expect([stale.features.score, stale.statuses.score]).toEqual([null, "stale"]);
});

test.each(targets)("an unknown entity reads as missing, not as present with nulls (%s)", async (target) => {
  using project = profiles("1,,a,2024-01-01T00:00:00Z\n", { target });
  await project.feat("materialize", "--to", "2024-01-02T00:00:00Z");
  const at = "2024-01-02T00:00:00Z";
  expect((await get(project, 1, at)).statuses).toEqual({ score: "null", name: "present" });
  expect((await get(project, 2, at)).statuses).toEqual({ score: "missing", name: "missing" });
});

test.each(targets)("a correction of the same timestamp is applied (%s)", async (target) => {
  const more = "    created: written\n";
  const header = "user_id,score,name,event_time,written";
  const first = "1,5,a,2024-01-01T00:00:00Z,2024-01-01T00:00:00Z\n";
  using project = profiles(first, { more, header, target });
  const at = "2024-01-02T00:00:00Z";
  await project.feat("materialize", "--to", at);
  expect((await get(project, 1, at)).features.score).toBe(5);
  project.write("profiles.csv", `${header}\n${first}1,4,a,2024-01-01T00:00:00Z,2024-01-01T06:00:00Z\n`);
  await project.feat("materialize", "--to", at);
  expect((await get(project, 1, at)).features.score).toBe(4);
  expect(await train(project, `user_id,event_timestamp\n1,${at}\n`)).toEqual([`1,${at},4,a`]);
});

test.each(targets)(
  "rows that arrive late, with a time before the last materialize, are not skipped (%s)",
  async (target) => {
    using project = profiles("1,5,a,2024-01-01T00:00:00Z\n", { target });
    await project.feat("materialize", "--to", "2024-01-03T00:00:00Z");
    project.write(
      "profiles.csv",
      "user_id,score,name,event_time\n1,5,a,2024-01-01T00:00:00Z\n1,6,a,2024-01-02T00:00:00Z\n2,1,b,2024-01-01T12:00:00Z\n",
    );
    await project.feat("materialize", "--to", "2024-01-04T00:00:00Z");
    const at = "2024-01-04T00:00:00Z";
    expect((await get(project, 1, at)).features.score).toBe(6);
    expect((await get(project, 2, at)).features.score).toBe(1);
  },
);

test.each(targets)("materializing an older instant does not overwrite newer values (%s)", async (target) => {
  using project = profiles("1,5,a,2024-01-01T00:00:00Z\n1,6,a,2024-01-03T00:00:00Z\n", { target });
  await project.feat("materialize", "--to", "2024-01-04T00:00:00Z");
  await expect(project.feat("materialize", "--to", "2024-01-02T00:00:00Z")).rejects.toThrow(
    /none of its 1 row was written/,
  );
  const got = await get(project, 1, "2024-01-04T00:00:00Z");
  expect([got.features.score, got.asOf.profile]).toEqual([6, "2024-01-04T00:00:00.000000Z"]);
});

test("integers stay integers when a null appears among them", async () => {
  const big = "9007199254740993";
  using project = profiles(`1,${big},a,2024-01-01T00:00:00Z\n2,,b,2024-01-01T00:00:00Z\n`);
  project.write(
    "labels.csv",
    "user_id,event_timestamp\n1,2024-01-02T00:00:00Z\n2,2024-01-02T00:00:00Z\n3,2024-01-02T00:00:00Z\n",
  );
  await project.feat("train", "profile_v1", "--labels", "labels.csv", "--out", "out.parquet");
  expect(await project.types("out.parquet")).toMatchObject({ user_id: "BIGINT", score: "BIGINT" });
  const rows = await project.rows("out.parquet", { score: "int64" });
  expect(rows).toEqual([{ score: 9007199254740993n }, { score: null }, { score: null }]);
  await project.feat("materialize", "--to", "2024-01-02T00:00:00Z");
  expect((await get(project, 1, "2024-01-02T00:00:00Z")).features.score).toBe(big);
});

test("materialize does not block reads, and each read sees a whole row of one run", async () => {
  const users = Array.from({ length: 40_000 }, (_, i) => i);
  using project = profiles(users.map((user) => `${user},1,one,2024-01-01T00:00:00Z`).join("\n"));
  const { value } = compile(diskHost, project.folder);
  if (value === null) throw new Error("the project does not compile");
  const artifact = loadArtifact(value.project);
  const views = value.project.views.map((view) => materializeArtifact(value.project, view));
  await using warehouse = await openDuckDB({ folder: project.folder });
  const store = openEmbedded(join(project.folder, ".feat/online"));
  await using client = createClientRuntime(artifact, { online: store });
  const fill = (at: string) => materialize({ warehouse, store, project: artifact, views, at: new Date(at) });
  await fill("2024-01-02T00:00:00Z");

  project.write(
    "profiles.csv",
    `user_id,score,name,event_time\n${users.map((user) => `${user},2,two,2024-01-02T12:00:00Z`).join("\n")}`,
  );
  let running = true;
  const run = fill("2024-01-03T00:00:00Z").finally(() => {
    running = false;
  });
  let reads = 0;
  const service = client.service<{ user_id: number }, { score: number; name: string }>("profile_v1");
  const seen = new Set<string>();
  while (running) {
    const { features } = await service.get({ user_id: (reads * 7919) % users.length }, { at: "2024-01-03T00:00:00Z" });
    seen.add(`${features.score} ${features.name}`);
    reads++;
    await new Promise((resolve) => setImmediate(resolve));
  }
  await run;
  expect(reads).toBeGreaterThan(20);
  expect([...seen].filter((row) => row !== "1 one" && row !== "2 two")).toEqual([]);
  expect((await service.get({ user_id: 7 }, { at: "2024-01-03T00:00:00Z" })).features).toEqual({
    score: 2,
    name: "two",
  });
});
