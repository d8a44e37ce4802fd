import { Command } from "commander";
import { checkArtifact, materializeArtifact } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { CLOCK_LEEWAY, minus } from "../../runtime/client/instant.js";
import { timestampText } from "../../runtime/functions/calendar.js";
import { type Int, materialize as materializeViews } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, note, print, printJson } from "../cli.js";
import { Exit, exitCodes, usage } from "../exit.js";
import { instantOption } from "../instant.js";
import { loadProject, shownIn } from "../project.js";
import { openStore, openWarehouse, type TargetOptions } from "../target.js";
import { progress } from "../terminal/progress.js";
import { ruleJson, ruleText } from "../terminal/rules.js";
import { grouped, plural, seconds, table } from "../terminal/table.js";
import { jsonOption, targetOption } from "./options.js";

interface MaterializeOptions extends TargetOptions {
  readonly from?: string;
  readonly to?: string;
  readonly strict?: boolean;
  readonly allowFuture?: boolean;
}

/** Puts the views' values at an instant into the online store. */
export const materialize = (cli: Cli): Command =>
  new Command("materialize")
    .description("Put views into the online store as they are at an instant; older values never replace newer ones")
    .argument("[views...]", "the views (default: all)")
    .option("--from <time>", "latest values come from rows of this time or later; windows read what they need")
    .option("--to <time>", "the instant, in RFC 3339 (default: now)")
    .option("--allow-future", "take a --to that is later than the clock, for simulations")
    .option("--strict", "write nothing of any view if an `expect` of one fails")
    .addOption(targetOption())
    .addOption(jsonOption())
    .action(async (names: readonly string[], _: unknown, command: Command) => {
      const options = command.optsWithGlobals<MaterializeOptions>();
      const [from, to] = [instantOption("--from", options.from), instantOption("--to", options.to)];
      const at = to ?? cli.world.now();
      if (to !== undefined && options.allowFuture !== true) refuseFuture(to, cli.world.now());
      if (from !== undefined && from > at) throw usage("--from is after --to");
      const loaded = loadProject(cli, options);
      const { project } = loaded;
      const views =
        names.length === 0 ? project.views : [...new Set(names)].map((name) => choose(project.views, name, "view"));
      await using warehouse = await openWarehouse(cli, loaded, options);
      await using store = openStore(cli, loaded, options);
      const bar = progress(cli.world, !options.json);
      try {
        const report = await materializeViews({
          warehouse,
          store,
          project: loadArtifact(project, loaded.externs),
          views: views.map((view) => materializeArtifact(project, view)),
          at,
          from: from ?? null,
          checks: views.flatMap((view) => checkArtifact(project, view) ?? []),
          strict: options.strict === true,
          // Judged above, by the clock of the command.
          allowFuture: true,
          onCheck: ({ view }) => bar.show(view === null ? "" : `${view}: rules`, 0),
          onProgress: ({ view, index, views: count, rows }) =>
            bar.show(`${view}: ${plural(rows, "row")}`, index / count),
        });
        bar.stop();
        const shown = report.views.map((view) => ({
          ...view,
          at: timestampText(view.at),
          ahead: view.ahead === null ? null : timestampText(view.ahead),
        }));
        const rules = report.rules.map(ruleJson);
        const behind = shown.filter(({ ahead, written }) => ahead !== null && written === 0);
        const ok = !report.refused && behind.length === 0;
        if (!ok) cli.code = exitCodes.failed;
        for (const view of shown) if (view.ahead !== null) note(cli, aheadText(cli, view, view.ahead));
        if (behind.length > 0) note(cli, resetHelp(cli, behind, options));
        if (options.json) return printJson(cli, { ok, views: shown, rules, store: store.address });
        const failed = report.rules.filter(({ holds }) => !holds);
        for (const rule of failed) note(cli, ruleText(rule, cli.err, shownIn(cli, loaded)));
        if (report.refused) {
          const count = `${plural(failed.length, "rule")} ${failed.length === 1 ? "fails" : "fail"}`;
          throw new Exit(exitCodes.failed, `${count}, so nothing was written`);
        }
        const rows = shown.map(({ view, at: t, rows: n, written, milliseconds }) => [
          view,
          t,
          grouped(n),
          grouped(written),
          seconds(milliseconds),
        ]);
        if (rows.length === 0) return print(cli, `${project.name} has no views`);
        cli.world.out.write(table([["view", "as of", "rows", "written", "time"], ...rows], [2, 3, 4]));
      } finally {
        bar.stop();
      }
    });

function refuseFuture(to: Int, clock: Int): void {
  if (minus(to, clock) <= CLOCK_LEEWAY) return;
  throw usage(
    `--to ${timestampText(to)} is later than the clock (${timestampText(clock)}) by more than a minute: an older instant never replaces a newer one, ` +
      "so nothing could be written or read until then",
    "say --allow-future if this is a simulation",
  );
}

interface Shown {
  readonly view: string;
  readonly at: string;
  readonly rows: number;
  readonly written: number;
}

/** What a store that is ahead of the run has kept. */
function aheadText(cli: Cli, { view, at, rows, written }: Shown, ahead: string): string {
  const left = rows - written;
  const why = `the store holds values as of ${ahead}, and this run's are as of ${at}: older values never replace newer ones`;
  if (written === 0) {
    const none =
      rows === 0
        ? "there was nothing to write, and"
        : `none of its ${plural(rows, "row")} ${rows === 1 ? "was" : "were"} written:`;
    return `${cli.err.error("error:")} view ${view}: ${none} ${why}`;
  }
  const some =
    left === 0
      ? "its rows are older than what is there:"
      : `${grouped(left)} of its ${plural(rows, "row")} ${left === 1 ? "was" : "were"} not written:`;
  return `${cli.err.warning("warning:")} view ${view}: ${some} ${why}`;
}

function resetHelp(cli: Cli, views: readonly Shown[], { target }: MaterializeOptions): string {
  const names = views.map(({ view }) => view).join(" ");
  const command = `feat reset ${names}${target === undefined ? "" : ` --target ${target}`}`;
  return `${cli.err.help("help")}: if the newer values are there by mistake, \`${command}\` empties ${views.length === 1 ? "the view" : "the views"}`;
}
