import { sqlText } from "../../duckdb-types.js";
import { postgresIdentifier } from "../../postgres-names.js";

/* Quoting of SQL text. */

export const identifier = postgresIdentifier;
/** With standard strings, a text is written as DuckDB writes it. */
export const literal = sqlText;
