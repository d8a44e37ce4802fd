/**
 * Bindings: how a table or query of the database becomes the relation that a statement reads.
 *
 * In: the location of a source's data, and its columns, as the project states them. Out: a temporary view under the
 * name that statements read, which has the declared columns in their declared types. Always: only the catalog says what
 * the data's types are. Where the types match, a column is the data's own. An error names the source and the line that
 * states its location.
 */
import type { SourceBinding } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { stampFunction } from "../../../postgres-names.js";
import { type Environment, withEnvironment } from "../../environment.js";
import type { Physical } from "../../physical.js";
import { boundsOf, type Instants } from "../../sources/bounds.js";
import { checkTypes } from "../../sources/check-types.js";
import { type Matched, matched } from "../../sources/match.js";
import { sourcePlace } from "../../sources/place.js";
import { relationSql } from "../../sources/relation.js";
import { tableParts } from "../../sources/table-parts.js";
import { userQuery } from "../../user-query.js";
import type { Engine } from "../engine.js";
import { dataError, type Where } from "../errors.js";
import { identifier } from "../text.js";
import { converting } from "./converting.js";
import { describeTable, describeView } from "./describe.js";
import { stampFunctionSql } from "./instants.js";
import { type Sample, sampled } from "./sample.js";

export interface Place {
  readonly environment: Environment;
  readonly where: Where;
}

/** A source's view, and how it was made. */
export interface View {
  readonly source: SourceBinding;
  readonly parts: readonly Matched[];
  /** The text that decides how the view is made. */
  readonly made: string;
  readonly statements: readonly string[];
}

/** The views that exist, by name. */
export type Bound = Map<string, View>;

/** Makes the views of sources, except those that exist already. */
export async function bind(
  engine: Engine,
  sources: readonly SourceBinding[],
  place: Place,
  bound: Bound,
  instants: Instants | null = null,
  sample: Sample | null = null,
): Promise<readonly View[]> {
  const views: View[] = [];
  for (const source of sources) {
    try {
      const view = await viewOf(engine, source, place, bound.get(source.relation), instants, sample);
      bound.set(source.relation, view);
      views.push(view);
    } catch (error) {
      bound.delete(source.relation);
      const doing = sourcePlace(source);
      if (error instanceof DataError && !error.message.startsWith(doing))
        throw new DataError(`${doing}${error.message}`, { cause: error });
      throw dataError(error, doing, place.where);
    }
  }
  return views;
}

async function viewOf(
  engine: Engine,
  source: SourceBinding,
  { environment }: Place,
  known: View | undefined,
  instants: Instants | null,
  sample: Sample | null,
): Promise<View> {
  const { location } = source;
  const statements: string[] = [];
  const make = async (name: string, sql: string, first: readonly string[] = []): Promise<void> => {
    const view = `CREATE TEMP VIEW ${identifier(name)} AS\n${sql}`;
    await engine.run([`DROP VIEW IF EXISTS pg_temp.${identifier(name)} CASCADE`, ...first].join(";\n"));
    await engine.runAlone(view);
    statements.push(...first, view);
  };
  const bounds = boundsOf(source.reach, instants);
  const decided = [{ ...source, reach: null }, String(bounds?.from), String(bounds?.to)];
  switch (location.kind) {
    case "file":
      throw notInPostgres(location.path);
    case "table": {
      const name = withEnvironment(location.name, environment);
      const { part, stamp } = await describeTable(engine, tableParts(name));
      if (sample === null) return finished(JSON.stringify([...decided, stamp]), [part]);
      return finished(JSON.stringify([...decided, stamp, sample]), [sampled(part, sample)]);
    }
    case "query": {
      const sql = userQuery(location.sql, environment, (path) => path);
      const rows = `${source.relation} rows`;
      if (known?.made.startsWith(JSON.stringify(sql)) === true && known.source.relation === source.relation) {
        const { part, stamp } = await describeView(engine, rows);
        return finished(`${JSON.stringify(sql)}${JSON.stringify([...decided, stamp])}`, [part]);
      }
      await make(rows, withoutEnd(sql));
      const { part, stamp } = await describeView(engine, rows);
      return finished(`${JSON.stringify(sql)}${JSON.stringify([...decided, stamp])}`, [part]);
    }
  }

  async function finished(made: string, described: Parameters<typeof matched>[1]): Promise<View> {
    if (known?.made === made) return known;
    const parts = matched(source, described);
    await checkTypes(source, parts, (sql) => engine.rows(sql), converting);
    await make(source.relation, await relationSql(source, parts, bounds, converting), [stampAt(source, parts)]);
    return { source, parts, made, statements };
  }
}

/** The function by which statements compare instants with the stamps of a source's rows. */
function stampAt({ relation, time }: SourceBinding, [first]: readonly Matched[]): string {
  const raw = first?.columns.get(time.column);
  const physical: Physical = raw ? converting.asTime(raw).physical : { family: "other", name: "NULL" };
  return stampFunctionSql(stampFunction(relation), time, physical);
}

export const notInPostgres = (path: string): DataError =>
  new DataError(
    `its data is a file (${path}), which Postgres cannot read: load it into a table, and say the table in the YAML, for Postgres alone or for all: \`table: { postgres: schema.table }\``,
  );

/** A query may end in a semicolon. */
export const withoutEnd = (sql: string): string => sql.replace(/;\s*$/, "");
