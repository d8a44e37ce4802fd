import { type Costs, duckdbCosts } from "../../../plan/strategies/costs.js";

/**
 * Estimates for Spark 4, which computes each row of a frame anew and shuffles both sides of a join. As-of joins and hash
 * joins by structs are not among its strategies.
 */
export const costs: Costs = {
  ...duckdbCosts,
  latest: {
    ...duckdbCosts.latest,
    numbers: { row: 5000, label: 5000 },
    numbersOfKeys: { skipped: 600, row: 6000, label: 6000 },
    pairs: { row: 600, label: 1500, pair: 1500, pairWithTtl: 500 },
  },
};
