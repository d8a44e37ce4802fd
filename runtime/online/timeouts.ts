import type { CallOptions } from "./call.js";

/** How long the calls of a store on a network may take, in milliseconds, unless a call says it itself. */
export interface Timeouts {
  /** A read, with connecting and trying again. The default is 250. */
  readonly timeout?: number | undefined;
  /** A write, with connecting and trying again. */
  readonly writeTimeout?: number | undefined;
}

export interface UsualTimeouts {
  readonly timeout: number;
  readonly writeTimeout: number;
}

export const READ_TIMEOUT = 250;

/** One in twenty. */
export const HEDGE_SHARE = 0.05;

/** The settings in `feat.yaml`. */
export const timeoutSettings = (writeTimeout: number) => ({
  timeout: {
    description:
      "How long a read may take, in milliseconds, with connecting and trying again. `serve` and clients keep to it; the other commands wait for up to 10 seconds unless it is given.",
    type: "integer",
    minimum: 1,
    default: READ_TIMEOUT,
    examples: [100],
  },
  write_timeout: {
    description: "How long a write may take, in milliseconds, with connecting and trying again.",
    type: "integer",
    minimum: 1,
    default: writeTimeout,
    examples: [60_000],
  },
  ...hedgeSettings,
});

/** The settings of stores whose reads may be asked again (`hedgedReads`). */
export const hedgeSettings = {
  hedge_after: {
    description:
      "Ask again for a read that has no answer after so many milliseconds, and take the first answer. Choose what 95 of 100 reads stay below. Reads are asked once unless it is given.",
    type: "integer",
    minimum: 1,
    examples: [10],
  },
  hedge_share: {
    description: "How many of the reads may be asked again, over time.",
    type: "number",
    exclusiveMinimum: 0,
    maximum: 1,
    default: HEDGE_SHARE,
    examples: [0.02],
  },
} as const;

/** The options of a call, with the usual timeout where they have none. Null is no timeout. */
export const timed = (options: CallOptions, usual: number | null): CallOptions => ({
  ...options,
  timeout: options.timeout ?? usual ?? undefined,
});

/** What is said of a call that took too long. */
export const lateText = (milliseconds: number, noted: string | null): string =>
  `${noted ?? "no answer in time"} (${milliseconds} ms)`;
