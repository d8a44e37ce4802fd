import { DatabaseError } from "pg";
import type { SourceBinding } from "../../../artifacts.js";
import { DataError, messageOf } from "../../../errors.js";
import { sourcePlace } from "../../sources/place.js";
import type { Engine } from "../engine.js";
import type { Bound } from "./bind.js";

/**
 * The error of a view or query that a source reads, with the source's name, if the statement failed with it. Null if it
 * fails with another one, or with none.
 */
export async function sourceError(
  engine: Engine,
  sources: readonly SourceBinding[],
  bound: Bound,
  error: unknown,
): Promise<DataError | null> {
  // Errors of values: a text that is no number, a division by zero.
  if (!(error instanceof DatabaseError) || error.code?.startsWith("22") !== true) return null;
  for (const source of sources) {
    const part = bound.get(source.relation)?.parts[0]?.part;
    if (part === undefined) continue;
    const rows = part.from([]);
    try {
      const [view] = await engine.rows("SELECT 1 FROM pg_class WHERE oid = to_regclass($1) AND relkind = 'v'", [rows]);
      if (view === undefined) continue;
      await engine.rows(`SELECT count(md5(CAST(data AS TEXT))) FROM ${rows} AS data`);
    } catch (own) {
      if (messageOf(own) === messageOf(error))
        return new DataError(`${sourcePlace(source)}${messageOf(own)}`, { cause: error });
    }
  }
  return null;
}
