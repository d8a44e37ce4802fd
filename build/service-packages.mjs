/**
 * Makes the packages that services install: `featlang-runtime`, what a generated client needs, and `featlang-server`, the
 * server `feat-serve`. Neither has a compiler or a warehouse. `docs/decisions/036-packages-for-services.md` says why.
 */
import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundle, manifest, root } from "./bundle.mjs";

/** What reading from Redis needs. */
const reading = ["ioredis", "jsonc-parser"];
/** Drivers of other stores, and what keeps pushed rows as files. An error names the one that is missing. */
const drivers = ["hyparquet-writer", "lmdb", "pg"];
/** What `feat stream` needs, which services do not run. */
const topics = ["@platformatic/kafka", "avsc"];

const runtime = {
  entry: "runtime/service.ts",
  description: "The runtime of clients that Feat generates: reads features from an online store.",
  dependencies: reading,
  surface: {
    exports: {
      "./runtime": { types: "./runtime/service.d.ts", default: "./runtime/service.js" },
      "./package.json": "./package.json",
    },
  },
  declarations: true,
};
const server = {
  entry: "runtime/serve/main.ts",
  description: "Serves the features of a client that Feat generated over HTTP.",
  dependencies: [
    ...reading,
    "@fastify/cors",
    "@fastify/swagger",
    "@fastify/swagger-ui",
    "@opentelemetry/api",
    "fastify",
    "jiti",
    "prom-client",
  ].sort(),
  surface: { bin: { "feat-serve": "./runtime/serve/main.js" } },
  declarations: false,
};
const packages = { "featlang-runtime": runtime, "featlang-server": server };

/**
 * Writes a package into a folder.
 *
 * @param {keyof typeof packages} name @param {string} folder
 */
export async function makePackage(name, folder) {
  const made = packages[name];
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  if (made.declarations) declare(folder);
  await bundle([made.entry], folder);
  const versions = Object.fromEntries(made.dependencies.map((each) => [each, manifest.dependencies[each]]));
  const peers = {
    ...Object.fromEntries(drivers.map((each) => [each, `^${manifest.dependencies[each]}`])),
    ...Object.fromEntries(Object.entries(manifest.peerDependencies).filter(([name]) => !topics.includes(name))),
  };
  const { version, license, type, engines } = manifest;
  const text = {
    name,
    version,
    description: made.description,
    license,
    type,
    engines,
    ...made.surface,
    dependencies: versions,
    peerDependencies: peers,
    peerDependenciesMeta: Object.fromEntries(Object.keys(peers).map((each) => [each, { optional: true }])),
  };
  writeFileSync(join(folder, "package.json"), `${JSON.stringify(text, null, 2)}\n`);
  copyFileSync(join(root, "LICENSE"), join(folder, "LICENSE"));
  copyFileSync(join(root, "docs/service-packages.md"), join(folder, "README.md"));
}

/** @param {string} folder */
function declare(folder) {
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const args = [tsc, "-p", "tsconfig.runtime.json", "--outDir", folder];
  const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: "inherit" });
  if (status !== 0) throw new Error("the declarations of the runtime could not be made");
}
