/**
 * `docs/online-format.md` and its vectors are what the codec writes, and a reader in Python that was written from the
 * page alone reads the same values.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createClientRuntime } from "../../runtime/client/index.js";
import { keyEncoder, rowCodec } from "../../runtime/codec/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import { type RedisServer, startRedis } from "../support/redis.js";
import { vectors } from "./vectors.js";
import { cases, serviceOf } from "./views.js";

const docs = join(import.meta.dirname, "../../docs");

function python(asked: unknown): unknown {
  const script = join(import.meta.dirname, "read_online.py");
  const ran = spawnSync("python3", [script], { input: JSON.stringify(asked), encoding: "utf8", maxBuffer: 1e9 });
  if (ran.status !== 0) throw new Error(ran.stderr || String(ran.error));
  return JSON.parse(ran.stdout);
}

test("the vectors are what the codec writes", async () => {
  const text = `${JSON.stringify(vectors(), null, 2)}\n`;
  await expect(text).toMatchFileSnapshot(join(docs, "online-format.vectors.json"));
});

test("the page's example is the first vector, byte by byte", () => {
  const page = readFileSync(join(docs, "online-format.md"), "utf8");
  const [key, row] = ["key", "row"].map((what) => {
    const [, table = ""] = new RegExp(`<!-- bytes of the ${what} -->\\n([^]*?)\\n\\n`).exec(page) ?? [];
    return [...table.matchAll(/^\| `([0-9a-f ]+)`/gm)].map(([, bytes]) => bytes!.replaceAll(" ", "")).join("");
  });
  const [first] = vectors();
  expect({ key, row }).toEqual({ key: first!.keyBytes, row: first!.rowBytes });
});

test("the reader in Python reads every vector", () => {
  const found = python({ vectors: vectors() });
  expect(found).toEqual(vectors().map(({ keyBytes, shard, row, meta }) => ({ keyBytes, shard, row, meta })));
});

test("the reader in Python finds damage", () => {
  const [first] = vectors();
  const damaged = `${first!.rowBytes.slice(0, -10)}00${first!.rowBytes.slice(-8)}`;
  expect(() => python({ vectors: [{ ...first, rowBytes: damaged }] })).toThrow(/damaged or belong to another key/);
  expect(() => python({ vectors: [{ ...first, key: ["2"] }] })).toThrow(/damaged or belong to another key/);
  expect(() => python({ vectors: [{ ...first, view: "other" }] })).toThrow(/damaged or belong to another key/);
});

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

test("the reader in Python reads from Redis what the client reads", async () => {
  await using store = openRedis(`${server.url}/5`, { timeout: 10_000 });
  const views = cases();
  for (const { vector, view, key, head, values } of views) {
    const space = { project: vector.project, view: view.name, fingerprint: view.fingerprint };
    const packed = keyEncoder(view.keys)(key);
    const value = rowCodec(view, spaceText(space)).encode(packed, head, values);
    await store.write(space, [{ key: packed, value }]);
    await store.advance(space, { asOf: head.at, complete: head.at });
  }
  const found = python({
    port: server.port,
    database: 5,
    views: views.map(({ vector, view }) => ({ ...vector, view: view.name, rows: [vector.key] })),
  }) as readonly { readonly meta: unknown; readonly rows: readonly { readonly values: readonly unknown[] }[] }[];
  for (const [index, { vector, view, head }] of views.entries()) {
    const service = serviceOf(view);
    const client = createClientRuntime(
      { name: vector.project, views: { [view.name]: view }, services: { [service.name]: service } },
      { online: store },
    );
    const input = Object.fromEntries(view.keys.map(({ name }, at) => [name, vector.key[at]]));
    const [answer] = await client.json(service.name).getMany([input], { at: head.at });
    expect(answer!.error).toBeUndefined();
    expect(found[index]!.meta).toEqual({ asOf: String(head.at), complete: String(head.at) });
    expect(found[index]!.rows[0]!.values, vector.title).toEqual(view.latest.map(({ name }) => answer!.features[name]));
  }
});
