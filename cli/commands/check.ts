import { Command } from "commander";
import { type Cli, jsonDiagnostics, note, noteDiagnostics, print, printJson } from "../cli.js";
import { exitCodes } from "../exit.js";
import { checkProject, type ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { jsonOption, strictOption } from "./options.js";

/** Says what is wrong with a project, and writes nothing. */
export const check = (cli: Cli): Command =>
  new Command("check")
    .description("Type-check the project; reads no data and writes nothing")
    .addOption(strictOption())
    .addOption(jsonOption())
    .action((_, command: Command) => {
      const options = command.optsWithGlobals<ProjectOptions & { readonly strict?: true }>();
      const checked = checkProject(cli, options);
      const { compiled, diagnostics } = checked;
      const ok = compiled !== null && !(options.strict && diagnostics.length > 0);
      cli.code = ok ? exitCodes.done : exitCodes.failed;
      if (options.json) {
        const project = compiled?.config.name ?? null;
        printJson(cli, { ok, project, diagnostics: jsonDiagnostics(diagnostics, checked.read) });
        return;
      }
      noteDiagnostics(cli, diagnostics, checked.read, checked.shown);
      if (!ok && compiled !== null) note(cli, cli.err.error("warnings are errors under --strict"));
      if (compiled === null || !ok) return;
      const { project } = compiled;
      const parts = [
        plural(project.sources.length, "source"),
        plural(project.views.length, "view"),
        plural(project.transforms.length, "transform"),
        plural(project.services.length, "service"),
      ];
      print(cli, `${cli.out.good("ok")} ${project.name}: ${parts.join(", ")}`);
    });
