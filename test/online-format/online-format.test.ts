/**
 * `docs/online-format.md` and its vectors are what the codec writes, and a reader in Python that was written from the
 * page alone reads the same values.
 */
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { generate } from "../../features/shop/generate.js";
import { exampleProject, type Got } from "../end-to-end/support/project.js";
import { type RedisServer, startRedis } from "../support/redis.js";
import { vectors } from "./vectors.js";

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

interface Manifest {
  readonly views: readonly {
    readonly name: string;
    readonly keys: readonly { readonly type: unknown }[];
    readonly latest: readonly { readonly column: string; readonly type: unknown }[];
    readonly aggregates: readonly { readonly id: string; readonly type: unknown }[];
    readonly items: readonly { readonly node: string; readonly name: string; readonly origin: Origin }[];
  }[];
}
type Origin = { readonly kind: string; readonly column?: string; readonly id?: string };

let server: RedisServer;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server?.stop());

test("the reader in Python reads what `feat materialize` put into Redis, as `feat get` does", async () => {
  using project = exampleProject("shop", { REDIS_URL: `${server.url}/5`, FEAT_TARGET: "redis" });
  await generate(join(project.folder, "data"));
  const at = "2024-02-09T10:00:00Z";
  await project.feat("materialize", "--to", at);
  const rows = Array.from({ length: 60 }, (_, i) => ({ customer_id: i % 40, product_id: `p${i % 27}` }));
  project.write("rows.jsonl", rows.map((row) => `${JSON.stringify(row)}\n`).join(""));
  const { answers }: { readonly answers: readonly Got[] } = JSON.parse(
    await project.feat("get", "recommend_v1", "--rows", "rows.jsonl", "--at", at, "--json"),
  );
  const generated = join(project.folder, "../../generated/shop");
  const client = readFileSync(join(generated, "client.ts"), "utf8");
  const { views }: Manifest = JSON.parse(readFileSync(join(generated, "manifest.json"), "utf8"));
  const fingerprint = (view: string) =>
    new RegExp(`name: "${view}",\\s+fingerprint: "([0-9a-f]+)"`).exec(client)?.[1] ?? "";
  /** A view of the service: the values of its keys, and the service's names of the view's features. */
  const reads = [
    {
      name: "product_activity",
      key: (row: (typeof rows)[number]) => [row.product_id],
      feature: (name: string) => name,
    },
    {
      name: "customer_product",
      key: (row: (typeof rows)[number]) => [row.customer_id, row.product_id],
      feature: (name: string) => `pair_${name}`,
    },
  ];
  const found = python({
    port: server.port,
    database: 5,
    views: reads.map(({ name, key }) => {
      const view = views.find((each) => each.name === name)!;
      const columns = [...view.latest, ...view.aggregates].map(({ type }) => type);
      const keys = view.keys.map(({ type }) => type);
      return { project: "shop", view: name, fingerprint: fingerprint(name), keys, columns, rows: rows.map(key) };
    }),
  }) as readonly {
    readonly meta: { readonly asOf: string };
    readonly rows: readonly ({ readonly values: readonly unknown[] } | null)[];
  }[];
  let compared = 0;
  for (const [index, { name, feature }] of reads.entries()) {
    const view = views.find((each) => each.name === name)!;
    const places = [...view.latest.map(({ column }) => column), ...view.aggregates.map(({ id }) => id)];
    expect(found[index]!.meta.asOf).toBe(String(Date.parse(at) * 1000));
    for (const [row, got] of answers.entries()) {
      const values = found[index]!.rows[row]?.values;
      if (values === undefined) continue;
      for (const { name: own, origin } of view.items) {
        const place = places.indexOf(origin?.column ?? origin?.id ?? "");
        if (place === -1 || !(feature(own) in got.features)) continue;
        expect(values[place], `${own} of ${JSON.stringify(rows[row])}`).toEqual(got.features[feature(own)]);
        compared++;
      }
    }
  }
  expect(compared).toBeGreaterThan(200);
}, 120_000);
