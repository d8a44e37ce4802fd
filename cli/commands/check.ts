import type { Command } from "commander";
import { type Cli, note, noteDiagnostics, print } from "../cli.js";
import { exitCodes } from "../exit.js";
import type { ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { strictOption } from "./options.js";

/** Reports what is wrong with a project, and writes nothing. */
export const check = (cli: Cli): Command =>
  new FeatCommand(cli, "check")
    .description("Report the errors and warnings of the project; reads no data and writes nothing")
    .addOption(strictOption())
    .examples("feat check --strict")
    .answer(async (_: unknown, command: Command) => {
      const { checkProject } = await import("../project.js");
      const options = command.optsWithGlobals<ProjectOptions & { readonly strict?: true }>();
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      const ok = compiled !== null && !(options.strict && diagnostics.length > 0);
      cli.code = ok ? exitCodes.done : exitCodes.failed;
      noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      if (compiled === null) return { project: null };
      if (!ok) {
        note(cli, cli.err.error("warnings are errors under --strict"));
        return { project: compiled.config.name };
      }
      const { project } = compiled;
      const parts = [
        plural(project.sources.length, "source"),
        plural(project.views.length, "view"),
        plural(project.transforms.length, "transform"),
        plural(project.services.length, "service"),
      ];
      print(cli, `${cli.out.good("ok")} ${project.name}: ${parts.join(", ")}`);
      return { project: project.name };
    });
