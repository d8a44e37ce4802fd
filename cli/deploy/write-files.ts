import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { writeWhole } from "../write-whole.js";
import type { DeployFile } from "./deployment.js";

export interface Written {
  readonly written: readonly string[];
  readonly unchanged: readonly string[];
  /** Those that were edited, and would be written otherwise. */
  readonly kept: readonly string[];
}

/**
 * Writes files that people may edit. The first line of each says which text was written, so that an edited one is known
 * by it, and is replaced only if `force` says so. `command`: the one that writes them. `shown` gives a path as people
 * see it.
 */
export function writeFiles(
  folder: string,
  files: readonly DeployFile[],
  {
    command,
    force,
    shown,
  }: { readonly command: string; readonly force: boolean; readonly shown: (path: string) => string },
): Written {
  const begins = `# Written by \`feat ${command}\`, which does not replace it once it is edited: `;
  const isUntouched = (text: string): boolean => {
    const end = text.indexOf("\n");
    return text.startsWith(begins) && text.slice(begins.length, end) === digest(text.slice(end + 1));
  };
  const marked = files.map(({ path, text }) => ({ path, text: `${begins}${digest(text)}\n${text}` }));
  const there = (path: string): string | null => {
    const full = join(folder, path);
    return existsSync(full) ? readFileSync(full, "utf8") : null;
  };
  const unchanged = marked.filter(({ path, text }) => there(path) === text);
  const kept = marked.filter((file) => {
    const stands = there(file.path);
    return !force && stands !== null && !unchanged.includes(file) && !isUntouched(stands);
  });
  const changed = marked.filter((file) => !unchanged.includes(file) && !kept.includes(file));
  for (const { path, text } of changed) writeWhole(join(folder, path), text, shown(path));
  const paths = (list: readonly DeployFile[]) => list.map(({ path }) => path);
  return { written: paths(changed), unchanged: paths(unchanged), kept: paths(kept) };
}

const digest = (text: string): string => createHash("sha256").update(text).digest("hex").slice(0, 16);
