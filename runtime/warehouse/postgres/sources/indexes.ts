import type { SourceBinding } from "../../../artifacts.js";
import type { Facts } from "../../choose-plan.js";
import { withEnvironment } from "../../environment.js";
import type { Engine } from "../engine.js";
import type { Place } from "./bind.js";
import { describeTable } from "./describe.js";

const FIRST_COLUMNS = `
SELECT DISTINCT a.attname FROM pg_index i JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = i.indkey[0]
WHERE i.indrelid = $1::regclass AND i.indisvalid AND i.indpred IS NULL`;

/**
 * True if each of these sources is a table with an index that begins with a column of its rows' keys, not with their
 * time.
 */
export async function areIndexed(
  engine: Engine,
  sources: readonly SourceBinding[],
  { environment }: Place,
): Promise<boolean> {
  for (const { location, time, columns } of sources) {
    if (location.kind !== "table") return false;
    const { part } = await describeTable(engine, withEnvironment(location.name, environment).split("."));
    const first = await engine.rows(FIRST_COLUMNS, [part.from([])]);
    const found = first.some(([name]) => name !== time.column && columns.some(({ column }) => column === name));
    if (!found) return false;
  }
  return sources.length > 0;
}

/** How many scanned rows cost as much as one row found by an index. */
const FOUND_BY_INDEX = 45;

/** With an index a search reads only the rows of the label's key. */
export const searchable = (facts: Facts, indexed: boolean): Facts =>
  indexed && facts["rows searched"] !== undefined && facts.pairs !== undefined
    ? { ...facts, "rows searched": Math.min(facts["rows searched"], facts.pairs * FOUND_BY_INDEX) }
    : facts;
