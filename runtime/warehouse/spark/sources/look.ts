import { nullableColumn, roleColumns, type SourceRead } from "../../../artifacts.js";
import { sparkIdentifier } from "../../../spark-types.js";
import type { SourceReport } from "../../warehouse.js";
import type { Session } from "../session.js";

/** Counts the rows of a bound source, and those that never count. A time that is not valid is an error here. */
export async function lookAt(session: Session, { name, binding, late }: SourceRead): Promise<SourceReport> {
  const { key, columns, relation, time } = binding;
  const at = sparkIdentifier(roleColumns.time);
  const keys = key.map((own) => {
    const nullable = columns.find((column) => column.name === own)?.type.nullable;
    return `${sparkIdentifier(nullable ? own : nullableColumn(own))} IS NULL`;
  });
  const noKey = keys.length === 0 ? "false" : keys.join(" OR ");
  const isLate = late === null ? "false" : `${sparkIdentifier(roleColumns.created)} > ${at} + CAST(${late} AS BIGINT)`;
  const [row = []] = await session.rows(
    `SELECT count(*), count(*) FILTER (WHERE ${at} IS NULL), count(*) FILTER (WHERE ${at} IS NOT NULL AND (${noKey})), count(*) FILTER (WHERE ${isLate}) FROM ${sparkIdentifier(relation)}`,
  );
  const [rows = 0, withoutTime = 0, withoutKey = 0, writtenLate = 0] = row.map(Number);
  return { source: name, rows, withoutTime, withoutKey, writtenLate, judged: rows, time: time.column, days: false };
}
