/**
 * `feat check`: what is wrong with a project, and with `--data` also with the data of its sources.
 *
 * In: a project. Out: its errors and warnings; with `--data` what is declared against what is there.
 * Always: nothing is written. All that is found is reported, not only the first of it.
 */
import { type Command, Option } from "commander";
import { type Cli, note, noteDiagnostics, print } from "../../cli.js";
import { exitCodes, usage } from "../../exit.js";
import type { TargetOptions } from "../../target.js";
import { plural } from "../../terminal/table.js";
import { FeatCommand } from "../command.js";
import { memoryOption, strictOption, targetOption } from "../options.js";

interface CheckOptions extends TargetOptions {
  readonly strict?: true;
  readonly data?: true;
}

export const check = (cli: Cli): Command =>
  new FeatCommand(cli, "check")
    .description(
      "Report the errors and warnings of the project; with --data also where its sources' data differ from it",
    )
    .argument("[sources...]", "with --data: the sources to check (default: all)")
    .addOption(
      new Option("--data", "compare what is declared of the sources with their data, in the target's warehouse"),
    )
    .addOption(strictOption())
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples("feat check --strict", "feat check --data", "feat check --data orders --target prod")
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { checkProject } = await import("../../project.js");
      const options = command.optsWithGlobals<CheckOptions>();
      if (names.length > 0 && options.data !== true)
        throw usage("sources are checked with --data", `\`feat check --data ${names.join(" ")}\``);
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      const ok = compiled !== null && !(options.strict && diagnostics.length > 0);
      cli.code = ok ? exitCodes.done : exitCodes.failed;
      noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      if (compiled === null) return { project: null };
      const { project } = compiled;
      if (!ok) note(cli, cli.err.error("warnings are errors under --strict"));
      if (options.data === true) {
        const data = await reportData(cli, { dir: checked.dir, ...compiled }, names, options);
        return { project: project.name, ...data };
      }
      if (!ok) return { project: project.name };
      const parts = [
        plural(project.sources.length, "source"),
        plural(project.views.length, "view"),
        plural(project.transforms.length, "transform"),
        plural(project.services.length, "service"),
      ];
      print(cli, `${cli.out.good("ok")} ${project.name}: ${parts.join(", ")}`);
      return { project: project.name };
    });

/** Checks the data and prints what was found. Errors, and under `--strict` warnings, set the exit code. */
async function reportData(
  cli: Cli,
  project: Parameters<typeof import("./data.js").checkData>[1],
  names: readonly string[],
  options: CheckOptions,
) {
  const { checkData } = await import("./data.js");
  const { countsText, findingsJson, findingsText } = await import("../../findings/index.js");
  const { shownIn } = await import("../../project.js");
  const { targetOf } = await import("../../target.js");
  const sources = await checkData(cli, project, names, options);
  for (const source of sources)
    cli.world.out.write(findingsText(source, cli.out, cli.world.out.width, shownIn(cli, project)));
  const all = sources.flatMap(({ findings }) => findings);
  const failed = all.some(
    ({ severity }) => severity === "error" || (options.strict === true && severity === "warning"),
  );
  const checkedText = `${plural(sources.length, "source")} on target ${targetOf(cli, project, options).name}`;
  const counts = countsText(sources);
  if (failed) cli.code = exitCodes.failed;
  print(
    cli,
    failed
      ? `\n${cli.out.bad(counts)}: ${checkedText}${all.some(({ severity }) => severity === "error") ? "" : "; warnings are errors under --strict"}`
      : `\n${cli.out.good("ok")} ${checkedText}${counts === "" ? "" : `: ${counts}`}`,
  );
  return { target: targetOf(cli, project, options).name, sources: sources.map(findingsJson) };
}
