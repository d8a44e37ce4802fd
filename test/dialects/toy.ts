/**
 * A dialect that follows `docs/adding-a-dialect.md`. Its engine is DuckDB, of which it uses little: no as-of joins, no
 * order of structs, no frames, no QUALIFY, no SEMI JOIN and no EXCLUDE, and a query in FROM has a name.
 */
import { type Dialect, dialects } from "../../compiler/sql/index.js";

const { duckdb } = dialects;

export const toy: Dialect = {
  ...duckdb!,
  name: "toy",
  functions: {
    ...duckdb!.functions,
    "ln/float64": "log(2.718281828459045::DOUBLE, {0})",
    "levenshtein/string": { unsupported: "it has no distance of texts" },
  },
  lacks: new Set(["star except", "qualify", "semi join", "unnamed subquery"]),
  asOfJoins: false,
  orderedStructs: false,
  spans: false,
  frames: () => false,
  kept: null,
  // Labels are joined by their numbers, and their own columns stay with the warehouse.
  wholeRow: null,
  labelColumns: false,
};
