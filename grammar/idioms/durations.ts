/** Names that people use for units → our units. */
const units: readonly (readonly [RegExp, string])[] = [
  [/^(?:us|micros?|microseconds?)$/i, "us"],
  [/^(?:ms|millis?|milliseconds?)$/i, "ms"],
  [/^(?:s|secs?|seconds?)$/i, "s"],
  [/^(?:m|mins?|minutes?)$/i, "m"],
  [/^(?:h|hrs?|hours?)$/i, "h"],
  [/^(?:d|days?)$/i, "d"],
  [/^(?:w|wks?|weeks?)$/i, "w"],
];
const calendar: readonly (readonly [RegExp, string])[] = [
  [/^(?:mo|mons?|months?)$/i, "month"],
  [/^(?:q|quarters?)$/i, "quarter"],
  [/^(?:y|yrs?|years?)$/i, "year"],
];

export const durationHelp = "a duration is an integer and one of us, ms, s, m, h, d, w: `7d`";

/** How to write a count of a unit as a duration; null if the unit is unknown. */
export function durationOf(count: string, unit: string): { readonly help: string; readonly fix: string | null } | null {
  const ours = units.find(([pattern]) => pattern.test(unit))?.[1];
  if (ours !== undefined) return { help: `write \`${count}${ours}\``, fix: `${count}${ours}` };
  const long = calendar.find(([pattern]) => pattern.test(unit))?.[1];
  return long === undefined
    ? null
    : { help: `a ${long} has no fixed length: write it in days, or \`over this ${long}\``, fix: null };
}
