/** Commands that write receive a signal: they clean up, report what they leave, and end as a shell expects. */
import { type ChildProcess, spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

const root = join(import.meta.dirname, "../..");

/** So many rows that the command is still at work when the signal comes. */
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

function start(cwd: string, argv: readonly string[]) {
  const args = ["--conditions=featlang-source", "--import", join(root, "node_modules/tsx/dist/loader.mjs")];
  const child = spawn(process.execPath, [...args, join(root, "cli/main.ts"), ...argv], { cwd });
  let err = "";
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  const ended = new Promise<{ code: number | null; signal: string | null; err: string }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal, err }));
  });
  return { child, ended };
}

/** Waits until the command is at work: the engine is loaded, and has worked for longer than it takes to start. */
async function underWay({ pid }: ChildProcess): Promise<void> {
  const cpu = (): number => {
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8")
      .replace(/^.*\) /, "")
      .split(" ");
    return Number(fields[11]) + Number(fields[12]);
  };
  let loaded: number | null = null;
  for (;;) {
    if (loaded === null && readFileSync(`/proc/${pid}/maps`, "utf8").includes("duckdb")) loaded = cpu();
    // In hundredths of a second.
    if (loaded !== null && cpu() - loaded > 400) return;
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

test("materialize reports what is done", async () => {
  const { path } = project();
  const { child, ended } = start(path, ["materialize"]);
  await underWay(child);
  child.kill("SIGINT");
  expect(await ended).toMatchObject({ code: 130, err: expect.stringMatching(/^error: interrupted: /) });
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
