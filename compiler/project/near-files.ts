import type { Host } from "./host.js";

/** The patterns that match some of a project's `.feat` files, the widest first. */
export function patternsThatMatch(host: Host, dir: string, out: string): readonly string[] {
  const patterns = new Set<string>();
  for (const file of host.list(dir, "**/*.feat")) {
    if (file.startsWith(`${out}/`)) continue;
    const folders = file.split("/").slice(0, -1);
    for (const index of folders.keys()) patterns.add(`${folders.slice(0, index + 1).join("/")}/**/*.feat`);
    patterns.add([...folders, "*.feat"].join("/"));
  }
  const depth = (pattern: string) => pattern.split("/").length;
  return [...patterns].sort((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1));
}

/** The YAML files of a project that may be those of its sources. */
export const yamlFiles = (host: Host, dir: string, project: string): readonly string[] =>
  ["**/*.yaml", "**/*.yml"].flatMap((pattern) => host.list(dir, pattern)).filter((path) => path !== project);
