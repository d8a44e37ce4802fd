/**
 * Bindings: how files, a table or a query become the relation that a statement reads.
 *
 * In: the location of a source's data, and its columns, as the project states them. Out: a temporary view under the name
 * that statements read, which has the declared columns in their declared types. Always: where the types match, a column
 * is the data's own. An error names the source and the line that states its location.
 */
import type { SourceBinding } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { sparkIdentifier } from "../../../spark-types.js";
import { boundsOf, type Instants } from "../../sources/bounds.js";
import { checkTypes } from "../../sources/check-types.js";
import { matched } from "../../sources/match.js";
import { sourcePlace } from "../../sources/place.js";
import { relationSql } from "../../sources/relation.js";
import { dataError } from "../errors.js";
import type { Session } from "../session.js";
import { converting } from "./converting.js";
import { describe, type Place } from "./describe.js";

/** A source's view, and how it was made. */
export interface View {
  readonly source: SourceBinding;
  /** The text that decides how the view is made. */
  readonly made: string;
  readonly statement: string;
}
/** The views that exist, by name. */
export type Bound = Map<string, View>;

/** Makes the views of sources, except those that exist already. */
export async function bind(
  session: Session,
  sources: readonly SourceBinding[],
  place: Place,
  bound: Bound,
  instants: Instants | null = null,
): Promise<readonly View[]> {
  const views: View[] = [];
  for (const source of sources) {
    try {
      const view = await viewOf(session, source, place, bound.get(source.relation), instants);
      bound.set(source.relation, view);
      views.push(view);
    } catch (error) {
      bound.delete(source.relation);
      const doing = sourcePlace(source);
      if (error instanceof DataError && !error.message.startsWith(doing))
        throw new DataError(`${doing}${error.message}`, { cause: error });
      throw dataError(error, doing);
    }
  }
  return views;
}

async function viewOf(
  session: Session,
  source: SourceBinding,
  place: Place,
  known: View | undefined,
  instants: Instants | null,
): Promise<View> {
  const bounds = boundsOf(source.reach, instants);
  const { part, stamp } = await describe(session, source.location, place, `${source.relation} files`);
  const made = JSON.stringify([{ ...source, reach: null }, String(bounds?.from), String(bounds?.to), stamp]);
  if (known?.made === made) return known;
  const parts = matched(source, [part]);
  await checkTypes(source, parts, (sql) => session.rows(sql), converting);
  const sql = await relationSql(source, parts, bounds, converting);
  await session.view(source.relation, sql);
  return { source, made, statement: `CREATE OR REPLACE TEMPORARY VIEW ${sparkIdentifier(source.relation)} AS\n${sql}` };
}
