import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { compile, generate, writeArtifacts } from "../../compiler/index.js";
import { memoryHost } from "../project/check.js";
import { complaints, packageFolder, root } from "./support/strictest.js";

const generated = readdirSync(join(root, "generated"), { recursive: true, encoding: "utf8" }).filter((path) =>
  path.endsWith(".ts"),
);

test("all generated files pass the strictest options of TypeScript", { timeout: 180_000 }, async () => {
  const folder = packageFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  expect(generated.length).toBeGreaterThan(20);
  expect(await complaints(folder, [join(root, "generated")])).toEqual([]);
});

/** Declarations and keys that nothing reads, and doc comments that look like code. */
const unread = `entity e { id: int64 }
/// a.sum(x), f.stored(x), callExtern(y), Int, stored.stale, scope as Nothing)
view v for e from s {
  /// f.once(() => a.max(1))
  n
  let never = n + 1
  let after = never + 1
}
fn one(x: int64, _x: int64, y: int64): int64 = _x + 1
fn none(x: int64): int64 = 1
request r { xs: int64[], k: int64 }
transform t {
  use v as known (id = 1)
  let never = known.n + 1
  a = one(1, r.k, 2) + none(3)
  b = count() each x in r.xs
  c = sum(2) by "all" each x in r.xs
  d = known.n
}
view empty for e from s { q = 1 }
service x { t.*, empty.q }
`;

test("unread declarations, and docs that look like code, pass them too", { timeout: 120_000 }, async () => {
  const folder = packageFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const files = {
    "feat.yaml": "project: p\nfeatures: a.feat\n",
    "sources.yaml":
      "sources:\n  s: { kind: state, file: s.csv, time: t, columns: { t: timestamp, id: int64, n: int64 } }\n",
    "a.feat": unread,
  };
  const { value, diagnostics } = compile(memoryHost(files), "");
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  writeArtifacts(join(folder, "generated/p"), await generate(value!.project));
  expect(await complaints(folder, ["generated"])).toEqual([]);
  const code = readFileSync(join(folder, "generated/p/transforms.ts"), "utf8");
  expect(code).toContain('import { aggregates as a, functions as f, type Int } from "featlang/runtime";');
  expect(code).not.toContain("const never");
  // The check finds an error.
  writeArtifacts(join(folder, "generated/p"), [{ path: "client.ts", content: "const unread = 1;\nexport {};\n" }]);
  expect(await complaints(folder, ["generated/p/client.ts"])).toHaveLength(1);
});

/** Streamed sources with rows of every kind, and a service that pushes them. */
const streamed = `enum colour { red blue }
entity e { id: int64 }
fn twice(x: float64): float64 = x * 2.0
source big { from clicks where price > 1.0 { id, price = twice(price), c, o, w } from orders { id, price, c, o, w } }
source moved from big at timestamp("2024-01-01T00:00:00Z") each x in [price, 1.0] { *, x = x }
view v for e from moved {
  n = count() over [1h, lifetime]
  m = sum(x) by c top 2 over this day
  f = last(o.a) where c == "red" over 7d last 3 rows offset 1h
  i = max(int64(price)) over since price > 3.0
  price
}
view u for e from users { zip, far = zip + 1 }
service x { v.*, u.* }
`;

test("generated code of streams passes them too, and takes typed rows", { timeout: 120_000 }, async () => {
  const folder = packageFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const columns = {
    id: "int64",
    price: "float64",
    c: "colour?",
    o: "struct { a: int64?, b: string? }?",
    w: "float32[2]?",
    at: "timestamp",
  };
  const users = { id: "int64", zip: "int64", at: "timestamp" };
  const sources = {
    clicks: { kind: "events", file: "c.csv", time: "at", key: ["id"], columns },
    orders: { kind: "events", file: "o.csv", time: { column: "ms", format: "unix_ms" }, delay: "1h", columns },
    users: { kind: "state", file: "u.csv", time: "at", deleted: "gone", until: "to", columns: users },
  };
  const files = {
    "feat.yaml":
      "project: p\nfeatures: a.feat\ntargets: { dev: { online: { kind: embedded, path: x }, stream: [clicks, orders, users] } }\n",
    "sources.yaml": JSON.stringify({ sources }),
    "a.feat": streamed,
  };
  const { value, diagnostics } = compile(memoryHost(files), "");
  expect(diagnostics.filter(({ severity }) => severity === "error")).toEqual([]);
  const use = (rows: string): string => `import { createClient, type UsersPushRow } from "./client.js";
import { openEmbedded } from "featlang/runtime";
await using feat = createClient({ online: openEmbedded("x") });
const deleted: UsersPushRow = { id: 1n, at: new Date(), gone: true };
await feat.push.users([deleted, { id: 2, zip: 3, at: "2024-01-01T00:00:00Z", to: null }], { id: "batch 1" });
await feat.push.orders([{ id: 1, price: 2, c: "red", w: [1, 2], at: new Date(), ms: new Date() }]);
const { rows, views } = await feat.push.clicks(${rows});
export const done: readonly [number, readonly string[]] = [rows, views];
`;
  writeArtifacts(join(folder, "generated/p"), [
    ...(await generate(value!.project)),
    { path: "use.ts", content: use("[{ id: 1, price: 0.5, c: null, o: { a: 1 }, at: new Date() }]") },
  ]);
  expect(await complaints(folder, ["generated"])).toEqual([]);
  writeArtifacts(join(folder, "generated/p"), [
    { path: "use.ts", content: use('[{ id: 1, price: "0.5", at: new Date() }]') },
  ]);
  expect(await complaints(folder, ["generated/p/use.ts"])).toHaveLength(1);
});

test.each(generated)("%s has no line longer than 120 characters, except literals and comments", (path) => {
  const long = readFileSync(join(root, "generated", path), "utf8")
    .split("\n")
    .filter((line) => line.length > 120 && !/^\s*(?:\/\/|\/?\*)|"[^"]{60,}"/.test(line));
  expect(long).toEqual([]);
});
