import type { Command } from "commander";
import type { SourceReport } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, note, print } from "../cli.js";
import { exitCodes } from "../exit.js";
import { instantOption } from "../instant.js";
import type { TargetOptions } from "../target.js";
import { rowsLeftOut, sourceJson } from "../terminal/rows-left-out.js";
import { ruleJson, ruleText } from "../terminal/rules.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface ValidateOptions extends TargetOptions {
  readonly at?: string;
}

/** Checks the views' `expect`s on their values at an instant. */
export const validate = (cli: Cli): Command =>
  new FeatCommand(cli, "validate")
    .description("Check the `expect`s of views on the values of an instant; fails if one does not hold")
    .argument("[views...]", "the views (default: all)")
    .option("--at <time>", "the instant, in RFC 3339 (default: now)")
    .addOption(targetOption())
    .examples("feat validate customer_orders --at 2024-03-01T00:00:00Z")
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { checkArtifact } = await import("../../compiler/sql/index.js");
      const { loadArtifact } = await import("../../compiler/typescript/index.js");
      const { validate: validateViews } = await import("../../runtime/validate/index.js");
      const { loadProject, shownIn } = await import("../project.js");
      const { forTarget, openWarehouse } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<ValidateOptions>();
      const at = instantOption("--at", options.at) ?? cli.world.now();
      const loaded = loadProject(cli, options);
      const { dialect, project } = await forTarget(cli, loaded, options);
      const views =
        names.length === 0 ? project.views : [...new Set(names)].map((name) => choose(project.views, name, "view"));
      const checks = views.flatMap((view) => checkArtifact(project, view, { dialect }) ?? []);
      const without = views.filter(({ expects }) => expects.length === 0).map(({ name }) => name);
      if (checks.length === 0) {
        if (views.length === 0) print(cli, `${project.name} has no views`);
        else print(cli, names.length === 0 ? `no view of ${project.name} has an \`expect\`` : noRules(without));
        return { rules: [], sources: [] };
      }
      await using warehouse = await openWarehouse(cli, loaded, options);
      const bar = progress(cli.world, !options.json);
      try {
        let sources: readonly SourceReport[] = [];
        const results = await validateViews({
          warehouse,
          project: loadArtifact(project, loaded.externs),
          checks,
          at,
          onSources: (found) => {
            sources = found;
          },
          onProgress: ({ view, index, views: count }) => bar.show(view ?? "", index / count),
        });
        bar.stop();
        const failed = results.filter(({ holds }) => !holds).length;
        if (failed > 0) cli.code = exitCodes.failed;
        for (const result of results) print(cli, ruleText(result, cli.out, shownIn(cli, loaded)));
        if (names.length > 0 && without.length > 0) note(cli, noRules(without));
        const held = `${plural(results.length - failed, "rule")} ${results.length - failed === 1 ? "holds" : "hold"}`;
        print(
          cli,
          failed === 0
            ? `\n${cli.out.good(held)}`
            : `\n${cli.out.bad(`${plural(failed, "rule")} ${failed === 1 ? "fails" : "fail"}`)}, ${results.length - failed} ${results.length - failed === 1 ? "holds" : "hold"}`,
        );
        for (const line of rowsLeftOut(sources)) print(cli, line);
        return { rules: results.map(ruleJson), sources: sources.map(sourceJson) };
      } finally {
        bar.stop();
      }
    });

const noRules = (views: readonly string[]): string =>
  `${views.length === 1 ? "view" : "views"} ${views.map((name) => `\`${name}\``).join(", ")} ${views.length === 1 ? "has" : "have"} no \`expect\``;
