/**
 * Bindings: how a source's data becomes the relation that a statement reads.
 *
 * In: the location of a source's data, and its columns, as the project states them. Out: a view over the data, under
 * the name that statements read, which has the declared columns in their declared types. Always: only the engine says
 * what the data's types are. Files are converted by the schema of each. Where the types match, a column is the data's
 * own. Values of environment variables and paths are SQL values. A path is relative to the file that states it. If a
 * source cannot be read, the error names the source and the line that states its location.
 */
import type { SourceBinding, SourceColumn } from "../../artifacts.js";
import { DataError } from "../../errors.js";
import { boundsOf, type Instants } from "../sources/bounds.js";
import { type Matched, matched } from "../sources/match.js";
import { sourcePlace } from "../sources/place.js";
import { relationSql } from "../sources/relation.js";
import type { Engine } from "./engine.js";
import { dataError, lineOf } from "./errors.js";
import { converting } from "./sources/converting.js";
import { type Data, describe } from "./sources/describe.js";
import { type BoundSource, checkTypes } from "./sources/fault.js";
import { located, namedLikePattern, type Place } from "./sources/location.js";
import { withinBounds } from "./sources/within-bounds.js";
import { identifier, withShortPaths } from "./text.js";

export type { Place };

/** A source's view, and how it was made. */
interface View extends BoundSource {
  readonly data: Data;
  /** The text that decides how the view is made, apart from the data. */
  readonly made: string;
  /** The statements that made it. The last line of one may be a comment. */
  readonly statements: readonly string[];
}

/** The views that exist, by name: in lower case because DuckDB ignores case. */
export type Bound = Map<string, View>;

/** Makes the views of sources, except those that exist already. */
export async function bind(
  engine: Engine,
  sources: readonly SourceBinding[],
  place: Place,
  bound: Bound,
  instants: Instants | null = null,
): Promise<readonly View[]> {
  const views: View[] = [];
  for (const source of sources) {
    const name = source.relation.toLowerCase();
    try {
      const view = await viewOf(engine, source, place, bound.get(name), instants);
      bound.set(name, view);
      views.push(view);
    } catch (error) {
      bound.delete(name);
      throw await bindingError(error, source, place);
    }
  }
  return views;
}

async function viewOf(
  engine: Engine,
  source: SourceBinding,
  place: Place,
  known: View | undefined,
  instants: Instants | null,
): Promise<View> {
  const location = located(source.location, place);
  const bounds = boundsOf(source.reach, instants);
  const { columns: _, reach: __, ...rest } = source;
  const made = JSON.stringify([rest, location, String(bounds?.from), String(bounds?.to)]);
  const before = known?.made === made ? known : undefined;
  // A query is described once: making its view again would make the engine plan kept statements again.
  if (before !== undefined && location.kind === "query" && covers(before.source, source)) return before;
  const view = (name: string, sql: string): string => `CREATE OR REPLACE TEMP VIEW ${identifier(name)} AS\n${sql}`;
  const rows = `${source.relation} rows`;
  const first = location.kind === "query" ? [view(rows, location.sql)] : [];
  if (before === undefined) for (const sql of first) await engine.runAlone(sql);
  const data = await describe(engine, location, rows, known?.data);
  const same = before?.data === data ? before : undefined;
  if (same !== undefined && covers(same.source, source)) return same;
  // Statements that read other columns of the source alternate. The view gets the columns of both, so each still finds
  // it.
  const whole = same === undefined ? source : withColumnsOf(source, same.source);
  const parts = matched(whole, data.parts);
  await checkTypes(engine, { source: whole, parts });
  const own = view(source.relation, await relationSql(whole, withinParts(whole, parts, bounds), bounds, converting));
  await engine.runAlone(own);
  return { source: whole, parts, data, made, statements: [...first, own] };
}

const withinParts = (
  source: SourceBinding,
  parts: readonly Matched[],
  bounds: Parameters<typeof withinBounds>[2],
): readonly Matched[] => parts.flatMap((part) => withinBounds(source, part, bounds));

const has = ({ columns }: SourceBinding, column: SourceColumn): boolean =>
  columns.some((each) => JSON.stringify(each) === JSON.stringify(column));
const covers = (bound: SourceBinding, source: SourceBinding): boolean =>
  source.columns.every((column) => has(bound, column));

function withColumnsOf(source: SourceBinding, other: SourceBinding): SourceBinding {
  const names = new Set(source.columns.map(({ name }) => name));
  return { ...source, columns: [...source.columns, ...other.columns.filter(({ name }) => !names.has(name))] };
}

/** `sources.yaml:4 source orders: …`; for a query also the line of the query. */
async function bindingError(error: unknown, source: SourceBinding, place: Place): Promise<Error> {
  const { location } = source;
  const doing = sourcePlace(source);
  const because = { cause: error };
  if (error instanceof DataError) {
    const named = error.message.startsWith(doing) ? error.message : `${doing}${error.message}`;
    return new DataError(
      `${withShortPaths(named, place.folder)}${await namedLikePattern(location, place, error)}`,
      because,
    );
  }
  const found = dataError(error, doing);
  if (!(found instanceof DataError)) return found;
  const line = location.kind === "query" ? lineOf(error) : null;
  const message = withShortPaths(found.message, place.folder);
  return new DataError(`${message}${line === null ? "" : ` (line ${line - 1} of the query)`}`, because);
}

/**
 * If a source's query fails by itself, that query's error in place of the statement's error. Null if no query fails.
 */
export async function queryError(
  engine: Engine,
  sources: readonly SourceBinding[],
  bound: Bound,
  error: unknown,
): Promise<Error | null> {
  for (const source of sources) {
    if (source.location.kind !== "query" || !bound.has(source.relation.toLowerCase())) continue;
    try {
      await engine.run(`SELECT bit_xor(hash(data)) FROM ${identifier(`${source.relation} rows`)} AS data`);
    } catch (own) {
      if (own instanceof DataError && own.message === dataError(error, "").message)
        return new DataError(`${sourcePlace(source)}${own.message}`, { cause: error });
    }
  }
  return null;
}
