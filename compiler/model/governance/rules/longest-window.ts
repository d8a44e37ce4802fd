import type * as ast from "../../../../grammar/ast.js";
import { ruleLongestWindow } from "../../../diagnostics/catalog/governance.js";
import { declarations, within } from "./declarations.js";
import type { Rule } from "./rule.js";

/** Limits how far back a window reads, for those who pay for the rows or must delete them. */
export const longestWindow: Rule<"longest_window"> = ({ symbols }, { max, maxMicros }) =>
  declarations(symbols).flatMap(({ decl, file }) =>
    within(decl, (node): node is ast.Window => node.kind === "window").flatMap((window) => {
      const reach = reachOf(window);
      if (reach !== null && reach <= BigInt(maxMicros)) return [];
      const text = reach === null ? null : durationText(reach);
      return [ruleLongestWindow.at(file.place(window), { reach: text, max })];
    }),
  );

/** How far back a window reads, in microseconds; null if that is unlimited. */
function reachOf({ extent, offset, times }: ast.Window): bigint | null {
  const before = BigInt(offset?.micros ?? 0);
  switch (extent.kind) {
    case "duration":
      return before + BigInt(extent.duration.micros) * BigInt(times?.text ?? 1);
    case "this":
      return before + (longestUnit[extent.unit.text] ?? 0n) * day;
    case "lifetime":
    case "since":
    case "rows":
      return null;
  }
}

const day = 86_400_000_000n;

/** The greatest length of each calendar unit in days. A unit shorter than a day counts as 0. */
const longestUnit: Readonly<Record<string, bigint>> = {
  minute: 0n,
  hour: 0n,
  day: 1n,
  week: 7n,
  month: 31n,
  quarter: 92n,
  year: 366n,
};

const units = [
  ["d", day],
  ["h", day / 24n],
  ["m", 60_000_000n],
  ["s", 1_000_000n],
  ["ms", 1000n],
  ["us", 1n],
] as const;

/** The duration in the greatest unit that it is a multiple of. */
function durationText(micros: bigint): string {
  const [unit, length] = units.find(([, one]) => micros % one === 0n) ?? ["us", 1n];
  return `${micros / length}${unit}`;
}
