/** The registry in a folder, on the disk of this machine. */
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { openRegistry } from "../../runtime/registry/index.js";
import { registryConformance } from "./conformance.js";
import { made, nowhere } from "./under-test.js";

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), "feat-registry-"));
  onTestFinished(() => {
    chmodSync(path, 0o755);
    rmSync(path, { recursive: true, force: true });
  });
  return path;
}

registryConformance({
  kind: "a folder",
  fresh: async () => ({ ...nowhere, path: folder() }),
  tamper: async ({ path }, part, change) => {
    const own =
      part.part === "snapshot" ? `snapshots/${part.id}.json.gz` : `targets/${part.target}/${part.number}.json`;
    const file = join(path!, "shop", own);
    const bytes = change(readFileSync(file));
    if (bytes === null) rmSync(file);
    else writeFileSync(file, bytes);
  },
});

test("files are small, named for what they are, and nothing is left beside them", async () => {
  const path = folder();
  await using registry = await openRegistry({ ...nowhere, path }, "shop", "/");
  await registry.apply(null, "{}", made("prod", "ann"));
  await registry.apply(null, "{}", made("prod", "bob"));
  const files = readdirSync(path, { recursive: true, encoding: "utf8" }).filter((name) => /\.\w+$/.test(name));
  expect(files.sort()).toEqual([
    "shop/snapshots/44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a.json.gz",
    "shop/targets/prod/1.json",
  ]);
  expect(registry.address).toBe(path);
});

test("a file in the place of the folder is told", async () => {
  const path = join(folder(), "registry");
  writeFileSync(path, "");
  await using registry = await openRegistry({ ...nowhere, path }, "shop", "/");
  await expect(registry.apply(null, "{}", made("prod", "ann"))).rejects.toThrow(`the registry at ${path}: `);
});

test("a folder in the place of a version, and a file above it, are told with their path", async () => {
  const path = folder();
  await using registry = await openRegistry({ ...nowhere, path }, "shop", "/");
  mkdirSync(join(path, "shop/targets/prod/1.json"), { recursive: true });
  await expect(registry.current("prod")).rejects.toThrow(
    `the registry at ${path}: there is a folder at ${path}/shop/targets/prod/1.json, where a file is needed: move it away`,
  );
  rmSync(join(path, "shop"), { recursive: true });
  writeFileSync(join(path, "shop"), "");
  await expect(registry.current("prod")).rejects.toThrow(
    `the registry at ${path}: there is a file above ${path}/shop/targets/prod, where a folder is needed: move it away`,
  );
});
