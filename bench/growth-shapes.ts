import type { DataSet } from "./support/data.js";

/** How many rows and labels the keys have. */
export interface Shape {
  readonly name: string;
  readonly what: string;
  /** A small size, which gives the fixed cost; then n and 2n. */
  readonly sizes: readonly [number, number, number];
  readonly of: (size: number) => { readonly rows: DataSet; readonly labels: DataSet };
}

const [START, SPAN] = [1_704_067_200, 90 * 86_400];
const at = (second: string): string => `make_timestamp((${START} + ${second})::BIGINT * 1000000)`;

/**
 * Rows of this many keys, in the order of their times. Each is written up to two days after its time. One of ten is a
 * newer version of an `item`. A key has a tenth as many items as rows.
 */
const rowsOf = (each: number, keys: number): DataSet => ({
  name: `growing-${each}x${keys}`,
  query: `
    SELECT i AS event_id, 1 + i % ${keys} AS account_id,
      ${at(`i * ${SPAN} // ${each * keys}`)} AS event_time,
      ${at(`i * ${SPAN} // ${each * keys} + floor(u(i, 41) * 172800)`)} AS created,
      date_trunc('day', ${at(`i * ${SPAN} // ${each * keys}`)}) AS day,
      1 + i % ${keys} + ${keys} * floor(u(i, 42) * ${each / 10})::BIGINT AS item,
      floor(u(i, 43) * 4000) / 4 AS amount,
      floor(u(i, 44) * 1000000000)::BIGINT AS person,
      floor(u(i, 45) * 50)::BIGINT AS shop,
      'kind' || floor(u(i, 46) * 8)::INTEGER AS kind,
      u(i, 47) < 0.02 AS starts,
      u(i, 48) < 20 / ${each} AS seldom
    FROM range(${each * keys}) AS r(i)`,
});

const labelsOf = (each: number, keys: number): DataSet => ({
  name: `growing-labels-${each}x${keys}`,
  query: `
    SELECT 1 + i % ${keys} AS account_id, ${at(`(1 + i // ${keys}) * ${SPAN} // ${each + 1}`)} AS event_timestamp
    FROM range(${each * keys}) AS r(i)`,
});

export const shapes: readonly Shape[] = [
  {
    name: "hot",
    what: "two keys of n rows each, nine labels",
    sizes: [1000, 50_000, 100_000],
    of: (size) => ({ rows: rowsOf(size, 2), labels: labelsOf(5, 2) }),
  },
  {
    name: "asked",
    what: "one key of n rows, 1,000 labels",
    sizes: [1000, 50_000, 100_000],
    of: (size) => ({ rows: rowsOf(size, 1), labels: labelsOf(1000, 1) }),
  },
  {
    name: "both",
    what: "one key of n rows and n labels",
    sizes: [500, 10_000, 20_000],
    of: (size) => ({ rows: rowsOf(size, 1), labels: labelsOf(size, 1) }),
  },
];
