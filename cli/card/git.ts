import { git, hasGit } from "../git.js";
import type { Card } from "./card.js";

/** The revision of a folder. Files that git does not know do not count: the training set itself may be one. */
export function commitOf(dir: string): Card["git"] {
  if (!hasGit()) return null;
  const commit = git(dir, ["rev-parse", "--verify", "--quiet", "HEAD"]);
  if (commit === null) return null;
  const changes = git(dir, ["status", "--porcelain", "--untracked-files=no", "--", "."]);
  return { commit: commit.toString("utf8").trim(), modified: changes === null || changes.length > 0 };
}
