import type { Command } from "commander";
import type { OnlineStore } from "../../runtime/index.js";
import { type Cli, print } from "../cli.js";
import { usage } from "../exit.js";
import type { Loaded } from "../project.js";
import type { TargetOptions } from "../target.js";
import { grouped, plural, table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface PruneOptions extends TargetOptions {
  readonly keep?: string;
  readonly yes?: true;
}

const DAYS = 30;

/** Drops definitions of views that nobody reads any more. */
export const prune = (cli: Cli): Command =>
  new FeatCommand(cli, "prune")
    .description(
      "Drop from the online store definitions of views that nobody reads any more, and rows that expired; without --yes it only says which",
    )
    .option("--keep <days>", `keep what was applied or filled within so many days (default: ${DAYS})`)
    .option("--yes", "drop them")
    .addOption(targetOption())
    .examples("feat prune --target prod", "feat prune --target prod --keep 7 --yes")
    .answer(async (_: unknown, command: Command) => {
      const { loadProject } = await import("../project.js");
      const { openStore, targetOf } = await import("../target.js");
      const options = command.optsWithGlobals<PruneOptions>();
      const days = daysOf(options.keep);
      const loaded = loadProject(cli, options);
      const target = targetOf(cli, loaded, options).name;
      await using store = await openStore(cli, loaded, options);
      const { dayOf, definitionsOf } = await import("../prune/index.js");
      const { holdLease } = await import("../../runtime/materialize/lease.js");
      const found = await definitionsOf(cli, loaded, { ...options, target }, store, days);
      const definitions: {
        readonly view: string;
        readonly fingerprint: string;
        readonly kept: string | null;
        readonly filled: string | null;
        readonly dropped: boolean;
        readonly rows: number | null;
      }[] = [];
      for (const { space, kept, filled } of found) {
        const { view, fingerprint } = space;
        const shown = { view, fingerprint, kept, filled: filled === null ? null : new Date(filled).toISOString() };
        if (kept !== null || options.yes !== true) {
          definitions.push({ ...shown, dropped: false, rows: null });
          continue;
        }
        // A run that fills it meanwhile would leave a part of it.
        const lease = await holdLease(store, space, {});
        definitions.push({ ...shown, dropped: true, rows: await store.drop(space) });
        lease.forget();
      }
      const expired = await expiredOf(cli, loaded, options, store);
      const rows = definitions.map(({ view, fingerprint, kept, filled, dropped, rows: removed }) => [
        view,
        fingerprint.slice(0, 8),
        filled === null ? "" : dayOf(Date.parse(filled)),
        kept ?? (dropped ? `dropped, ${plural(removed ?? 0, "row")}` : "nobody reads it"),
      ]);
      if (rows.length === 0) print(cli, `the store at ${store.address} holds no view of ${loaded.project.name}`);
      else cli.world.out.write(table([["view", "definition", "filled", "why"], ...rows]));
      const open = definitions.filter(({ kept, dropped }) => kept === null && !dropped).length;
      if (open > 0)
        print(
          cli,
          `\n${grouped(open)} of ${plural(rows.length, "definition")} can go: \`feat prune --yes\` drops ${open === 1 ? "it" : "them"}`,
        );
      for (const { view, rows: count, removed } of expired)
        if (count > 0)
          print(
            cli,
            removed
              ? `${view}: ${plural(count, "expired row")} removed`
              : `${view}: ${plural(count, "row")} expired by the target's retention; \`feat prune --yes\` removes ${count === 1 ? "it" : "them"}`,
          );
      return { target, store: store.address, keep: days, definitions, expired };
    });

/** The expired rows of the project's views, which go under --yes. Streamed views have none. */
async function expiredOf(cli: Cli, loaded: Loaded, options: PruneOptions, store: OnlineStore) {
  const { artifactFor, retentionOf } = await import("../target.js");
  const { expiredRows } = await import("../../runtime/materialize/expired.js");
  const { streamsOfTarget } = await import("../../runtime/streams/of-target.js");
  const retention = retentionOf(cli, loaded, options);
  const project = await artifactFor(cli, loaded, options);
  const streamed = new Set(streamsOfTarget(project).views);
  const removed = options.yes === true;
  const found: { readonly view: string; readonly rows: number; readonly removed: boolean }[] = [];
  for (const view of Object.values(project.views)) {
    if (streamed.has(view.name)) continue;
    const space = { project: project.name, view: view.name, fingerprint: view.fingerprint };
    const rows = await expiredRows(store, { space, view, retention }, { remove: removed });
    if (rows !== null) found.push({ view: view.name, rows, removed });
  }
  return found;
}

function daysOf(text: string | undefined): number {
  if (text === undefined) return DAYS;
  const days = Number(text);
  if (/^[0-9]{1,5}$/.test(text)) return days;
  throw usage(`--keep takes a number of days, not \`${text}\``);
}
