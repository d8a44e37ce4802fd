import type { AppliedVersion, Registry } from "../../runtime/registry/index.js";
import type { Cli } from "../cli.js";
import { Exit, exitCodes } from "../exit.js";
import { projectOf } from "./index.js";
import { versionSentence } from "./version-text.js";

/**
 * Ends a command whose version did not become current, because another writer was quicker. It tells against whom it
 * lost, and what that one changed.
 */
export async function lost(
  cli: Cli,
  registry: Registry,
  before: AppliedVersion | null,
  winner: AppliedVersion | null,
): Promise<Exit> {
  const help = "look at what changed with `feat plan`, and run the command again";
  if (winner === null)
    return new Exit(exitCodes.failed, "the target has no version any more: the registry was emptied", help);
  const { diffProjects } = await import("../../compiler/diff/index.js");
  const { changeText } = await import("../diff/text.js");
  const { firstFew, moreText } = await import("../terminal/first-few.js");
  const now = await projectOf(registry, winner);
  const changes = before === null ? [] : diffProjects((await projectOf(registry, before)).project, now.project);
  const { shown, more } = firstFew(changes, cli.all);
  const lines = [...shown.map((change) => changeText(change, cli.err, null)), ...(more === 0 ? [] : [moreText(more)])];
  const what =
    before === null
      ? ""
      : changes.length === 0
        ? "\nit changed nothing that is read"
        : `\nit changed:\n${lines.join("\n")}`;
  return new Exit(exitCodes.failed, `nothing was applied: meanwhile came ${versionSentence(winner)}${what}`, help);
}
