import { assertNever } from "../../compiler/ir/assert-never.js";
import type { Cadence } from "./cadence.js";

/** Instants of every week: those at which each part has one of these values. Null stands for all values. */
export interface Line {
  /** Sunday is 0. */
  readonly days: readonly number[] | null;
  readonly hours: readonly number[] | null;
  readonly minutes: readonly number[] | null;
  readonly seconds: readonly number[];
}

/**
 * The instants of a cadence. `lines`: each is in one of the lines, and the lines have no others. `steps`: a week does
 * not repeat them, so they are those instants of the line at which `floor(seconds since the epoch / step) % of == at`.
 */
export type Times =
  | { readonly kind: "lines"; readonly lines: readonly Line[] }
  | { readonly kind: "steps"; readonly line: Line; readonly step: number; readonly of: number; readonly at: number };

const [MINUTE, HOUR, DAY, WEEK] = [60, 3600, 86_400, 604_800] as const;
/** With more lines, steps are easier to read. */
const MOST_LINES = 8;

/** Null if the cadence is neither a part of a minute nor whole minutes. */
export function timesOf({ every, phase }: Cadence): Times | null {
  if (MINUTE % every === 0)
    return {
      kind: "lines",
      lines: [{ days: null, hours: null, minutes: null, seconds: progression(phase, every, MINUTE) }],
    };
  if (every % MINUTE !== 0) return null;
  const seconds = [phase % MINUTE];
  if (WEEK % every === 0) {
    const lines = linesOf(every / MINUTE, Math.floor(phase / MINUTE), seconds);
    if (lines.length <= MOST_LINES) return { kind: "lines", lines };
  }
  const step = stepOf(every);
  const [line] = linesOf(step / MINUTE, Math.floor((phase % step) / MINUTE), seconds);
  return { kind: "steps", line: line!, step, of: every / step, at: Math.floor(phase / step) };
}

/** The longest part of a length that one line can say: it divides an hour, or is whole hours and divides a day. */
function stepOf(length: number): number {
  const ofDay = greatestDivisor(length, DAY);
  return ofDay % HOUR === 0 ? ofDay : greatestDivisor(length, HOUR);
}

function greatestDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestDivisor(b, a % b);
}

/** The lines of instants that repeat every week, in minutes. The epoch was a Thursday. */
function linesOf(every: number, phase: number, seconds: readonly number[]): readonly Line[] {
  const minutesOfHours = new Map<string, number[]>();
  for (let at = phase % every; at < WEEK / MINUTE; at += every) {
    const [day, hour] = [(Math.floor(at / 1440) + 4) % 7, Math.floor(at / 60) % 24];
    listAt(minutesOfHours, `${day} ${hour}`).push(at % 60);
  }
  // Hours with the same minutes, by day; then days with the same hours.
  const hoursOfDays = new Map<string, number[]>();
  for (const [place, minutes] of minutesOfHours) {
    const [day = "", hour] = place.split(" ");
    listAt(hoursOfDays, `${day} ${minutes}`).push(Number(hour));
  }
  const daysOfLines = new Map<string, number[]>();
  for (const [place, hours] of hoursOfDays) {
    const [day, minutes] = place.split(" ");
    listAt(daysOfLines, `${minutes} ${hours.sort(ascending)}`).push(Number(day));
  }
  return [...daysOfLines]
    .map(([place, days]): Line => {
      const [minutes = "", hours = ""] = place.split(" ");
      return {
        days: allOr(days.sort(ascending), 7),
        hours: allOr(numbers(hours), 24),
        minutes: allOr(numbers(minutes), 60),
        seconds,
      };
    })
    .sort((a, b) => firstOf(a) - firstOf(b));
}

function listAt(lists: Map<string, number[]>, key: string): number[] {
  const known = lists.get(key) ?? [];
  lists.set(key, known);
  return known;
}

const ascending = (a: number, b: number): number => a - b;
const numbers = (text: string): readonly number[] => text.split(",").map(Number);
const allOr = (values: readonly number[], count: number): readonly number[] | null =>
  values.length === count ? null : values;
const firstOf = ({ days, hours, minutes }: Line): number =>
  ((days?.[0] ?? 0) * 24 + (hours?.[0] ?? 0)) * 60 + (minutes?.[0] ?? 0);

const progression = (start: number, step: number, end: number): readonly number[] =>
  Array.from({ length: end / step }, (_, index) => start + index * step);

export function linesIn(times: Times): readonly Line[] {
  switch (times.kind) {
    case "lines":
      return times.lines;
    case "steps":
      return [times.line];
    default:
      return assertNever(times);
  }
}
