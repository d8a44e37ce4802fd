import type { Command } from "commander";
import type { View } from "../../compiler/ir/index.js";
import type { OnlineStore } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, print } from "../cli.js";
import { Exit, exitCodes, usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { grouped, plural, table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface ResetOptions extends TargetOptions {
  readonly allViews?: true;
  readonly yes?: true;
}

/** Empties views in the online store, which undoes a run at a wrong instant. */
export const reset = (cli: Cli): Command =>
  new FeatCommand(cli, "reset")
    .description(
      "Empty views in the online store, of their former definitions too; `feat materialize` fills them again",
    )
    .argument("[views...]", "the views; their reads fail until they are materialized again")
    .option("--all-views", "every view of the project")
    .option("--yes", "don't ask")
    .addOption(targetOption())
    .examples("feat reset customer_orders", "feat reset --all-views --target dev --yes")
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { loadProject } = await import("../project.js");
      const { openStore, targetOf } = await import("../target.js");
      const options = command.optsWithGlobals<ResetOptions>();
      const loaded = loadProject(cli, options);
      const { project } = loaded;
      const views = chosen(project.views, names, options);
      if (views.length === 0) throw usage(`${project.name} has no views`);
      const target = targetOf(cli, loaded, options).name;
      await using store = await openStore(cli, loaded, options);
      if (options.yes !== true) await confirm(cli, views, target, store);
      const cleared: { readonly view: string; readonly rows: number }[] = [];
      for (const { name: view } of views)
        cleared.push({ view, rows: await store.clear({ project: project.name, view }) });
      cli.world.out.write(
        table([["view", "rows removed"], ...cleared.map(({ view, rows }) => [view, grouped(rows)])], [1]),
      );
      print(cli, `\nfill ${cleared.length === 1 ? "it" : "them"} again with \`feat materialize\``);
      return { target, store: store.address, views: cleared };
    });

function chosen(all: readonly View[], names: readonly string[], { allViews: every }: ResetOptions): readonly View[] {
  if (every === true && names.length > 0) throw usage("name views or say --all-views, not both");
  if (every !== true && names.length === 0) throw usage("say which views to empty", "--all-views empties every view");
  return every === true ? all : [...new Set(names)].map((name) => choose(all, name, "view"));
}

async function confirm(cli: Cli, views: readonly View[], target: string, store: OnlineStore): Promise<void> {
  const what = `${plural(views.length, "view")} of target \`${target}\` (${store.address}): ${views.map(({ name }) => name).join(", ")}`;
  if (cli.json || cli.world.ask === undefined)
    throw usage(`this empties ${what}; there is no terminal to ask on`, "give --yes to empty without being asked");
  const answer = await cli.world.ask(`Empty ${what}? [y/N] `);
  if (!/^\s*y(es)?\s*$/i.test(answer)) throw new Exit(exitCodes.failed, "nothing was removed");
}
