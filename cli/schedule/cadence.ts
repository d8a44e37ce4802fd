import type { View } from "../../compiler/ir/index.js";
import { spanText } from "../../compiler/ir/span-text.js";
import { usage } from "../exit.js";

/** How often a view's values change, in whole seconds: at the multiples of `every` since the epoch, plus `after`. */
export interface Cadence {
  readonly every: number;
  /** Less than `every`. */
  readonly phase: number;
  /** As the view says it: `every 1h after 5m`. */
  readonly text: string;
}

/** Null if the view has no cadence. */
export function cadenceOf({ name, every }: Pick<View, "name" | "every">): Cadence | null {
  return every === null ? null : cadence(`view ${name}`, BigInt(every.everyMicros), BigInt(every.afterMicros));
}

/** `of`: what has the cadence, in errors. */
export function cadence(of: string, every: bigint, after: bigint): Cadence {
  const text = `every ${spanText(every)}${after === 0n ? "" : ` after ${spanText(after)}`}`;
  if (every % SECOND !== 0n || after % SECOND !== 0n)
    throw usage(`${of}: ${text} is finer than a second, and no scheduler runs at such instants`);
  return { every: Number(every / SECOND), phase: Number((after % every) / SECOND), text };
}

const SECOND = 1_000_000n;
