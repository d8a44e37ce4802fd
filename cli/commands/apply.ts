import type { Command } from "commander";
import { type Cli, print } from "../cli.js";
import { allowBreakingOption, allowedBy } from "../diff/report.js";
import type { TargetOptions } from "../target.js";
import { version as feat } from "../version.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface ApplyOptions extends TargetOptions {
  readonly message?: string;
  readonly allowBreaking?: readonly string[];
  readonly reason?: string;
}

/** Makes the project as it is now current at a target. */
export const apply = (cli: Cli): Command =>
  new FeatCommand(cli, "apply")
    .description("Make the project as it is now current at a target, in the registry")
    .option("--message <text>", "what the log says of it")
    .addOption(allowBreakingOption("break what others rely on in this service, view or transform (repeatable)"))
    .option("--reason <text>", "why that may break; the log keeps it")
    .addOption(targetOption())
    .examples(
      "feat apply --target prod",
      'feat apply --target prod --message "two more windows"',
      'feat apply --target prod --allow-breaking churn_v1 --reason "its last caller is gone"',
    )
    .answer(async (_: unknown, command: Command) => {
      const { loadProject, shownIn } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { manifestText } = await import("../../compiler/ir/manifest.js");
      const { authorship, openRegistryOf } = await import("../registry/index.js");
      const { against } = await import("../registry/against.js");
      const { allowedBreaks, refusedIn } = await import("../registry/contract.js");
      const { snapshotId } = await import("../../runtime/registry/index.js");
      const options = command.optsWithGlobals<ApplyOptions>();
      const loaded = loadProject(cli, options);
      const target = targetOf(cli, loaded, options).name;
      await using registry = await openRegistryOf(cli, loaded);
      const document = { target, registry: registry.address };
      const { before, changes } = await against(cli, registry, loaded, target);
      const text = manifestText(loaded.project);
      if (before?.snapshot === snapshotId(text)) {
        print(cli, `${cli.out.good("no change")} ${target} has version ${before.number} of ${loaded.project.name}`);
        return { ...document, applied: false, version: before };
      }
      const names = options.allowBreaking ?? [];
      allowedBy(cli, names, changes);
      const allowed = allowedBreaks(refusedIn(changes), names, options.reason);
      const applied = await registry.apply(before, text, {
        target,
        action: { kind: "apply" },
        ...authorship(cli, loaded),
        message: options.message ?? null,
        allowed,
        feat,
      });
      if (!applied.won) {
        const { lost } = await import("../registry/lost.js");
        throw await lost(cli, registry, before, applied.current);
      }
      const { changeText } = await import("../diff/text.js");
      for (const change of before === null ? [] : changes)
        print(cli, changeText(change, cli.out, shownIn(cli, loaded)));
      print(cli, `${cli.out.good("applied")} version ${applied.version.number} of ${loaded.project.name} to ${target}`);
      return { ...document, applied: true, version: applied.version };
    });
