import type { Reach, SourceTime } from "../../artifacts.js";
import type { Int } from "../../values.js";
import type { RawColumn } from "./part.js";

/** Rows of a source with times outside these microseconds do not matter. Null means no bound. */
export interface Bounds {
  readonly from: bigint | null;
  readonly to: bigint | null;
}

/** The first and last instant that a statement asks about. */
export interface Instants {
  readonly first: Int;
  readonly last: Int;
}

/** The bounds of a source's rows in a statement that asks about these instants. Null: every row may matter. */
export function boundsOf(reach: Reach | undefined, instants: Instants | null): Bounds | null {
  if (reach === undefined || instants === null) return null;
  const from = reach.before === null ? null : BigInt(instants.first) - BigInt(reach.before);
  const to = reach.after === null ? null : BigInt(instants.last) + BigInt(reach.after);
  return from === null && to === null ? null : { from, to };
}

const DAY = 86_400_000_000n;

/**
 * Conditions on a column of the data, in its own type, so that an engine can skip data by its statistics. Rows that do
 * not matter may pass; rows that matter always do.
 */
export function conditionsOf(time: SourceTime, column: RawColumn, { from, to }: Bounds): readonly string[] {
  const bound = boundIn(time, column);
  if (bound === null) return [];
  const conditions = [
    to === null ? null : side(bound.most(to), "<=", column.sql),
    from === null ? null : side(bound.least(from), ">=", column.sql),
  ];
  return conditions.filter((condition) => condition !== null);
}

/** True if rows of a folder named by day can matter. A name that is not a plain day may always matter. */
export function dayMatters(day: string, { from, to }: Bounds): boolean {
  const parts = /^(\d{4})-?(\d{2})-?(\d{2})$/.exec(day);
  if (parts === null) return true;
  const micros = BigInt(Date.UTC(Number(parts[1]), Number(parts[2]) - 1, Number(parts[3]))) * 1000n;
  // A zone, and the end of the day, move the instant.
  return (to === null || micros - 3n * DAY <= to) && (from === null || micros + 3n * DAY >= from);
}

const side = (value: string | null, sign: "<=" | ">=", column: string): string | null =>
  value === null ? null : `${column} ${sign} ${value}`;

interface Bound {
  /** A literal not less than all values whose instants are at most this one. Null if the type has none. */
  readonly most: (micros: bigint) => string | null;
  /** A literal not greater than all values whose instants are at least this one. Null if the type has none. */
  readonly least: (micros: bigint) => string | null;
}

function boundIn(time: SourceTime, { physical }: RawColumn): Bound | null {
  // A zone, and the end of a day, move an instant by less than three days.
  const slack = time.zone === null && time.format !== "date" ? 0n : 3n * DAY;
  const text = (micros: bigint): string | null => timestampText(micros);
  const within = (kind: string, width: bigint): Bound => ({
    most: (micros) => wrapped(kind, text(micros + slack + width)),
    least: (micros) => wrapped(kind, text(micros - slack)),
  });
  switch (physical.family) {
    case "time":
      return time.format.startsWith("unix_")
        ? null
        : within(/ZONE/.test(physical.name) ? "TIMESTAMPTZ" : "TIMESTAMP", 0n);
    case "nanos":
      return time.format.startsWith("unix_") ? null : within("TIMESTAMP_NS", 1n);
    case "date":
      return {
        most: (micros) => wrapped("DATE", text(micros + 3n * DAY)?.slice(0, 10) ?? null),
        least: (micros) => wrapped("DATE", text(micros - 3n * DAY)?.slice(0, 10) ?? null),
      };
    case "integer":
      return counts(time, physical.name);
    default:
      return null;
  }
}

const wrapped = (kind: string, text: string | null): string | null => (text === null ? null : `${kind} '${text}'`);

/** Null outside the years in which every engine writes dates alike. */
function timestampText(micros: bigint): string | null {
  const milliseconds = floorDiv(micros, 1000n);
  const date = new Date(Number(milliseconds));
  const year = date.getUTCFullYear();
  // TIMESTAMP_NS ends in 2262.
  if (Number.isNaN(year) || year < 1700 || year > 2260) return null;
  const rest = String(micros - milliseconds * 1000n).padStart(3, "0");
  return `${date.toISOString().slice(0, 23).replace("T", " ")}${rest}`;
}

const units: Readonly<Partial<Record<SourceTime["format"], bigint>>> = {
  unix_s: 1_000_000n,
  unix_ms: 1_000n,
  unix_us: 1n,
};

function counts({ format }: SourceTime, type: string): Bound | null {
  const whole = (value: bigint): string | null => (fits(value, type) ? String(value) : null);
  if (format === "unix_ns")
    return { most: (micros) => whole(micros * 1000n + 999n), least: (micros) => whole(micros * 1000n) };
  const unit = units[format];
  if (unit === undefined) return null;
  return { most: (micros) => whole(floorDiv(micros, unit)), least: (micros) => whole(-floorDiv(-micros, unit)) };
}

/** A literal beyond the type would make the engine cast the column. */
function fits(value: bigint, type: string): boolean {
  const size = sizes[type];
  if (size === undefined) return false;
  const [least, most] = size;
  return value >= least && value <= most;
}
const signed = (bits: bigint): readonly [bigint, bigint] => [-(2n ** (bits - 1n)), 2n ** (bits - 1n) - 1n];
const sizes: Readonly<Record<string, readonly [bigint, bigint]>> = {
  INTEGER: signed(32n),
  BIGINT: signed(64n),
  UINTEGER: [0n, 2n ** 32n - 1n],
};

const floorDiv = (x: bigint, by: bigint): bigint => x / by - (x % by < 0n ? 1n : 0n);
