import { middle } from "../support/measured-process.js";

/** A measured figure. `bar`: what it must reach; `most` or `least` says on which side. */
export interface Figure {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  readonly bar?: { readonly most: number } | { readonly least: number };
}

/** Microseconds of this process's CPU, user and system, of each call. */
export async function cpuOf(calls: number, call: (index: number) => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let index = 0; index < calls; index++) await call(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / calls;
}

/** The median of each way's measure. The ways take turns; the first round warms up. */
export async function inTurns<Name extends string>(
  rounds: number,
  ways: Readonly<Record<Name, () => Promise<number>>>,
): Promise<Readonly<Record<Name, number>>> {
  const all = Object.entries(ways) as [Name, () => Promise<number>][];
  const found = new Map<Name, number[]>(all.map(([name]) => [name, []]));
  for (let round = 0; round <= rounds; round++)
    for (const [name, measure] of all) {
      const value = await measure();
      if (round > 0) found.get(name)!.push(value);
    }
  return Object.fromEntries([...found].map(([name, values]) => [name, middle(values)])) as Record<Name, number>;
}

export const passes = ({ value, bar }: Figure): boolean =>
  bar === undefined || ("most" in bar ? value <= bar.most : value >= bar.least);

export function shown(figure: Figure): string {
  const { what, value, unit, bar } = figure;
  const digits = value >= 1000 ? 0 : value >= 100 ? 1 : 2;
  const text = value.toLocaleString("en", { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const limit = bar === undefined ? "" : "most" in bar ? `at most ${bar.most}` : `at least ${bar.least}`;
  const verdict = bar === undefined ? "" : `  ${passes(figure) ? "pass" : "FAIL"}, ${limit}`;
  return `  ${what.padEnd(52)}${text.padStart(12)} ${unit}${verdict}`;
}
