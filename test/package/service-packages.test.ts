/**
 * The packages for services, packed and installed by npm in folders of their own: they read from real stores by a
 * generated client, and serve it, without the compiler's packages.
 */
import { spawn, spawnSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { makePackage } from "../../build/service-packages.mjs";
import { generate } from "../../features/shop/generate.js";
import { project } from "../../generated/shop/client.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { exampleProject, newProject, type TestProject } from "../end-to-end/support/project.js";
import { ownRedis } from "../support/own-redis.js";

const root = join(import.meta.dirname, "../..");
const at = "2024-02-09T10:00:00Z";
let folder: string;
let shop: TestProject;
let redis: string;

function npm(cwd: string, ...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync("npm", args, { cwd, encoding: "utf8" });
  if (status !== 0) throw new Error(`npm ${args.join(" ")} failed:\n${stdout}${stderr}`);
  return stdout;
}

/** Makes, packs and installs a package in a new folder, under a name, with the shop's generated code beside it. */
async function installed(
  name: Parameters<typeof makePackage>[0],
  as: string,
  ...more: readonly string[]
): Promise<string> {
  const made = join(folder, name);
  await makePackage(name, made);
  const [{ filename }] = JSON.parse(npm(made, "pack", "--json", "--ignore-scripts"));
  const service = join(folder, `uses-${name}`);
  mkdirSync(service);
  const dependencies = { [as]: `file:${join(made, filename)}` };
  writeFileSync(join(service, "package.json"), JSON.stringify({ private: true, type: "module", dependencies }));
  npm(service, "install", "--no-audit", "--no-fund", "--prefer-offline", ...more);
  cpSync(join(root, "generated/shop"), join(service, "shop"), { recursive: true });
  return service;
}

/** The packages in a folder's `node_modules`, and their size in megabytes. */
function packagesOf(service: string): { readonly names: readonly string[]; readonly megabytes: number } {
  const modules = join(service, "node_modules");
  const names = readdirSync(modules)
    .filter((name) => !name.startsWith("."))
    .flatMap((name) => (name.startsWith("@") ? readdirSync(join(modules, name)).map((of) => `${name}/${of}`) : [name]));
  const files = readdirSync(modules, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const bytes = files.reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
  return { names, megabytes: bytes / 1e6 };
}

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "feat-package-"));
  redis = ownRedis();
  shop = exampleProject("shop", { REDIS_URL: redis });
  await generate(join(shop.folder, "data"));
  await shop.feat("materialize", "--to", at);
  await shop.feat("materialize", "--to", at, "--target", "redis");
}, 300_000);
afterAll(() => {
  shop?.[Symbol.dispose]();
  rmSync(folder, { recursive: true, force: true });
});

const reader = `
import { createClient } from "./shop/client.js";
import { openEmbedded, openRedis } from "featlang/runtime";
const [kind, place] = process.argv.slice(2);
await using feat = createClient({ online: kind === "redis" ? openRedis(place, { timeout: 10_000 }) : openEmbedded(place!) });
const at = "${at}";
const rows = await feat.customerChurnV1.getMany([{ customer_id: 1 }, { customer_id: 7 }, { customer_id: 9999 }], { at });
const spend: number | null = rows[0]!.features.total_spend;
console.log(JSON.stringify({ spend, rows: rows.map(({ features, statuses }) => ({ features, statuses })) }));
`;

async function expected() {
  await using client = createClientRuntime(project, { online: openEmbedded(join(shop.folder, ".feat/online")) });
  const ids = [{ customer_id: 1 }, { customer_id: 7 }, { customer_id: 9999 }];
  const rows = await client.json("customer_churn_v1").getMany(ids, { at });
  return rows.map(({ features, statuses }) => ({ features, statuses }));
}

/** Compiles the service by the package's own types, as its authors would. */
function compile(service: string): void {
  writeFileSync(join(service, "read.ts"), reader);
  const options = {
    module: "nodenext",
    target: "es2022",
    lib: ["es2023", "esnext.disposable"],
    strict: true,
    types: ["node"],
  };
  writeFileSync(
    join(service, "tsconfig.json"),
    JSON.stringify({
      compilerOptions: { ...options, typeRoots: [join(root, "node_modules/@types")] },
      include: ["read.ts"],
    }),
  );
  const tsc = spawnSync(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), "-p", service], {
    encoding: "utf8",
  });
  expect(tsc.stdout).toBe("");
}

function read(service: string, kind: string, place: string) {
  const ran = spawnSync(process.execPath, ["read.js", kind, place], { cwd: service, encoding: "utf8" });
  return { ...ran, answer: ran.status === 0 ? JSON.parse(ran.stdout) : null };
}

/** What no service needs. */
const heavy = ["@duckdb/node-api", "chevrotain", "kysely", "prettier", "oxfmt", "pg", "commander", "typescript"];

