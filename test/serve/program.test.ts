/** The program `feat-serve` as a user starts it: over a generated client, for a target of two. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "../../cli/run.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { clientLoader } from "../../runtime/serve/load-client.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import { temporaryFolder } from "../stores/under-test.js";

const root = join(import.meta.dirname, "../..");
const folder = temporaryFolder();
const client = join(folder, "generated/p/client.ts");
const start = Date.UTC(2024, 0, 1);
const started: ChildProcess[] = [];

beforeAll(async () => {
  writeFileSync(
    join(folder, "feat.yaml"),
    `project: p
targets:
  live: { online: { kind: embedded, path: online }, stream: [clicks] }
  batch: { online: { kind: embedded, path: online } }
`,
  );
  writeFileSync(
    join(folder, "sources.yaml"),
    "sources:\n  clicks: { kind: events, file: c.csv, time: at, columns: { user_id: int64, at: timestamp } }\n",
  );
  mkdirSync(join(folder, "features"));
  writeFileSync(
    join(folder, "features/a.feat"),
    "entity user { user_id: int64 }\nview v for user from clicks { n = count() over 1d }\nservice s { v.* }\n",
  );
  const said: string[] = [];
  const stream = { isTerminal: false, width: 100, write: (text: string) => void said.push(text) };
  const code = await run(["compile"], { cwd: folder, env: {}, out: stream, err: stream, now: () => start * 1000 });
  expect([code, code === 0 ? "" : said.join("")]).toEqual([0, ""]);
  const project = await clientLoader(client)();
  await using store = openEmbedded(join(folder, "online"));
  for (const target of ["live", "batch"])
    await store.advance(viewSpace(project, project.views.v!, target), { asOf: start * 1000, complete: start * 1000 });
}, 120_000);
afterAll(() => {
  for (const child of started) child.kill("SIGKILL");
});

/** Its address, and how it ends. */
async function featServe(...args: readonly string[]) {
  const program = ["--import", "tsx", "--conditions=featlang-source", join(root, "runtime/serve/main.ts")];
  const child = spawn(process.execPath, [...program, client, "--port", "0", "--no-log", ...args], {
    cwd: root,
    env: { ...process.env, FEAT_ONLINE: join(folder, "online") },
    stdio: ["ignore", "ignore", "pipe"],
  });
  started.push(child);
  const lines: string[] = [];
  const ended = new Promise<number | null>((resolve) => child.once("exit", resolve));
  const address = new Promise<string>((resolve) => {
    createInterface({ input: child.stderr }).on("line", (line) => {
      lines.push(line);
      const found = /its routes are at (http:\S+)\/docs/.exec(line)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  const early = ended.then((code) => {
    throw new Error(`feat-serve ended with ${code}: ${lines.join("\n")}`);
  });
  early.catch(() => undefined);
  return {
    url: await Promise.race([address, early]),
    stop: () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
}

const post = async (url: string, body: unknown) => {
  const answer = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
  // biome-ignore lint/suspicious/noExplicitAny: the answers are checked by what they hold
  return { status: answer.status, body: (await answer.json()) as any };
};

test("--target live takes rows of its stream and counts them; --target batch has none; both end well", async () => {
  const [live, batch] = await Promise.all([featServe("--target", "live"), featServe("--target", "batch")]);
  const rows = [1000, 2000].map((ms) => ({ user_id: 1, at: new Date(start + ms).toISOString() }));
  expect(await post(`${live.url}/v1/sources/clicks`, rows)).toMatchObject({ status: 200 });
  const asked = { rows: [{ user_id: 1 }], at: new Date(start + 3000).toISOString() };
  const read = async (url: string) => (await post(`${url}/v1/services/s`, asked)).body.answers[0].features.n;
  expect(await read(live.url)).toBe(2);
  // The rows of a streamed view are kept apart from those of a materialized one.
  expect(await read(batch.url)).toBe(0);
  const refused = await post(`${batch.url}/v1/sources/clicks`, rows);
  expect([refused.status, refused.body.detail]).toEqual([
    404,
    expect.stringContaining("the target streams no sources"),
  ]);
  expect(await Promise.all([live.stop(), batch.stop()])).toEqual([0, 0]);
}, 120_000);
