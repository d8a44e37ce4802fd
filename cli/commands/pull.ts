import { join } from "node:path";
import type { Command } from "commander";
import { visible } from "../../runtime/visible.js";
import { type Cli, print } from "../cli.js";
import { exitCodes } from "../exit.js";
import { interruptible } from "../interrupt.js";
import type { TargetOptions } from "../target.js";
import { reportPulled } from "../terminal/pulled.js";
import { FeatCommand } from "./command.js";
import { memoryOption, targetOption } from "./options.js";

interface PullOptions extends TargetOptions {
  readonly dryRun?: true;
}

/** Writes how data are declared into the YAML of sources. */
export const pull = (cli: Cli): Command =>
  new FeatCommand(cli, "pull")
    .description(
      "Write sources.yaml from data: declares what is new, keeps what you wrote, and marks each guess by a comment",
    )
    .argument(
      "[data...]",
      "files, folders of files, sources, or tables of the target (also as table:NAME); default: the data of all sources",
    )
    .option("--dry-run", "print what would change, and write nothing")
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples(
      "feat pull data/*.parquet orders.csv",
      "feat pull table:public.orders --target prod",
      "feat pull --dry-run",
    )
    .answer(async (said: readonly string[], _: unknown, command: Command) => {
      const { findProject, shownIn } = await import("../project.js");
      const { projectToPull, pullSources } = await import("../pull/index.js");
      const { writeWhole } = await import("../write-whole.js");
      const { diffText } = await import("../terminal/diff.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<PullOptions>();
      const project = projectToPull(cli, findProject(cli.world, options.project));
      const shown = shownIn(cli, project);
      const bar = progress(cli.world, !options.json);
      try {
        const { pulled, files } = await interruptible(
          cli,
          () => "nothing was written",
          (signal) => pullSources(cli, project, said, options, (text, done) => bar.show(text, done), signal),
        );
        bar.stop();
        if (options.dryRun !== true)
          for (const { file, after } of files) writeWhole(join(project.dir, file), after, shown(file));
        for (const one of pulled) reportPulled(cli, one, shown);
        if (pulled.length === 0)
          print(cli, "there are no sources yet; name files or tables: `feat pull data/orders.parquet`");
        if (options.dryRun === true) {
          for (const { file, before, after } of files)
            print(cli, ["", `${shown(file)}:`, ...diffText(before, after).map(visible)].join("\n"));
          print(cli, files.length === 0 ? "nothing would change" : `\nnothing was written, because of --dry-run`);
        }
        if (pulled.some(({ action }) => action === "unreadable")) cli.code = exitCodes.data;
        return {
          dryRun: options.dryRun === true,
          sources: pulled,
          files: files.map(({ file, after }) => ({ file, text: after })),
        };
      } finally {
        bar.stop();
      }
    });
