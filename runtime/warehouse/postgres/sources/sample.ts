/**
 * Samples: facts about a large table are counted in some of its pages.
 *
 * In: the source that a statement of facts reads. Out: how large a part of its pages is read. Always: the same table
 * gives the same sample, so a run does not change its plan by chance.
 */
import type { SourceBinding } from "../../../artifacts.js";
import { type Environment, withEnvironment } from "../../environment.js";
import type { Part } from "../../sources/part.js";
import { tableParts } from "../../sources/table-parts.js";
import type { Engine } from "../engine.js";
import { describeTable } from "./describe.js";

export interface Sample {
  /** The part of the table's pages that is read, more than 0 and less than 1. */
  readonly share: number;
}

/** How many rows are enough to count facts by. */
export const ROWS_OF_FACTS = 8_000;
/** The rows of a page in a table that was never analyzed. */
const ROWS_OF_PAGE = 50;

const SIZE = `
SELECT pg_relation_size(c.oid) / current_setting('block_size')::int, c.reltuples / nullif(c.relpages, 0)
FROM pg_class c WHERE c.oid = $1::regclass AND c.relkind IN ('r', 'm') AND c.reltuples <> 0`;

/** A table's size, as the server estimates it. */
export interface Size {
  readonly pages: number;
  readonly rows: number;
}

/** Null if the source is no table, or if its pages are those of other tables. */
export async function sizeOf(
  engine: Engine,
  { location }: SourceBinding,
  { environment }: { readonly environment: Environment },
): Promise<Size | null> {
  if (location.kind !== "table") return null;
  const { part } = await describeTable(engine, tableParts(withEnvironment(location.name, environment)));
  const [row] = await engine.rows(SIZE, [part.from([])]);
  if (row === undefined) return null;
  const [pages = 0, rowsOfPage] = row.map(Number);
  return { pages, rows: pages * Math.max(1, rowsOfPage || ROWS_OF_PAGE) };
}

/**
 * A sample of about so many rows. Null to read all rows: if the table is small, if it has no pages of its own, or if
 * several sources are read, whose samples would not fit each other.
 */
export async function sampleOf(
  engine: Engine,
  [only, ...others]: readonly SourceBinding[],
  place: { readonly environment: Environment },
  wanted: number,
): Promise<Sample | null> {
  const size = only === undefined || others.length > 0 ? null : await sizeOf(engine, only, place);
  return size === null ? null : sampleIn(size, wanted);
}

/** Null if the sample would be most of the table. */
export function sampleIn({ rows }: Size, wanted: number): Sample | null {
  const share = wanted / Math.max(1, rows);
  return share < 0.5 ? { share } : null;
}

/** The part with only a sample of its rows. */
export const sampled = (part: Part, { share }: Sample): Part => ({
  ...part,
  from: (columns) => `(SELECT * FROM ${part.from(columns)} TABLESAMPLE SYSTEM (${share * 100}) REPEATABLE (1))`,
});
