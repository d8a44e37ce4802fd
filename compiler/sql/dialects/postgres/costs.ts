import { type Costs, duckdbCosts } from "../../../plan/strategies/costs.js";

/**
 * Postgres 15, as `bench/offline.ts --engine postgres` measures it: a million rows, a window of seven days. As-of joins
 * and hash joins by structs are not among its strategies.
 */
export const costs: Costs = {
  latest: {
    ...duckdbCosts.latest,
    numbers: { row: 5000, label: 4000 },
    numbersOfKeys: { skipped: 600, row: 5500, label: 4500 },
    pairs: { row: 500, label: 1500, pair: 1500, pairWithTtl: 300 },
    search: { label: 11_000, searched: 90 },
  },
  windows: {
    frames: { row: 3000, each: 400, depth: 0, skipped: 100 },
    join: { skipped: 100, row: 500, label: 2000, pair: 250, distinct: 2 },
    tiles: { skipped: 100, row: 800, label: 6000, tile: 600, lookup: 500, pair: 250 },
    spans: { skipped: 100, row: 2800, label: 2500 },
    search: { label: 9000, searched: 90, pair: 350 },
  },
  temporal: {
    numbers: { row: 4000, label: 6000, last: 1500 },
    search: { label: 12_000, searched: 90, last: 2500 },
  },
};
