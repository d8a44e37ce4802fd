import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import type { ProjectArtifact } from "../artifacts.js";
import { DataError } from "../errors.js";
import * as runtime from "../service.js";

/**
 * Loads the project from a generated client, in TypeScript or JavaScript. Each call of the returned function loads the
 * client anew, with all that it imports outside of `node_modules`.
 */
export function clientLoader(path: string): () => Promise<ProjectArtifact> {
  let loaded: readonly string[] = [];
  return async () => {
    if (!existsSync(path)) throw new DataError(`${path}: no such file`);
    const { createJiti } = await import("jiti");
    const jiti = createJiti(pathToFileURL(path).href, {
      fsCache: false,
      tryNative: false,
      // Generated code and this server must have the same classes: an error of the one is caught by the other.
      virtualModules: { "featlang/runtime": runtime },
    });
    const { cache } = createRequire(import.meta.url);
    for (const file of loaded) delete cache[file];
    const before = new Set(Object.keys(cache));
    const client = await jiti.import<Readonly<Record<string, unknown>>>(path);
    loaded = Object.keys(cache).filter((file) => !before.has(file) && !/[\\/]node_modules[\\/]/.test(file));
    if (!isProject(client.project))
      throw new DataError(`${path} exports no \`project\`: name the \`client.ts\` that \`feat compile\` writes`);
    return client.project;
  };
}

const isProject = (value: unknown): value is ProjectArtifact =>
  typeof value === "object" && value !== null && "name" in value && "views" in value && "services" in value;
