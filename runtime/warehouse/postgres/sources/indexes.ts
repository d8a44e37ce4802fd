/**
 * Indexes: how a search for each label finds its rows.
 *
 * In: the index that a plan asks for, and the table that it searches. Out: what the table's indexes give, and what a
 * missing one would. Always: only the catalog says which indexes there are.
 */
import type { SearchedIndex, SourceBinding } from "../../../artifacts.js";
import type { Facts } from "../../choose-plan.js";
import { withEnvironment } from "../../environment.js";
import { findColumn } from "../../sources/match.js";
import type { RawColumn } from "../../sources/part.js";
import { tableParts } from "../../sources/table-parts.js";
import type { Engine } from "../engine.js";
import { identifier } from "../text.js";
import type { Place } from "./bind.js";
import { describeTable } from "./describe.js";
import { isStamp } from "./instants.js";

/** How rows are found for a label: by an index of keys and time, by one of keys alone, or by reading all rows. */
export type Finding = "by keys and time" | "by keys" | "by reading";

/** The columns of each index that holds all rows, in order. */
const COLUMNS = `
SELECT array_to_json(ARRAY(
  SELECT a.attname FROM unnest(i.indkey) WITH ORDINALITY AS k(number, place)
  LEFT JOIN pg_attribute a ON a.attrelid = i.indrelid AND a.attnum = k.number
  WHERE k.place <= i.indnkeyatts ORDER BY k.place))
FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid JOIN pg_am m ON m.oid = c.relam
WHERE i.indrelid = $1::regclass AND i.indisvalid AND i.indpred IS NULL AND m.amname = 'btree'`;

/** A table that is searched, and the names of its columns. */
export interface Searched {
  readonly table: string;
  readonly keys: readonly string[];
  /** Null if an index of the time finds no rows, because it does not have the order of the instants. */
  readonly time: string | null;
}

/** How the table's indexes find the rows of a search. */
export async function findingOf(engine: Engine, { table, keys, time }: Searched): Promise<Finding> {
  const found = await engine.rows(COLUMNS, [table]);
  const indexes = found.map(([columns]) => JSON.parse(columns!) as readonly (string | null)[]);
  const hasKeys = (columns: readonly (string | null)[]): boolean =>
    keys.every((key) => columns.slice(0, keys.length).includes(key));
  if (time !== null && indexes.some((columns) => hasKeys(columns) && columns[keys.length] === time))
    return "by keys and time";
  return indexes.some((columns) => keys.includes(columns[0] ?? "")) ? "by keys" : "by reading";
}

/** The table that a search reads; null if the source is no table. */
export async function searchedTable(
  engine: Engine,
  { source, keys }: SearchedIndex,
  sources: readonly SourceBinding[],
  { environment }: Place,
): Promise<Searched | null> {
  const own = sources.find((each) => each.source === source);
  if (own?.location.kind !== "table") return null;
  const { part } = await describeTable(engine, tableParts(withEnvironment(own.location.name, environment)));
  const named = (column: string): RawColumn | null => {
    const found = findColumn(column, part);
    return found.kind === "found" ? found.column : null;
  };
  const time = named(own.time.column);
  return {
    table: part.from([]),
    keys: keys.map((key) => named(key)?.name ?? key),
    time: time !== null && isStamp(own.time, time.physical) ? time.name : null,
  };
}

/** What an index that the table misses would be, and how it would find rows. Null if it misses none. */
export function missingIndex(
  { table, keys, time }: Searched,
  finding: Finding,
): { readonly statement: string; readonly finding: Finding } | null {
  const best: Finding = time === null ? "by keys" : "by keys and time";
  if (finding === best || keys.length === 0) return null;
  const columns = [...keys, ...(time === null ? [] : [time])].map(identifier);
  return { statement: `CREATE INDEX ON ${table} (${columns.join(", ")})`, finding: best };
}

/** How many scanned rows cost as much as one row found by an index. */
const FOUND_BY_INDEX = 12;

/** The facts, with the rows that a search compares for all labels. Rows within windows are counted apart. */
export function searchedFacts(facts: Facts, finding: Finding): Facts {
  const { "rows searched": all, pairs, labels } = facts;
  if (all === undefined || pairs === undefined || labels === undefined) return facts;
  switch (finding) {
    case "by keys and time":
      return { ...facts, "rows searched": Math.min(all, labels) };
    case "by keys":
      return { ...facts, "rows searched": Math.min(all, pairs * FOUND_BY_INDEX) };
    case "by reading":
      return facts;
  }
}
