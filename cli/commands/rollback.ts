import type { Command } from "commander";
import { type Cli, print } from "../cli.js";
import { usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { version as feat } from "../version.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface RollbackOptions extends TargetOptions {
  readonly message?: string;
}

/** Makes the manifest of an earlier version current again. */
export const rollback = (cli: Cli): Command =>
  new FeatCommand(cli, "rollback")
    .description(
      "Make an earlier version current again at a target, as a new version of the log; the project's files stay as they are",
    )
    .argument("[version]", "its number (default: the one before the current one)")
    .option("--message <text>", "what the log says of it")
    .addOption(targetOption())
    .examples("feat rollback --target prod", 'feat rollback 3 --target prod --message "wrong currency"')
    .answer(async (said: string | undefined, _: unknown, command: Command) => {
      const { loadConfigured } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { authorship, openRegistryOf } = await import("../registry/index.js");
      const { versionNamed, versionNumber } = await import("../registry/version-named.js");
      const options = command.optsWithGlobals<RollbackOptions>();
      const loaded = loadConfigured(cli, options);
      const target = targetOf(cli, loaded, options).name;
      await using registry = await openRegistryOf(cli, loaded);
      const before = await versionNamed(registry, target, null);
      if (said === undefined && before.number === 1)
        throw usage(`target \`${target}\` has one version only: there is nothing to go back to`);
      const restored = await versionNamed(
        registry,
        target,
        said === undefined ? before.number - 1 : versionNumber(said),
      );
      const document = { target, registry: registry.address, restored: restored.number };
      if (restored.snapshot === before.snapshot) {
        print(
          cli,
          `${cli.out.good("no change")} version ${before.number} of ${target} has the manifest of version ${restored.number}`,
        );
        return { ...document, applied: false, version: before };
      }
      const applied = await registry.apply(before, await registry.manifest(restored), {
        target,
        action: { kind: "rollback", restored: restored.number },
        ...authorship(cli, loaded),
        revision: restored.revision,
        message: options.message ?? null,
        allowed: [],
        feat,
      });
      if (!applied.won) {
        const { lost } = await import("../registry/lost.js");
        throw await lost(cli, registry, before, applied.current);
      }
      print(
        cli,
        `${cli.out.good("rolled back")} ${target} to version ${restored.number}, as version ${applied.version.number}`,
      );
      return { ...document, applied: true, version: applied.version };
    });
