import type { Command } from "commander";
import type { Change } from "../../compiler/diff/index.js";
import { type Cli, note, print } from "../cli.js";
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
import type { TargetOptions } from "../target.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface PlanOptions extends TargetOptions, ComparingOptions {
  readonly estimate: boolean;
}

/** True for a view whose stored values are not those of the target. A grave change may hide a lighter one. */
const mustBeFilled = ({ kind, action, details }: Change): boolean =>
  kind === "view" &&
  (action === "added" || details.some((detail) => detail.class === "rebuild" || detail.class === "layout"));

/** Compares the project with what a target has, and changes nothing. */
export const plan = (cli: Cli): Command =>
  new FeatCommand(cli, "plan")
    .description("Show what `feat apply` would change at a target, what it breaks and what must be filled again")
    .addOption(targetOption())
    .addOption(formatOption())
    .addOption(allowBreakingOption("do not fail for what breaks in this service, view or transform (repeatable)"))
    .option("--no-estimate", "do not count in the warehouse how many rows must be filled")
    .examples("feat plan --target prod", "feat plan --target prod --format markdown --no-estimate")
    .answer(async (_: unknown, command: Command) => {
      const { loadProject, shownIn } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { openRegistryOf } = await import("../registry/index.js");
      const { against } = await import("../registry/against.js");
      const { refusedIn } = await import("../registry/contract.js");
      const options = command.optsWithGlobals<PlanOptions>();
      const loaded = loadProject(cli, options);
      const { project } = loaded;
      const target = targetOf(cli, loaded, options).name;
      await using registry = await openRegistryOf(cli, loaded);
      const { before, changes } = await against(cli, registry, loaded, target);
      const named = allowedBy(cli, options.allowBreaking ?? [], changes);
      const refused = refusedIn(changes).filter(({ change }) => !named(change));
      if (refused.length > 0) cli.code = exitCodes.failed;
      const comparison = {
        before: before === null ? `${target}, where nothing is applied,` : `${target}@${before.number}`,
        after: "the project",
        changes,
        // What nobody relies on may break.
        allowed: (change: Change) => !refused.some((one) => one.change === change),
        shown: shownIn(cli, loaded),
      };
      const filled = new Set(changes.filter(mustBeFilled).map(({ name }) => name));
      const toFill = project.views.filter(({ name }) => filled.has(name));
      const { rowsToFill } = await import("../registry/rows-to-fill.js");
      const fill = options.estimate
        ? await rowsToFill(cli, loaded, options, toFill)
        : toFill.map(({ name: view }) => ({ view, rows: null, why: "--no-estimate" }));
      await printChanges(cli, options.format, comparison);
      if (options.format === "text" || options.format === "markdown")
        for (const { view, rows, why } of fill)
          print(
            cli,
            `to fill: view ${view}, ${rows === null ? `rows not known (${why})` : `about ${plural(rows, "row")}`}`,
          );
      if (refused.length > 0)
        note(
          cli,
          `${cli.err.error("refused")}: ${refused.map(({ change }) => `${change.kind} ${change.name}`).join(", ")}\n` +
            `${cli.err.help("help")}: \`feat apply\` refuses this, because others rely on it: add something new beside it, or allow it by \`feat apply --allow-breaking NAME --reason "…"\``,
        );
      return documentAs(cli, options.format, {
        target,
        registry: registry.address,
        version: before,
        refused: refused.map(({ change }) => change.name),
        fill,
        changes: changesJson(comparison),
      });
    });
