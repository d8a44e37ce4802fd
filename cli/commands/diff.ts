import type { Command } from "commander";
import { type Cli, note } from "../cli.js";
import {
  allowBreakingOption,
  allowedBy,
  type ComparingOptions,
  changesJson,
  documentAs,
  formatOption,
  printChanges,
} from "../diff/report.js";
import { exitCodes } from "../exit.js";
import type { ProjectOptions } from "../project.js";
import { FeatCommand } from "./command.js";

interface DiffOptions extends ProjectOptions, ComparingOptions {}

/** Compares two versions of a project, without a store. */
export const diff = (cli: Cli): Command =>
  new FeatCommand(cli, "diff")
    .description(
      "Show what changes between two versions of the project, and what it breaks; fails if something breaks that is not allowed",
    )
    .argument(
      "<before>",
      "the version of before: a git revision, a manifest.json, a project's folder, or registry:TARGET@VERSION",
    )
    .argument("[after]", "the version of after (default: the project as it is now)")
    .addOption(formatOption())
    .addOption(allowBreakingOption("do not fail for what breaks in this view, transform or service (repeatable)"))
    .examples(
      "feat diff origin/main",
      "feat diff v1.2 v1.3 --format markdown",
      "feat diff generated/shop/manifest.json",
      "feat diff registry:prod@3 registry:prod",
      "feat diff origin/main --allow-breaking churn_v1",
    )
    .answer(async (first: string, second: string | undefined, _: unknown, command: Command) => {
      const { diffProjects } = await import("../../compiler/diff/index.js");
      const { namedSide, workingSide } = await import("../diff/side.js");
      const { factsFor } = await import("../diff/facts.js");
      const options = command.optsWithGlobals<DiffOptions>();
      const before = await namedSide(cli, first, options);
      const after = second === undefined ? workingSide(cli, options) : await namedSide(cli, second, options);
      const changes = diffProjects(before.project, after.project, factsFor(cli, after));
      const allowed = allowedBy(cli, options.allowBreaking ?? [], changes);
      const breaking = changes.filter((change) => change.class === "breaking" && !allowed(change));
      if (breaking.length > 0) cli.code = exitCodes.failed;
      const comparison = { before: before.label, after: after.label, changes, allowed, shown: after.shown };
      await printChanges(cli, options.format, comparison);
      if (breaking.length > 0)
        note(
          cli,
          `${cli.err.error("breaking")}: ${breaking.map(({ kind, name }) => `${kind} ${name}`).join(", ")}\n` +
            `${cli.err.help("help")}: keep what others read and add something new beside it, such as a service with another name; or --allow-breaking NAME`,
        );
      return documentAs(cli, options.format, {
        before: before.label,
        after: after.label,
        breaking: breaking.length,
        changes: changesJson(comparison),
      });
    });
