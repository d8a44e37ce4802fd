/** `feat serve` as a process: it answers, and ends well when it is asked to stop. */
import { execFile, spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { Ajv } from "ajv";
import { beforeAll, expect, onTestFinished, test } from "vitest";
import { builtFeat } from "../support/built.js";
import { type Folder, folder } from "./feat.js";

const root = join(import.meta.dirname, "../..");

let feat: string;
beforeAll(async () => {
  feat = await builtFeat();
});

const project = (): Folder =>
  folder({
    "feat.yaml":
      "project: p\nfeatures: m.feat\nsources: s.yaml\ntargets: { dev: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/online } } }\n",
    "s.yaml": `sources:
  s:
    kind: events
    file: s.csv
    time: t
    columns: { id: int64, t: timestamp }
`,
    "s.csv": "id,t\n1,2024-01-01T00:00:00Z\n1,2024-01-01T01:00:00Z\n",
    "m.feat": "entity u { id: int64 }\nview v for u from s { n = count() over lifetime }\nservice x { v.* }\n",
  });

function start(cwd: string, argv: readonly string[], env: Readonly<Record<string, string>> = {}) {
  const child = spawn(process.execPath, [feat, "serve", ...argv], {
    cwd,
    env: { ...process.env, ...env },
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let [out, err] = ["", ""];
  const serving = new Promise<string>((resolve, reject) => {
    child.once("close", (code) => reject(new Error(`feat serve ended with ${code}: ${err}`)));
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
    });
    child.stdout.on("data", (text: Buffer) => {
      out += text.toString();
      if (out.endsWith("\n")) resolve(JSON.parse(out).address);
    });
  });
  serving.catch(() => undefined);
  const ended = new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, serving, ended, log: () => err };
}

function ask(url: string, body: unknown, token?: string): Promise<Response> {
  const authorization: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const headers = { "content-type": "application/json", ...authorization };
  return fetch(url, { method: "POST", headers, body: JSON.stringify(body) });
}

test("it serves what was materialized, and ends with code 0 when it is asked to stop", async () => {
  const own = project();
  expect((await own.feat(["materialize", "--to", "2024-01-02T00:00:00Z"])).code).toBe(0);
  const { child, serving, ended } = start(own.path, ["--port", "0", "--json"]);
  const url = await serving;
  const answer = await fetch(`${url}/v1/services/x`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"id": 1}',
  });
  expect(await answer.json()).toMatchObject({ features: { n: 2 }, statuses: { n: "present" } });
  child.kill("SIGTERM");
  const { code, out, err } = await ended;
  expect(code).toBe(0);
  const document = JSON.parse(out);
  expect(document).toMatchObject({
    ok: true,
    command: "serve",
    project: "p",
    target: "dev",
    services: ["x"],
    address: url,
  });
  const schema = JSON.parse(readFileSync(join(root, "schemas/output.schema.json"), "utf8"));
  expect(new Ajv({ strict: false }).validate(schema, document)).toBe(true);
  // Requests are logged as JSON lines, each with an id.
  expect(err).toMatch(/"reqId":"[^"]+".*"statusCode":200/);
});

test("a port that is taken is an error with the way out", async () => {
  const own = project();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { readonly port: number };
  const { code, err } = await start(own.path, ["--port", String(port)]).ended;
  expect(code).toBe(3);
  expect(err).toContain(`can't listen on 127.0.0.1:${port}: another program listens there`);
  expect(err).toContain("another --port");
  other.close();
});

test.each([
  ["--port", "65536"],
  ["--port", "x"],
  ["--max-rows", "0"],
  ["--workers", "0"],
  ["--cors-origin", "shop.example.com"],
  ["--cors-origin", "https://shop.example.com/path"],
  ["--unmaterialized", "zero"],
])("%s %s is wrong usage", async (option, value) => {
  const own = project();
  const { code, err } = await own.feat(["serve", option, value]);
  expect(code).toBe(2);
  expect(err).toContain(`${option} `);
});

