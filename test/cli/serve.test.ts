/** `feat serve` as a process: it answers, and ends well when it is asked to stop. */
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { Ajv } from "ajv";
import { expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

const root = join(import.meta.dirname, "../..");

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

function start(cwd: string, ...argv: readonly string[]) {
  const args = ["--conditions=featlang-source", "--import", join(root, "node_modules/tsx/dist/loader.mjs")];
  const child = spawn(process.execPath, [...args, join(root, "cli/main.ts"), "serve", ...argv], { cwd });
  let [out, err] = ["", ""];
  const serving = new Promise<string>((resolve) => {
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
    });
    child.stdout.on("data", (text: Buffer) => {
      out += text.toString();
      if (out.endsWith("\n")) resolve(JSON.parse(out).address);
    });
  });
  const ended = new Promise<{ readonly code: number | null; readonly out: string; readonly err: string }>((resolve) => {
    child.on("close", (code) => resolve({ code, out, err }));
  });
  return { child, serving, ended };
}

test("it serves what was materialized, and ends with code 0 when it is asked to stop", async () => {
  const own = project();
  expect((await own.feat(["materialize", "--to", "2024-01-02T00:00:00Z"])).code).toBe(0);
  const { child, serving, ended } = start(own.path, "--port", "0", "--json");
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
  const { code, err } = await start(own.path, "--port", String(port)).ended;
  expect(code).toBe(3);
  expect(err).toContain(`can't listen on 127.0.0.1:${port}: another program listens there`);
  expect(err).toContain("another --port");
  other.close();
});

test.each([
  ["--port", "65536"],
  ["--port", "x"],
  ["--max-rows", "0"],
  ["--unmaterialized", "zero"],
])("%s %s is wrong usage", async (option, value) => {
  const own = project();
  const { code, err } = await own.feat(["serve", option, value]);
  expect(code).toBe(2);
  expect(err).toContain(`${option} `);
});
