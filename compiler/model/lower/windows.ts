import type * as ast from "../../../grammar/ast.js";
import { badCount, unknownUnit, unknownZone } from "../../diagnostics/catalog/aggregates.js";
import { zeroDuration } from "../../diagnostics/catalog/model.js";
import type { CalendarUnit, Extent, Window } from "../../ir/index.js";
import { condition } from "../expr/branches.js";
import type { Ctx } from "../expr/context.js";
import { checkLength } from "./view-clauses.js";

export const calendarUnits: readonly CalendarUnit[] = ["minute", "hour", "day", "week", "month", "quarter", "year"];

/**
 * The windows of an aggregate: one, or those of `times n`, oldest first. `scoped` types the condition of `since`. Null
 * if there is an error.
 */
export function lowerWindow(window: ast.Window, scoped: Ctx): readonly Window[] | null {
  const extent = extentOf(window, scoped);
  const lastRows = window.lastRows === null ? null : countOf(window.lastRows, "`last … rows`", scoped);
  const times = window.times === null ? 1 : countOf(window.times, "`times`", scoped);
  const soundOffset = window.offset === null || checkLength(window.offset, scoped);
  if (extent === null || lastRows === undefined || times === undefined || !soundOffset) return null;
  const offset = BigInt(window.offset?.micros ?? 0);
  const step = extent.kind === "duration" ? BigInt(extent.micros) : 0n;
  return Array.from({ length: times }, (_, index) => ({
    extent,
    lastRows,
    offsetMicros: String(offset + BigInt(times - 1 - index) * step),
  }));
}

function extentOf({ extent }: ast.Window, ctx: Ctx): Extent | null {
  const { file, report } = ctx;
  switch (extent.kind) {
    case "rows":
    case "lifetime":
      return { kind: "lifetime" };
    case "duration": {
      const { duration } = extent;
      if (BigInt(duration.micros) === 0n) {
        report(zeroDuration.at(file.place(duration), { what: "a window" }));
        return null;
      }
      return checkLength(duration, ctx) ? { kind: "duration", micros: duration.micros } : null;
    }
    case "this": {
      const unit = calendarUnits.find((name) => name === extent.unit.text);
      if (unit === undefined) {
        report(unknownUnit.at(file.place(extent.unit), { name: extent.unit.text, units: calendarUnits }));
        return null;
      }
      const zone = extent.zone?.value ?? "UTC";
      if (extent.zone !== null && !isZone(zone)) {
        report(unknownZone.at(file.place(extent.zone), { zone }));
        return null;
      }
      return { kind: "this", unit, zone };
    }
    case "since": {
      const holds = condition(extent.condition, ctx, "`since`");
      return holds === null ? null : { kind: "since", condition: holds };
    }
  }
}

/** A count of at least one; `undefined`, after a report, if it is less. */
function countOf(node: ast.NumberLiteral, what: string, { file, report }: Ctx): number | undefined {
  const count = Number(node.text.replaceAll("_", ""));
  if (count >= 1 && count <= 1_000_000) return count;
  report(badCount.at(file.place(node), { what }));
  return undefined;
}

/** True if the engine's time zone data has the zone. An offset (`+02:00`) is not a zone. */
function isZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat("en", { timeZone: name });
    return true;
  } catch {
    return false;
  }
}
