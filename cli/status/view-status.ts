import type { ViewArtifact } from "../../runtime/artifacts.js";
import { cadenceInstant, minus } from "../../runtime/client/instant.js";
import { timestampText } from "../../runtime/functions/calendar.js";
import type { StoredView } from "../../runtime/materialize/look.js";
import type { FinishedRun } from "../../runtime/materialize/state.js";
import { Unreadable } from "../../runtime/online/unreadable.js";
import type { Int } from "../../runtime/values.js";

/**
 * How a view stands in a store. `missing`: it was never filled under this definition. `unreadable`: its metadata is
 * damaged. `stale`: its T is older than its ttl. `due`: a newer instant of its `every` has come.
 */
export type Standing = "fresh" | "due" | "stale" | "missing" | "unreadable";

export interface ViewStatus {
  readonly target: string;
  readonly view: string;
  readonly fingerprint: string;
  /** The number of the version that is applied at the target; null if there is none. */
  readonly applied: number | null;
  /** True if that version has this definition; null if there is none. */
  readonly asApplied: boolean | null;
  readonly standing: Standing;
  readonly asOf: string | null;
  /** Seconds since T. */
  readonly age: number | null;
  readonly every: number | null;
  readonly ttl: number | null;
  readonly last: RunStatus | null;
  /** Who fills it now, or has begun to. */
  readonly running: string | null;
  /** The instant of a run that was cut off. */
  readonly unfinished: string | null;
}
export interface RunStatus {
  readonly finished: string;
  readonly mode: FinishedRun["mode"];
  readonly rows: number;
  readonly written: number;
  readonly milliseconds: number;
  /** The greatest time and `created` of a row of its sources. */
  readonly newest: string | null;
  readonly created: string | null;
}

export function viewStatus(
  target: string,
  view: ViewArtifact,
  fingerprint: string,
  { meta, state, holder }: StoredView,
  now: Int,
  applied: { readonly number: number; readonly fingerprint: string | null } | null,
): ViewStatus {
  const asOf = meta instanceof Unreadable ? null : meta.asOf;
  const instant = cadenceInstant(now, view.every);
  const last = state?.last ?? null;
  const open = state?.open ?? null;
  return {
    target,
    view: view.name,
    fingerprint,
    applied: applied?.number ?? null,
    asApplied: applied === null ? null : applied.fingerprint === fingerprint,
    standing: meta instanceof Unreadable ? "unreadable" : standingOf(view, asOf, instant),
    asOf: text(asOf),
    age: asOf === null ? null : Number(minus(now, asOf)) / 1e6,
    every: view.every === null ? null : Number(view.every.every) / 1e6,
    ttl: view.ttl === null ? null : Number(view.ttl) / 1e6,
    last: last === null ? null : runStatus(last),
    running: holder === null ? null : `process ${holder.pid} on ${holder.host} since ${holder.since}`,
    unfinished: holder !== null || open === null ? null : timestampText(open.at),
  };
}

function standingOf({ ttl, every }: ViewArtifact, asOf: Int | null, instant: Int): Standing {
  if (asOf === null) return "missing";
  if (ttl !== null && asOf < minus(instant, ttl)) return "stale";
  return every !== null && asOf < instant ? "due" : "fresh";
}

function runStatus({ finished, mode, rows, written, milliseconds, sources }: FinishedRun): RunStatus {
  const greatest = (of: "newest" | "created"): Int | null =>
    sources.map((source) => source[of]).reduce((a, b) => (a === null || (b !== null && b > a) ? b : a), null);
  return {
    finished: timestampText(finished),
    mode,
    rows,
    written,
    milliseconds,
    newest: text(greatest("newest")),
    created: text(greatest("created")),
  };
}

const text = (instant: Int | null): string | null => (instant === null ? null : timestampText(instant));

/** True if a monitor should tell someone. */
export const isBad = ({ standing }: ViewStatus): boolean =>
  standing === "missing" || standing === "stale" || standing === "unreadable";
