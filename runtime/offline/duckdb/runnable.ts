import type { Sql } from "../../artifacts.js";
import { statementOf, statementText } from "../../statement.js";
import { bindingSql } from "./bind.js";

/**
 * A statement that a person can run in DuckDB, preceded by the views that it reads. `${NAME}` stays as the project has
 * it, and paths are relative to the project's folder.
 */
export function runnable(sql: Sql): string {
  const views = statementOf(sql).sources.flatMap((source) => bindingSql(source));
  return [...views.map((view) => `${view}\n;\n\n`), `${statementText(sql).text}\n`].join("");
}
