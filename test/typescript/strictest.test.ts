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

test.each(generated)("%s has no line longer than 120 characters, except literals and comments", (path) => {
  const long = readFileSync(join(root, "generated", path), "utf8")
    .split("\n")
    .filter((line) => line.length > 120 && !/^\s*(?:\/\/|\/?\*)|"[^"]{60,}"/.test(line));
  expect(long).toEqual([]);
});
