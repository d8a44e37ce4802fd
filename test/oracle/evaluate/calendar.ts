import type { CalendarUnit } from "../../../compiler/ir/index.js";

/** True if two instants (in microseconds) lie in the same unit of a zone's calendar (MEANING 51, 53). */
export function sameUnit(a: bigint, b: bigint, unit: CalendarUnit, zone: string): boolean {
  return unitOf(a, unit, zone) === unitOf(b, unit, zone);
}

function unitOf(micros: bigint, unit: CalendarUnit, zone: string): string {
  const ms = Number(micros / 1000n) - (micros % 1000n < 0n ? 1 : 0);
  const offset = zone === "UTC" ? 0 : offsetOf(ms, zone);
  const local = ms + offset;
  const day = Math.floor(local / 86_400_000);
  const date = new Date(day * 86_400_000);
  switch (unit) {
    case "minute":
      return String(Math.floor(local / 60_000) * 60_000 - offset);
    case "hour":
      return String(Math.floor(local / 3_600_000) * 3_600_000 - offset);
    case "day":
      return String(day);
    // 1970-01-01 was a Thursday.
    case "week":
      return String(Math.floor((day + 3) / 7));
    case "month":
      return `${date.getUTCFullYear()}-${date.getUTCMonth()}`;
    case "quarter":
      return `${date.getUTCFullYear()}-${Math.floor(date.getUTCMonth() / 3)}`;
    case "year":
      return String(date.getUTCFullYear());
  }
}

function offsetOf(ms: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(new Date(ms));
  const part = (type: string): number => Number(parts.find((p) => p.type === type)?.value);
  const local = Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
  return local - Math.floor(ms / 1000) * 1000;
}
