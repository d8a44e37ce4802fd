import type { Command } from "commander";
import { CLOCK_LEEWAY, minus } from "../../runtime/client/instant.js";
import { timestampText } from "../../runtime/functions/calendar.js";
import type { Int, MaterializeProgress, RunMode } from "../../runtime/index.js";
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
  readonly incremental?: boolean;
  readonly full?: boolean;
  readonly slices?: string;
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
    .option("--incremental", "fail rather than read everything; by default only changes are read where they are known")
    .option("--full", "read everything")
    .option(
      "--slices <n>",
      "compute a view in so many parts, by key; a run that was cut off goes on after the last whole one",
    )
    .option("--strict", "write nothing of any view if an `expect` of one fails")
    .addOption(targetOption())
    .addOption(memoryOption())
    .examples(
      "feat materialize",
      "feat materialize customer_orders --target prod",
      "feat materialize --to 2024-03-01T00:00:00Z --slices 16",
    )
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { checkArtifact, runnableMaterialize, seedArtifact } = await import("../../compiler/sql/index.js");
      const { loadArtifact } = await import("../../compiler/typescript/index.js");
      const { ChangesUnknownError, materialize: materializeViews } = await import("../../runtime/materialize/index.js");
      const { streamsOfTarget } = await import("../../runtime/streams/of-target.js");
      const { loadProject, shownIn } = await import("../project.js");
      const { forTarget, openStore, openWarehouse, retentionOf } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<MaterializeOptions>();
      const [from, to] = [instantOption("--from", options.from), instantOption("--to", options.to)];
      const at = to ?? cli.world.now();
      if (to !== undefined && options.allowFuture !== true) refuseFuture(to, cli.world.now());
      if (from !== undefined && from > at) throw usage("--from is after --to");
      if (options.full === true && options.incremental === true) throw usage("say --full or --incremental, not both");
      if (options.incremental === true && from !== undefined)
        throw usage("--incremental finds by itself what changed: leave out --from");
      const slices = options.slices === undefined ? undefined : slicesOption(options.slices);
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
                : runnableMaterialize(project, view, { dialect }),
            ),
            at,
            goesOn: to === undefined,
            from: from ?? null,
            reading: options.full === true ? "full" : options.incremental === true ? "incremental" : "auto",
            slices,
            retention: retentionOf(cli, loaded, options),
            checks: views.flatMap((view) => checkArtifact(project, view, { dialect }) ?? []),
            strict: options.strict === true,
            // Checked above, with the command's clock.
            allowFuture: true,
            onCheck: ({ view }) => bar.show(view === null ? "" : `${view}: rules`, 0),
            onProgress: (progressed) => {
              const { view, index, views: count } = progressed;
              if (reached?.view !== view) began = performance.now();
              reached = progressed;
              const { text, part } = progressText(progressed, performance.now() - began);
              bar.show(`${view}: ${text}`, (index + part) / count);
            },
          });
        let reached: MaterializeProgress | null = null;
        let began = performance.now();
        const report = await interruptible(
          cli,
          () =>
            soFar(
              views.map((view) => view.name),
              reached,
            ),
          run,
        ).catch((error: unknown) => {
          if (!(error instanceof ChangesUnknownError)) throw error;
          throw new Exit(exitCodes.failed, error.message, "without --incremental it is read whole", { cause: error });
        });
        bar.stop();
        const shown = report.views.map((view) => ({
          ...view,
          at: timestampText(view.at),
          ahead: view.ahead === null ? null : timestampText(view.ahead),
          resumed: view.resumed === null ? null : timestampText(view.resumed),
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
        const rows = shown.map(({ view, at: t, mode, rows: n, written, milliseconds }) => [
          view,
          t,
          readText[mode],
          grouped(n),
          grouped(written),
          seconds(milliseconds),
        ]);
        if (rows.length === 0) print(cli, `${project.name} has no views`);
        else cli.world.out.write(table([["view", "as of", "read", "rows", "written", "time"], ...rows], [3, 4, 5]));
        for (const { view, reason } of shown)
          if (reason !== null) print(cli, `${view}: everything was read, because ${reason}`);
        for (const { view, resumed } of shown)
          if (resumed !== null) print(cli, `${view}: the run as of ${resumed} was cut off; this one went on with it`);
        for (const line of rowsLeftOut(report.sources)) print(cli, line);
        return part;
      } finally {
        bar.stop();
      }
    });

/** What a run has read, for its table. */
const readText: Readonly<Record<RunMode, string>> = {
  full: "all",
  incremental: "changes",
  from: "since --from",
  seed: "rows",
};

const MOST_SLICES = 4096;
function slicesOption(text: string): number {
  const slices = Number(text);
  if (/^[1-9][0-9]*$/.test(text) && slices <= MOST_SLICES) return slices;
  throw usage(`--slices takes a whole number from 1 to ${grouped(MOST_SLICES)}, not \`${text}\``);
}

/** How far the run of a view is, as far as that can be told from slices and from the last run. */
function progressText(
  { rows, slice, slices, expected }: MaterializeProgress,
  milliseconds: number,
): { readonly text: string; readonly part: number } {
  const known = expected === null || expected === 0 ? null : Math.min(0.99, rows / expected);
  const part = known ?? slice / slices;
  const passed = milliseconds / 1000;
  const speed = rows === 0 || passed < 1 ? [] : [`${grouped(Math.round(rows / passed))}/s`];
  const left = part === 0 || passed < 1 ? [] : [`${leftText((passed * (1 - part)) / part)} left`];
  const of = slices === 1 ? [] : [`part ${slice + 1} of ${slices}`];
  return { text: [plural(rows, "row"), ...of, ...speed, ...left].join(", "), part };
}

function leftText(left: number): string {
  if (left < 90) return `${Math.ceil(left)} s`;
  return left < 5400 ? `${Math.ceil(left / 60)} min` : `${(left / 3600).toFixed(1)} h`;
}

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
