import { type Costs, duckdbCosts } from "../../../plan/strategies/costs.js";

/** BigQuery bills by bytes that are read, so only the order of the strategies matters, which is DuckDB's. */
export const costs: Costs = duckdbCosts;
