/** Dataset cards: what a training set was made from, and whether it can be made again. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { Card } from "../../cli/card/index.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { type Folder, folder, newProject } from "./feat.js";

const train = (...more: readonly string[]) => [
  "train",
  "checkout_v1",
  "--labels",
  "labels.csv",
  "--out",
  "t.parquet",
  ...more,
];
const again = ["train", "--card", "t.parquet.card.json"];
const cardOf = (project: Folder, path = "t.parquet.card.json"): Card => JSON.parse(project.read(path));
const sha256 = (project: Folder, path: string): string =>
  createHash("sha256")
    .update(readFileSync(join(project.path, path)))
    .digest("hex");

test("a card says what was read and how, and what came out", async () => {
  const project = await newProject();
  const git = (...args: readonly string[]) => {
    const ran = spawnSync("git", ["-c", "user.name=a", "-c", "user.email=a@b.c", ...args], {
      cwd: project.path,
      encoding: "utf8",
    });
    expect([args, ran.status]).toEqual([args, 0]);
    return ran.stdout.trim();
  };
  git("init", "--quiet");
  git("add", ".");
  git("commit", "--quiet", "--message", "all");
  await project.feat(["compile"]);
  expect(await project.feat(train())).toMatchObject({ code: 0, err: "" });
  const card = cardOf(project);
  const [name = ""] = readdirSync(join(project.path, "generated"));
  const file = (path: string) => ({
    path,
    size: readFileSync(join(project.path, path)).length,
    sha256: sha256(project, path),
  });
  const data = (path: string) => ({
    kind: "files",
    sha256: sha256(project, path),
    size: file(path).size,
    files: [file(path)],
  });
  expect(card).toMatchObject({
    card: 1,
    feat: expect.stringMatching(/^\d+\.\d+\.\d+$/),
    command: "feat train checkout_v1 --labels labels.csv --out t.parquet --target dev",
    project: name,
    folder: ".",
    manifest: sha256(project, `generated/${name}/manifest.json`),
    git: { commit: git("rev-parse", "HEAD"), modified: false },
    service: "checkout_v1",
    labels: {
      place: "labels.csv",
      rows: 6,
      first: "2024-01-20T18:05:00.000000Z",
      last: "2024-02-28T08:00:00.000000Z",
      withoutTime: 0,
      data: data("labels.csv"),
    },
    sources: [
      { source: "customers", place: "data/customers.csv", rows: 4, data: data("data/customers.csv") },
      { source: "orders", place: "data/orders.csv", rows: 8, data: data("data/orders.csv") },
    ],
    output: { file: "t.parquet", format: "parquet", rows: 6, sha256: sha256(project, "t.parquet") },
  });
  expect(card.features).toContainEqual({ name: "spend_30d", type: "float64?", nulls: 2 });
  expect(card.features).toHaveLength(9);

  // The same run writes the same card. In CSV the nulls are the same.
  const text = project.read("t.parquet.card.json");
  await project.feat(train());
  expect(project.read("t.parquet.card.json")).toBe(text);
  await project.feat(["train", "checkout_v1", "--labels", "labels.csv", "--out", "c.csv"]);
  expect(cardOf(project, "c.csv.card.json").features).toEqual(card.features);

  // Another definition is another manifest, and other values.
  project.write("features/checkout.feat", project.read("features/checkout.feat").replace("over 30d", "over 20d"));
  const { code, out } = await project.feat(again);
  expect(code).toBe(1);
  expect(out).toMatch(/^ {2}git: [0-9a-f]{10} → [0-9a-f]{10}\+\n {2}manifest: [0-9a-f]{10} → [0-9a-f]{10}\n/m);
});

describe("made again", () => {
  test("from the same data it is the same, and nothing is left beside it", async () => {
    const project = await newProject();
    await project.feat(train());
    const files = () => readdirSync(project.path).sort();
    const before = [files(), sha256(project, "t.parquet")];
    const { code, out } = await project.feat(again);
    expect([code, out]).toEqual([0, expect.stringMatching(/\nsame: the same bytes as t\.parquet\.card\.json says\n$/)]);
    expect([files(), sha256(project, "t.parquet")]).toEqual(before);
    // A file that is gone comes back, also from another folder.
    rmSync(join(project.path, "t.parquet"));
    const back = await project.feat(["train", "--card", "../t.parquet.card.json", "--json"], { cwd: "data" });
    expect(JSON.parse(back.out)).toMatchObject({ ok: true, same: true, differs: [] });
    expect([files(), sha256(project, "t.parquet")]).toEqual(before);
  });

  test("from other data it says which data and which values differ", async () => {
    const project = await newProject();
    await project.feat(train());
    const before = sha256(project, "t.parquet");
    project.write("data/orders.csv", project.read("data/orders.csv").replace("15.50", "16.50"));
    const { code, out } = await project.feat([...again, "--json"]);
    expect(code).toBe(1);
    const what = JSON.parse(out).differs.map((each: { readonly what: string }) => each.what);
    expect(what).toEqual(["source orders", ...what.slice(1, -1), "output"]);
    expect(what).toContain("column average_ever");
    expect(what).not.toContain("column country");
    expect(sha256(project, "t.parquet")).toBe(before);
    // The new one is kept if it has a name.
    const kept = await project.feat([...again, "--out", "new.parquet"]);
    expect([kept.code, kept.out]).toEqual([
      1,
      expect.stringMatching(/column average_ever: other values in \d rows? of 6/),
    ]);
    expect(cardOf(project, "new.parquet.card.json").output.sha256).toBe(sha256(project, "new.parquet"));
    // Values are compared only with the file that the card describes.
    project.write("t.parquet", "another");
    const other = await project.feat(again);
    expect(other.err).toContain("t.parquet beside the card is not the file that it describes");
    expect([other.code, other.out]).toEqual([1, expect.not.stringContaining("column average_ever")]);
  });

  test("labels may be a query over files from where it was run, and data may go without hashes", async () => {
    const project = await newProject();
    const labels = "query:SELECT * FROM read_csv('../labels.csv') ORDER BY ALL";
    const argv = ["train", "checkout_v1", "--labels", labels, "--out", "../t.parquet", "--hash", "none"];
    expect(await project.feat(argv, { cwd: "data" })).toMatchObject({ code: 0 });
    expect(cardOf(project).labels).toMatchObject({ place: labels, folder: "data", data: null });
    expect(cardOf(project).sources.map(({ data }) => data)).toEqual([null, null]);
    expect(await project.feat([...again, "--hash", "none"])).toMatchObject({ code: 0 });
  });
});

test("a training set in a table has no card", async () => {
  const project = await newProject();
  project.write(
    "feat.yaml",
    `${project.read("feat.yaml").trimEnd()}\n  wh: { offline: { kind: duckdb, path: w.duckdb } }\n`,
  );
  const argv = ["train", "checkout_v1", "--labels", "labels.csv", "--out", "table:t", "--target", "wh", "--json"];
  const { out } = await project.feat(argv);
  expect(JSON.parse(out)).toMatchObject({ ok: true, card: null });
});

test.each([
  ["{", "is no dataset card: it is not JSON"],
  ["{}", "is no dataset card: it has no `card`"],
  ['{ "card": 2 }', "its `card` is 2; this version of Feat reads 1"],
  ['{ "card": 1, "feat": "0.1.0" }', "its `command` is not as Feat writes it"],
])("%j is no card", async (text, says) => {
  const project = folder({ "t.parquet.card.json": text });
  const { code, err } = await project.feat(again);
  expect([code, err]).toEqual([2, expect.stringContaining(says)]);
});

test.each([
  [["train", "--card", "none.json"], 3, "none.json: no such file or folder"],
  [["train", "s", "--card", "c.json"], 2, "--card says which service to train: name none"],
  [["train", "--card", "c.json", "--labels", "l.csv"], 2, "--card and --labels exclude each other"],
  [["train"], 2, "say which service to train, or --card FILE"],
])("%j is an error", async (argv, code, says) => {
  const ran = await folder().feat(argv);
  expect([ran.code, ran.err]).toEqual([code, expect.stringContaining(says)]);
});

test("sums of floats have the same digits in every run", async () => {
  const project = folder({
    "feat.yaml": "project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb } } }\n",
    "s.yaml":
      "sources:\n  e: { kind: events, file: e.parquet, time: t, columns: { k: int64, x: float64, g: string, t: timestamp } }\n",
    "m.feat":
      "entity c { k: int64 }\nview v for c from e { s = sum(x) over lifetime  a = avg(x) over 30d  d = stddev(x) over lifetime  m = sum(x) by g over lifetime }\nservice s_v1 { v.* }\n",
  });
  await using warehouse = await openDuckDB({ folder: project.path });
  const at = (seconds: string) => `make_timestamptz(1704067200000000 + (${seconds})::BIGINT * 1000000)`;
  const copy = (select: string, file: string, options = "") =>
    warehouse.run(`COPY (${select}) TO '${join(project.path, file)}' (FORMAT parquet${options})`);
  // Several threads read several groups of rows.
  await copy(
    `SELECT (hash(i) % 20)::BIGINT AS k, (hash(i * 7) % 1000003) / 7.0 AS x, 'g' || (hash(i * 13) % 3) AS g, ${at("hash(i * 5) % 5000000")} AS t FROM range(60000) r(i)`,
    "e.parquet",
    ", ROW_GROUP_SIZE 4096",
  );
  await copy(
    `SELECT (hash(i) % 20)::BIGINT AS k, ${at("5000000 + i")} AS event_timestamp FROM range(40) r(i)`,
    "l.parquet",
  );
  const made: string[] = [];
  for (const out of ["a", "b", "c"]) {
    const argv = [
      "train",
      "s_v1",
      "--labels",
      "l.parquet",
      "--out",
      `${out}.parquet`,
      "--strategy",
      "join",
      "--hash",
      "none",
    ];
    expect(await project.feat(argv)).toMatchObject({ code: 0 });
    made.push(sha256(project, `${out}.parquet`));
  }
  expect(new Set(made).size).toBe(1);
  expect(cardOf(project, "a.parquet.card.json").options.anyOrder).toBe(false);
});