test("featlang-runtime reads from Redis, and from LMDB where that is installed", async () => {
  const service = await installed("featlang-runtime", "featlang");
  const { names, megabytes } = packagesOf(service);
  for (const name of [...heavy, "fastify", "lmdb"]) expect(names).not.toContain(name);
  expect(megabytes).toBeLessThan(6);
  compile(service);
  const rows = await expected();
  const spend = rows[0]!.features.total_spend;
  expect(read(service, "redis", redis)).toMatchObject({ stderr: "", answer: { spend, rows } });

  const place = join(shop.folder, ".feat/online");
  const { status, stderr } = read(service, "embedded", place);
  expect([status, stderr]).toEqual([1, expect.stringContaining("needs the package lmdb, which is not installed")]);
  const command = /run `npm (install lmdb\S*)`/.exec(stderr)?.[1] ?? "";
  npm(service, ...command.split(" "), "--no-audit", "--no-fund", "--prefer-offline");
  expect(read(service, "embedded", place)).toMatchObject({ stderr: "", answer: { spend, rows } });
}, 120_000);

function start(bin: string, args: readonly string[], cwd: string, env: Readonly<Record<string, string>>) {
  const child = spawn(bin, args, { cwd, env: { ...process.env, ...env } });
  onTestFinished(() => void child.kill("SIGKILL"));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  const url = new Promise<string>((resolve, reject) => {
    let err = "";
    child.stderr.on("data", (text: Buffer) => {
      err += text.toString();
      const found = /serving .* at (http:\S+);/.exec(err)?.[1];
      if (found !== undefined) resolve(found);
    });
    child.once("close", () => reject(new Error(err)));
  });
  return { child, url, ended };
}

test("featlang-server serves a generated client", async () => {
  const service = await installed("featlang-server", "featlang-server");
  const { names, megabytes } = packagesOf(service);
  for (const name of [...heavy, "lmdb"]) expect(names).not.toContain(name);
  expect(megabytes).toBeLessThan(45);
  const rows = await expected();
  const bin = join(service, "node_modules/.bin/feat-serve");
  const online = { SHOP_REDIS: redis, FEAT_ONLINE: '{"kind":"redis","url":"${SHOP_REDIS}","timeout":10000}' };
  const { child, url, ended } = start(bin, ["shop/client.ts", "--port", "0", "--no-log"], service, online);
  const body = JSON.stringify({ rows: [{ customer_id: 1 }, { customer_id: 7 }, { customer_id: 9999 }], at });
  const ask = async () => {
    const headers = { "content-type": "application/json" };
    const answer = await fetch(`${await url}/v1/services/customer_churn_v1`, { method: "POST", headers, body });
    return (await answer.json()) as { readonly answers: readonly (typeof rows)[number][] };
  };
  expect((await ask()).answers.map(({ features, statuses }) => ({ features, statuses }))).toEqual(rows);
  expect((await fetch(`${await url}/docs/`)).status).toBe(200);

  // A new deployment of the generated code, while the server runs.
  const transforms = join(service, "shop/transforms.ts");
  writeFileSync(transforms, readFileSync(transforms, "utf8").replaceAll('"bronze"', '"iron"'));
  child.kill("SIGHUP");
  const tiers = async () => (await ask()).answers.map(({ features }) => features.spending_tier);
  const iron = rows.map(({ features }) => (features.spending_tier === "bronze" ? "iron" : features.spending_tier));
  expect(iron).toContain("iron");
  await expect.poll(tiers, { timeout: 20_000 }).toEqual(iron);
  child.kill("SIGTERM");
  expect(await ended).toBe(0);

  // Generated code throws the errors that the server knows.
  using other = newProject({
    "feat.yaml": "project: p\nfeatures: m.feat\nsources: s.yaml\nout: out\n",
    "s.yaml": "sources: {}\n",
    "m.feat": "request r { a: int64 }\ntransform t { b = r.a * 9_000_000 }\nservice s { t.* }\n",
  });
  await other.feat("compile");
  const second = start(bin, ["out/p/client.ts", "--port", "0", "--no-log", "--online", redis], other.folder, {});
  const overflow = await fetch(`${await second.url}/v1/services/s`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: '{"a": 9000000000000000000}',
  });
  expect([overflow.status, await overflow.text()]).toEqual([422, expect.stringContaining("int64")]);
  second.child.kill("SIGKILL");

  const wrong = (...args: readonly string[]) => spawnSync(bin, args, { cwd: service, encoding: "utf8" });
  expect(wrong()).toMatchObject({ status: 2, stderr: expect.stringContaining("name one CLIENT") });
  expect(wrong("shop/client.ts")).toMatchObject({ status: 2, stderr: expect.stringContaining("say --online") });
  expect(wrong("shop/transforms.ts", "--online", redis, "--port", "0")).toMatchObject({
    status: 3,
    stderr: expect.stringContaining("exports no `project`"),
  });
  expect(wrong("shop/none.ts", "--online", redis)).toMatchObject({
    status: 3,
    stderr: expect.stringContaining("shop/none.ts: no such file"),
  });
  expect(wrong("shop/client.ts", "--online", '{"kind":"redis"}')).toMatchObject({
    status: 2,
    stderr: expect.stringContaining("needs `url`"),
  });
}, 120_000);
