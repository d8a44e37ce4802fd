import type { Command } from "commander";
import { CLOCK_LEEWAY, minus } from "../../runtime/client/instant.js";
import { timestampText } from "../../runtime/functions/calendar.js";
import type { Int, MaterializeProgress } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, note, noteExit, print } from "../cli.js";
import { Exit, exitCodes, usage } from "../exit.js";
import { instantOption } from "../instant.js";
import { interruptible } from "../interrupt.js";
import type { TargetOptions } from "../target.js";
import { rowsLeftOut, sourceJson } from "../terminal/rows-left-out.js";
import { ruleJson, ruleText } from "../terminal/rules.js";
import { grouped, plural, seconds, table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { memoryOption, targetOption } from "./options.js";

interface MaterializeOptions extends TargetOptions {
  readonly from?: string;
  readonly to?: string;
  readonly strict?: boolean;
  readonly allowFuture?: boolean;
}

/** Puts the views' values at an instant into the online store. */
export const materialize = (cli: Cli): Command =>
  new FeatCommand(cli, "materialize")
    .description("Put views into the online store as they are at an instant; older values never replace newer ones")
    .argument("[views...]", "the views (default: all)")
    .option("--from <time>", "latest values come from rows of this time or later; windows read what they need")
    .option("--to <time>", "the instant, in RFC 3339 (default: now)")
    .option("--allow-future", "take a --to that is later than the clock, for simulations")
    .option("--strict", "write nothing of any view if an `expect` of one fails")
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples("feat materialize", "feat materialize customer_orders --target prod")
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { checkArtifact, materializeArtifact, seedArtifact } = await import("../../compiler/sql/index.js");
      const { loadArtifact } = await import("../../compiler/typescript/index.js");
      const { materialize: materializeViews } = await import("../../runtime/materialize/index.js");
      const { streamsOfTarget } = await import("../../runtime/streams/of-target.js");
      const { loadProject, shownIn } = await import("../project.js");
      const { forTarget, openStore, openWarehouse } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<MaterializeOptions>();
      const [from, to] = [instantOption("--from", options.from), instantOption("--to", options.to)];
      const at = to ?? cli.world.now();
      if (to !== undefined && options.allowFuture !== true) refuseFuture(to, cli.world.now());
      if (from !== undefined && from > at) throw usage("--from is after --to");
      const loaded = loadProject(cli, options);
      const { dialect, project } = await forTarget(cli, loaded, options);
      const views =
        names.length === 0 ? project.views : [...new Set(names)].map((name) => choose(project.views, name, "view"));
      const artifact = loadArtifact(project, loaded.externs);
      const streamed = new Set(streamsOfTarget(artifact).views);
      await using warehouse = await openWarehouse(cli, loaded, options);
      await using store = await openStore(cli, loaded, options);
      const bar = progress(cli.world, !options.json);
      try {
        const run = (signal: AbortSignal) =>
          materializeViews({
            warehouse,
            signal,
            store,
            project: artifact,
            views: views.map((view) =>
              streamed.has(view.name)
                ? seedArtifact(project, view, { dialect })
                : materializeArtifact(project, view, undefined, { dialect }),
            ),
            at,
            from: from ?? null,
            checks: views.flatMap((view) => checkArtifact(project, view, { dialect }) ?? []),
            strict: options.strict === true,
            // Checked above, with the command's clock.
            allowFuture: true,
            onCheck: ({ view }) => bar.show(view === null ? "" : `${view}: rules`, 0),
            onProgress: (progressed) => {
              const { view, index, views: count, rows } = progressed;
              reached = progressed;
              bar.show(`${view}: ${plural(rows, "row")}`, index / count);
            },
          });
        let reached: MaterializeProgress | null = null;
        const report = await interruptible(
          cli,
          () =>
            soFar(
              views.map((view) => view.name),
              reached,
            ),
          run,
        );
        bar.stop();
        const shown = report.views.map((view) => ({
          ...view,
          at: timestampText(view.at),
          ahead: view.ahead === null ? null : timestampText(view.ahead),
        }));
        const rules = report.rules.map(ruleJson);
        const behind = shown.filter(({ ahead, written }) => ahead !== null && written === 0);
        if (report.refused) cli.code = exitCodes.failed;
        const part = { views: shown, rules, sources: report.sources.map(sourceJson), store: store.address };
        for (const view of shown) {
          if (view.ahead === null || behind.includes(view)) continue;
          note(cli, `${cli.err.warning("warning:")} ${aheadText(view, view.ahead)}`);
        }
        if (behind.length > 0) {
          for (const view of behind)
            noteExit(cli, new Exit(exitCodes.failed, aheadText(view, view.ahead ?? view.at), resetHelp(view, options)));
          cli.code = exitCodes.failed;
        }
        const failed = report.rules.filter(({ holds }) => !holds);
        for (const rule of failed) note(cli, ruleText(rule, cli.err, shownIn(cli, loaded)));
        if (report.refused) {
          const count = `${plural(failed.length, "rule")} ${failed.length === 1 ? "fails" : "fail"}`;
          noteExit(cli, new Exit(exitCodes.failed, `${count}, so nothing was written`));
          return part;
        }
        const rows = shown.map(({ view, at: t, rows: n, written, milliseconds }) => [
          view,
          t,
          grouped(n),
          grouped(written),
          seconds(milliseconds),
        ]);
        if (rows.length === 0) print(cli, `${project.name} has no views`);
        else cli.world.out.write(table([["view", "as of", "rows", "written", "time"], ...rows], [2, 3, 4]));
        for (const line of rowsLeftOut(report.sources)) print(cli, line);
        return part;
      } finally {
        bar.stop();
      }
    });

/** Says which views an interrupted run has finished. */
function soFar(views: readonly string[], reached: MaterializeProgress | null): string {
  if (reached === null) return "nothing was written";
  const { view, index, rows, done } = reached;
  const finished = views.slice(0, done ? index + 1 : index);
  const cut = done
    ? null
    : `${view} is not, after ${plural(rows, "row")}: it reads as of its last whole run where a row was not replaced`;
  const all = finished.length === 0 ? "no view is done" : `done: ${finished.join(", ")}`;
  return `${[all, ...(cut === null ? [] : [cut])].join("; ")}; run it again`;
}

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

/** Says how many older rows the store did not take, and why. */
function aheadText({ view, at, rows, written }: Shown, ahead: string): string {
  const left = rows - written;
  const why = `the store holds values as of ${ahead}, and this run's are as of ${at}: older values never replace newer ones`;
  if (written === 0) {
    const none =
      rows === 0
        ? "there was nothing to write, and"
        : `none of its ${plural(rows, "row")} ${rows === 1 ? "was" : "were"} written:`;
    return `view ${view}: ${none} ${why}`;
  }
  const some =
    left === 0
      ? "its rows are older than what is there:"
      : `${grouped(left)} of its ${plural(rows, "row")} ${left === 1 ? "was" : "were"} not written:`;
  return `view ${view}: ${some} ${why}`;
}

function resetHelp({ view }: Shown, { target }: MaterializeOptions): string {
  const command = `feat reset ${view}${target === undefined ? "" : ` --target ${target}`}`;
  return `if the newer values are there by mistake, \`${command}\` empties the view`;
}
