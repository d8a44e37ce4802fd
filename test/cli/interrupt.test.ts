/** A command that writes and gets a signal cleans up, reports what it leaves behind, and exits as a shell expects. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { builtFeat } from "../support/built.js";
import { type Folder, folder } from "./feat.js";

const feat = await builtFeat();

/** A project with so many rows that the command is still running when the signal comes. */
const project = (): Folder =>
  folder({
    "feat.yaml":
      "project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/online } } }\n",
    "s.yaml": `sources:
  s:
    kind: events
    query: SELECT i % 1000 AS id, make_timestamptz(1704067200000000 + i) AS t FROM range(100000000000) r(i)
    time: t
    columns: { id: int64, t: timestamp }
`,
    "m.feat": "entity u { id: int64 }\nview v for u from s { n = count() over 7d }\nservice x { v.* }\n",
    "l.csv": "id,event_timestamp\n1,2024-01-02T00:00:00Z\n",
  });

function start(cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [feat, ...argv], { cwd, env: { ...process.env, ...env } });
  let err = "";
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null; err: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, err }));
  });
  return { child, ended };
}

/** The processor time that the command has used, in hundredths of a second. */
function processorTime({ pid }: ChildProcess): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
    .replace(/^.*\) /, "")
    .split(" ");
  return Number(fields[11]) + Number(fields[12]);
}

/** Waits until the command is running: the engine is loaded, and has run for longer than it takes to start. */
async function underWay(child: ChildProcess): Promise<void> {
  let loaded: number | null = null;
  for (;;) {
    if (loaded === null && readFileSync(`/proc/${child.pid}/maps`, "utf8").includes("duckdb"))
      loaded = processorTime(child);
    if (loaded !== null && processorTime(child) - loaded > 100) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test.each([
  ["SIGINT", 130],
  ["SIGTERM", 143],
] as const)(
  "%s during train ends with %i and leaves nothing",
  async (signal, code) => {
    const { path } = project();
    const { child, ended } = start(path, ["train", "x", "--labels", "l.csv", "--out", "out.csv"]);
    await underWay(child);
    child.kill(signal);
    expect(await ended).toEqual({ code, signal: null, err: "error: interrupted: out.csv was not written\n" });
    expect(readdirSync(path).sort()).toEqual(["feat.yaml", "l.csv", "m.feat", "s.yaml"]);
  },
  120_000,
);

test("materialize reports the views that are done", async () => {
  const { path } = project();
  const { child, ended } = start(path, ["materialize"]);
  await underWay(child);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130, err: expect.stringMatching(/^error: interrupted: /) });
}, 120_000);

/** A project with many generated files, all of which change with `days`, or with many tests. */
const wide = (days: number, views: number, tests: number): Readonly<Record<string, string>> => ({
  "feat.yaml": "project: p\nfeatures: m.feat\nsources: s.yaml\nout: generated\n",
  "s.yaml": "sources:\n  s: { kind: events, file: a.csv, time: t, columns: { id: int64, t: timestamp } }\n",
  "m.feat": `entity u { id: int64 }
${many(views, (k) => `view v${k} for u from s { n${k} = count() over ${days}d }`)}
service x {
${many(views, (k) => `v${k}.*`)}
}
${many(tests, (k) => `test "${k}" { given s [{ id: 1, t: "2024-01-01T00:00:00Z" }] at "2024-01-02T00:00:00Z" for { id: 1 } expect v1 { n1: 1 } }`)}
`,
});
const many = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join("\n");

/** The texts of all files below a folder. */
function filesBelow(path: string): Readonly<Record<string, string>> {
  const names = existsSync(path) ? readdirSync(path, { recursive: true, encoding: "utf8" }).sort() : [];
  const files = names.filter((name) => statSync(join(path, name)).isFile());
  return Object.fromEntries(files.map((name) => [name, readFileSync(join(path, name), "utf8")]));
}

