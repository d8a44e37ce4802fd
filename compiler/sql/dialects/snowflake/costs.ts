import { type Costs, duckdbCosts } from "../../../plan/strategies/costs.js";

/** Nothing was measured on Snowflake, so the order of the strategies is DuckDB's. */
export const costs: Costs = duckdbCosts;