/** Asks without pause, from several callers at once, until it is told to stop. */
function hammer(url: string): { readonly answers: unknown[]; stop(): Promise<void> } {
  const answers: unknown[] = [];
  let on = true;
  const caller = async (): Promise<void> => {
    while (on) {
      try {
        const answer = await ask(url, { id: 1 });
        const { features } = (await answer.json()) as { readonly features?: unknown };
        answers.push(answer.status === 200 ? features : answer.status);
      } catch (error) {
        answers.push(error);
      }
    }
  };
  const callers = Array.from({ length: 3 }, caller);
  return {
    answers,
    stop: async () => {
      on = false;
      await Promise.all(callers);
    },
  };
}

test("SIGHUP makes all processes load the project anew, and no request fails meanwhile", async () => {
  const own = project();
  expect((await own.feat(["materialize", "--to", "2024-01-02T00:00:00Z"])).code).toBe(0);
  const options = ["--port", "0", "--json", "--no-log", "--workers", "2"];
  const { child, serving, ended, log } = start(own.path, options);
  const url = `${await serving}/v1/services/x`;
  const { answers, stop } = hammer(url);
  const model = (item: string) =>
    `entity u { id: int64 }\nview v for u from s { n = count() over lifetime\n ${item} }\nservice x { v.* }\n`;
  for (const name of ["a", "b", "c"]) {
    writeFileSync(join(own.path, "m.feat"), model(`${name} = n + 1`));
    child.kill("SIGHUP");
    // Each process loads it by itself.
    const answer = { n: 2, [name]: 3 };
    await expect.poll(() => answers.slice(-30), { timeout: 30_000 }).toEqual(Array.from({ length: 30 }, () => answer));
  }
  writeFileSync(join(own.path, "m.feat"), model("d = nothing"));
  child.kill("SIGHUP");
  await expect.poll(log, { timeout: 20_000 }).toContain("could not reload, so the old code goes on");
  const count = answers.length;
  await expect.poll(() => answers.length).toBeGreaterThan(count + 20);
  await stop();
  const kinds = [...new Set(answers.map((answer) => JSON.stringify(answer)))];
  expect(kinds.sort()).toEqual(['{"n":2,"a":3}', '{"n":2,"b":3}', '{"n":2,"c":3}', '{"n":2}'].sort());
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

/** Runs a program in a terminal of its own: asks it to reload, and then closes the terminal. */
const inTerminal = `
import os, pty, select, signal, sys, time

def read_until(word):
    global out
    end = time.time() + 30
    while word not in out and time.time() < end:
        if select.select([terminal], [], [], 0.1)[0]:
            out += os.read(terminal, 1000)
    print(word.decode(), word in out)

child, terminal = pty.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
out = b""
read_until(b"serving p at")
os.kill(child, signal.SIGHUP)
read_until(b"reloaded")
os.close(terminal)
end = time.time() + 30
while time.time() < end:
    ended, status = os.waitpid(child, os.WNOHANG)
    if ended:
        print("ended by", signal.Signals(status & 127).name)
        break
    time.sleep(0.05)
else:
    os.kill(child, signal.SIGKILL)
`;

test("SIGHUP reloads a server that was started in a terminal, and ends it when that is closed", async () => {
  const argv = ["-c", inTerminal, process.execPath, feat, "serve", "--port", "0", "--no-log"];
  const { stdout } = await promisify(execFile)("python3", argv, { cwd: project().path });
  expect(stdout.trim().split("\n")).toEqual(["serving p at True", "reloaded True", "ended by SIGHUP"]);
});

test("several processes share the port and the metrics, and one that is killed is replaced", async () => {
  const own = project();
  expect((await own.feat(["materialize", "--to", "2024-01-02T00:00:00Z"])).code).toBe(0);
  const { child, serving, ended, log } = start(own.path, ["--port", "0", "--json", "--workers", "2"]);
  const url = await serving;
  let asked = 0;
  /** The processes that have answered, as their logs say. Each connection may go to another one. */
  const processes = async (): Promise<readonly number[]> => {
    const { status } = await fetch(`${url}/health`, { headers: { connection: "close" } });
    expect(status).toBe(200);
    asked++;
    return [...new Set([...log().matchAll(/"pid":(\d+)/g)].map(([, pid]) => Number(pid)))];
  };
  const pids = async (count: number) => expect.poll(processes, { timeout: 30_000 }).toHaveLength(count);
  await pids(2);
  const text = await (await fetch(`${url}/metrics`)).text();
  const counted = /^feat_request_duration_seconds_count\{route="\/health",status="200"\} (\d+)$/m.exec(text)?.[1];
  expect(Number(counted)).toBe(asked);
  expect(text).toMatch(/^feat_view_age_seconds\{view="v"\} \d+/m);
  process.kill((await processes())[0]!, "SIGKILL");
  await pids(3);
  expect(log()).toMatch(/worker \d+ ended with SIGKILL; another one starts in \d+ ms/);
  child.kill("SIGTERM");
  const { code, out } = await ended;
  expect(code).toBe(0);
  // Only the first process prints the document.
  expect(out.trim().split("\n")).toHaveLength(1);
});

test("several processes that cannot listen end with the reason", async () => {
  const own = project();
  const other = createServer();
  await new Promise<void>((resolve) => other.listen(0, "127.0.0.1", resolve));
  const { port } = other.address() as { readonly port: number };
  const { code, err } = await start(own.path, ["--port", String(port), "--workers", "2"]).ended;
  other.close();
  expect(code).toBe(3);
  expect(err.split(`can't listen on 127.0.0.1:${port}: another program listens there`)).toHaveLength(2);
});

test("materialize over HTTP runs once at a time, for all processes of the server", async () => {
  const own = project();
  const options = ["--port", "0", "--json", "--allow-materialize", "--workers", "2"];
  const env = { FEAT_TOKENS: "read", FEAT_ADMIN_TOKENS: "admin" };
  const { child, serving, ended } = start(own.path, options, env);
  const url = await serving;
  const to = async (path: string, body: unknown, token = "admin") => {
    const answer = await ask(`${url}${path}`, body, token);
    return [answer.status, await answer.text()];
  };
  const full = { end_ts: "2024-01-02T00:00:00" };
  expect(await to("/materialize-incremental", full, "read")).toEqual([401, expect.stringContaining("not taken")]);
  expect(await to("/v1/services/x", { id: 1 }, "admin")).toEqual([401, expect.any(String)]);
  const both = await Promise.all([to("/materialize-incremental", full), to("/materialize-incremental", full)]);
  expect(both.map(([status]) => status).sort()).toEqual([200, 409]);
  expect(both).toContainEqual([200, "null"]);
  expect(await to("/v1/services/x", { id: 1 }, "read")).toEqual([200, expect.stringContaining('"n":2')]);
  expect(await to("/materialize", { start_ts: "2024-01-01", end_ts: "2024-01-03", feature_views: ["v"] })).toEqual([
    200,
    "null",
  ]);
  // Older values never replace newer ones.
  expect(await to("/materialize-incremental", full)).toEqual([422, expect.stringContaining("2024-01-03")]);
  const accepted = await to("/materialize?async=true", { disable_event_timestamp: true });
  expect(accepted).toEqual([202, '{"status":"accepted","feature_views":["v"]}']);
  const asOf = async () => ((await (await fetch(`${url}/ready`)).json()) as { views: { v: string } }).views.v;
  await expect.poll(asOf, { timeout: 30_000 }).toMatch(new RegExp(`^${new Date().getFullYear()}`));
  child.kill("SIGTERM");
  expect((await ended).code).toBe(0);
});

test("materialize over HTTP needs tokens of its own", async () => {
  const { code, err } = await project().feat(["serve", "--allow-materialize"]);
  expect(code).toBe(2);
  expect(err).toContain("--allow-materialize needs FEAT_ADMIN_TOKENS");
});
