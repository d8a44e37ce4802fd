import type { SourceBinding, SourceLocation, SourceRead } from "../../../runtime/artifacts.js";
import { nullableColumn, roleColumns } from "../../../runtime/artifacts.js";
import { DataError } from "../../../runtime/errors.js";
import { withEnvironment } from "../../../runtime/warehouse/environment.js";
import { boundsOf, type Instants } from "../../../runtime/warehouse/sources/bounds.js";
import { checkTypes } from "../../../runtime/warehouse/sources/check-types.js";
import { matched } from "../../../runtime/warehouse/sources/match.js";
import { noFirst, noneKnown, type Part } from "../../../runtime/warehouse/sources/part.js";
import { sourcePlace } from "../../../runtime/warehouse/sources/place.js";
import { relationSql } from "../../../runtime/warehouse/sources/relation.js";
import { userQuery } from "../../../runtime/warehouse/user-query.js";
import type { SourceReport } from "../../../runtime/warehouse/warehouse.js";
import { converting, identifier, physicalOf } from "./converting.js";
import type { Remote } from "./remote.js";

export type Environment = Parameters<typeof withEnvironment>[1];

/** The data of a place as the engine has it. */
export async function partAt(remote: Remote, location: SourceLocation, environment: Environment): Promise<Part> {
  return partOf(remote, relationAt(location, environment));
}

function relationAt(location: SourceLocation, environment: Environment): string {
  switch (location.kind) {
    case "file":
      throw new DataError(
        `its data is a file (${location.path}), which the toy's server cannot read: load it into a table`,
      );
    case "table":
      return withEnvironment(location.name, environment).split(".").map(identifier).join(".");
    case "query":
      return `(${userQuery(location.sql, environment, (path) => path).replace(/;\s*$/, "")}\n)`;
  }
}

/** The columns of what may follow FROM. */
export async function partOf(remote: Remote, from: string): Promise<Part> {
  const { names, types } = await remote.ask(`SELECT * FROM ${from} AS data LIMIT 0`);
  const part: Part = {
    files: null,
    columns: names.map((name, index) => ({
      name,
      sql: `data.${identifier(name)}`,
      physical: physicalOf(types[index]!),
    })),
    from: () => from,
    only: () => part,
    first: noFirst,
    withoutNull: noneKnown,
  };
  return part;
}

/** The statement that makes a source's view. */
export async function viewOf(
  remote: Remote,
  source: SourceBinding,
  environment: Environment,
  instants: Instants | null,
): Promise<string> {
  try {
    const parts = matched(source, [await partAt(remote, source.location, environment)]);
    await checkTypes(source, parts, (sql) => remote.rows(sql), converting);
    const sql = await relationSql(source, parts, boundsOf(source.reach, instants), converting);
    return `CREATE OR REPLACE TEMP VIEW ${identifier(source.relation)} AS\n${sql}`;
  } catch (error) {
    const place = sourcePlace(source);
    const message = error instanceof Error ? error.message : String(error);
    throw new DataError(message.startsWith(place) ? message : `${place}${message}`, { cause: error });
  }
}

/** Counts the rows of a bound source, and those that never count. A time that is not valid is an error here. */
export async function lookAt(remote: Remote, { name, binding, late }: SourceRead): Promise<SourceReport> {
  const { key, columns, relation, time } = binding;
  const at = identifier(roleColumns.time);
  const keys = key.map((own) => {
    const nullable = columns.find((column) => column.name === own)?.type.nullable;
    return `${identifier(nullable ? own : nullableColumn(own))} IS NULL`;
  });
  const noKey = keys.length === 0 ? "false" : keys.join(" OR ");
  const isLate = late === null ? "false" : `${identifier(roleColumns.created)} > ${at} + ${late}`;
  const [row = []] = await remote.rows(
    `SELECT count(*), count(*) FILTER (WHERE ${at} IS NULL), count(*) FILTER (WHERE ${at} IS NOT NULL AND (${noKey})), count(*) FILTER (WHERE ${isLate}) FROM ${identifier(relation)}`,
  );
  const [rows = 0, withoutTime = 0, withoutKey = 0, writtenLate = 0] = row.map(Number);
  return { source: name, rows, withoutTime, withoutKey, writtenLate, judged: rows, time: time.column, days: false };
}
