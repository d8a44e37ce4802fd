import { posix } from "node:path";
import { globMatcher, globRoot, type Host, projectFile } from "../../compiler/project/index.js";
import { isSkipped } from "../disk-host.js";
import { data } from "../exit.js";
import { git, gitNeeded } from "../git.js";

/** A revision of the git repository that a folder is in. */
export interface Revision {
  readonly commit: string;
  /** The folder, relative to the repository's root; `.` for the root itself. */
  readonly folder: string;
  readonly host: Host;
}

/** Null if git does not know the revision, or the folder is in no repository. */
export function revisionOf(dir: string, name: string): Revision | null {
  // A name that begins with `-` would be an option.
  if (name.startsWith("-")) return null;
  const commit = git(dir, ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`]);
  if (commit === null) return null;
  const prefix = git(dir, ["rev-parse", "--show-prefix"])?.toString("utf8").trim() ?? "";
  const id = commit.toString("utf8").trim();
  return { commit: id, folder: posix.join(prefix, "."), host: hostOf(dir, id) };
}

/** The texts that a project reads. Other files of the repository are not fetched. */
const isText = (path: string): boolean => /\.(feat|ya?ml|ts)$/.test(path);

function hostOf(dir: string, commit: string): Host {
  const listed = gitNeeded(dir, ["ls-tree", "-r", "-z", "--full-tree", commit]).toString("utf8");
  const blobs = new Map(
    listed.split("\0").flatMap((line): [string, string][] => {
      const [, type, blob, path] = /^\d+ (\w+) (\w+)\t([\s\S]*)$/.exec(line) ?? [];
      return type === "blob" && isText(path!) ? [[path!, blob!]] : [];
    }),
  );
  const projects = new Set([...blobs.keys()].filter((path) => posix.basename(path) === projectFile).map(posix.dirname));
  const texts = new Map<string, string>();
  return {
    read(path) {
      const own = posix.normalize(path);
      const blob = blobs.get(own);
      if (blob === undefined) return null;
      if (!texts.has(own)) fetch(dir, [[own, blob]], texts);
      return texts.get(own) ?? null;
    },
    list(folder, pattern) {
      const matches = globMatcher(pattern);
      const root = posix.join(folder, globRoot(pattern));
      const found = [...blobs.keys()].flatMap((path) => {
        const own = posix.relative(folder, path);
        return isUnder(path, root) && matches(own) && isOwn(path, root, projects) ? [own] : [];
      });
      const paths = found.map((own) => posix.join(folder, own)).filter((path) => !texts.has(path));
      fetch(
        dir,
        paths.map((path) => [path, blobs.get(path)!]),
        texts,
      );
      return found.sort();
    },
  };
}

const isUnder = (path: string, folder: string): boolean => folder === "." || path.startsWith(`${folder}/`);

/** Hidden folders, installed packages and folders of other projects are not entered, as on disk. */
function isOwn(path: string, root: string, projects: ReadonlySet<string>): boolean {
  for (let folder = posix.dirname(path); folder !== root && folder !== "."; folder = posix.dirname(folder))
    if (isSkipped(posix.basename(folder)) || projects.has(folder)) return false;
  return true;
}

/** Reads many blobs with one process. */
function fetch(
  dir: string,
  blobs: readonly (readonly [path: string, blob: string])[],
  texts: Map<string, string>,
): void {
  if (blobs.length === 0) return;
  const bytes = gitNeeded(dir, ["cat-file", "--batch"], `${blobs.map(([, blob]) => blob).join("\n")}\n`);
  let at = 0;
  for (const [path] of blobs) {
    const end = bytes.indexOf(0x0a, at);
    const size = Number(bytes.toString("latin1", at, end).split(" ")[2]);
    if (!Number.isSafeInteger(size)) throw data(`git did not give ${path}: ${bytes.toString("utf8", at, end)}`);
    texts.set(path, bytes.toString("utf8", end + 1, end + 1 + size));
    at = end + 1 + size + 1;
  }
}