test("a compile that is interrupted while it writes leaves all files new", async () => {
  const { path, feat, write } = folder(wide(7, 60, 0));
  expect(await feat(["compile"])).toMatchObject({ code: 0 });
  const before = filesBelow(join(path, "generated"));
  expect(Object.keys(before).length).toBeGreaterThan(60);
  for (const [file, text] of Object.entries(wide(30, 60, 0))) write(file, text);
  const { child, ended } = start(path, ["compile"]);
  // The new files are in a temporary folder until all are on the disk.
  const writes = () => readdirSync(join(path, "generated/p")).some((name) => name.endsWith(".tmp"));
  while (child.exitCode === null && !writes()) await new Promise((resolve) => setImmediate(resolve));
  child.kill("SIGINT");
  // If the signal comes after the last file is written, the command has finished its work.
  expect([
    { code: 130, signal: null, err: "error: interrupted: generated/p is written whole\n" },
    { code: 0, signal: null, err: "" },
  ]).toContainEqual(await ended);
  const after = filesBelow(join(path, "generated"));
  expect(await feat(["compile", "--check"])).toMatchObject({ code: 0 });
  expect(Object.keys(after)).toEqual(Object.keys(before));
}, 120_000);

test.each([10, 40])(
  "a compile that is interrupted after %d hundredths of a second leaves the files as they were",
  async (time) => {
    const { path, feat, write } = folder(wide(7, 60, 0));
    expect(await feat(["compile"])).toMatchObject({ code: 0 });
    const before = filesBelow(join(path, "generated"));
    write("m.feat", wide(30, 60, 0)["m.feat"] ?? "");
    const { child, ended } = start(path, ["compile"]);
    while (child.exitCode === null && processorTime(child) < time)
      await new Promise((resolve) => setTimeout(resolve, 20));
    child.kill("SIGINT");
    // Nothing is written yet, so nothing needs to be cleaned up: the signal ends the process.
    expect(await ended).toEqual({ code: null, signal: "SIGINT", err: "" });
    expect(filesBelow(join(path, "generated"))).toEqual(before);
  },
  120_000,
);

test("tests that are interrupted keep the JUnit file of the last run", async () => {
  const { path } = folder({ ...wide(7, 2, 2000), "out.xml": "<last/>" });
  const temporary = folder({}).path;
  const own = () => readdirSync(temporary).filter((name) => name.startsWith("feat-"));
  const { child, ended } = start(path, ["test", "--junit", "out.xml"], { TMPDIR: temporary });
  // The tests' online store is in a temporary folder, which is made when they begin.
  while (child.exitCode === null && own().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
  child.kill("SIGINT");
  expect(await ended).toEqual({ code: 130, signal: null, err: "error: interrupted: out.xml was not written\n" });
  expect(readFileSync(join(path, "out.xml"), "utf8")).toBe("<last/>");
  expect(readdirSync(path).sort()).toEqual(["feat.yaml", "m.feat", "out.xml", "s.yaml"]);
  expect(own()).toEqual([]);
}, 120_000);

test("the next run removes what a dead process left, and nothing else", async () => {
  const { path, feat, write } = project();
  write("s.yaml", `sources:\n  s: { kind: events, file: a.csv, time: t, columns: { id: int64, t: timestamp } }\n`);
  write("a.csv", "id,t\n1,2024-01-01T00:00:00Z\n");
  const { temporaryBeside } = await import("../../runtime/temporary-files.js");
  const own = temporaryBeside(join(path, "out.csv"));
  // Process ids are always smaller than this one.
  const gone = own.replace(`.${process.pid}-`, ".4194999-");
  const elsewhere = gone.replace(/-[0-9a-f]{6}-/, "-zzzzzz-");
  const other = gone.replace(".out.csv.", ".out.csv.b.");
  for (const file of [own, gone, elsewhere, other]) write(file.slice(path.length + 1), "half");
  const { code, err } = await feat(["train", "x", "--labels", "l.csv", "--out", "out.csv"]);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  expect([own, gone, elsewhere, other].map((file) => existsSync(file))).toEqual([true, false, true, true]);
});

test.each([
  [["check", "--data"], "nothing was changed"],
  [["pull"], "nothing was written"],
] as const)(
  "SIGINT during %j ends what the engine runs",
  async (argv, said) => {
    const here = project();
    const yaml = here.read("s.yaml");
    const { child, ended } = start(here.path, argv);
    await underWay(child);
    child.kill("SIGINT");
    const { code, err } = await ended;
    expect({ code, err }).toEqual({ code: 130, err: `error: interrupted: ${said}\n` });
    expect(here.read("s.yaml")).toBe(yaml);
  },
  120_000,
);
