import type { Type } from "../../runtime/types.js";
import type { Scan } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";
import { indent } from "./indent.js";
import { nullIsWrong } from "./null-is-wrong.js";
import { printLine } from "./print/index.js";
import { columnName } from "./source-binding.js";
import { indented } from "./tiles.js";
import { typeName } from "./tree/index.js";

/** A source's rows, from the relation that its data is bound to: the declared columns in their types, and its times as instants. */
export function scanText({ source, columns, hiding }: Scan, relation: string, dialect: Dialect): string {
  const id = dialect.identifier;
  // Under a name of its own, so that a column the data lacks is not taken for one of the results.
  const raw = (name: string, type: Type | null = null): string => dialect.column(columnName(name), type, source);
  const out: string[] = [`${dialect.ordered(raw(source.time.column), source.time)} AS ${id("@time")}`];
  if (source.created) out.push(`${dialect.micros(raw(source.created.column), source.created)} AS ${id("@created")}`);
  if (source.sequence)
    out.push(
      `${dialect.read(raw(source.sequence.column, source.sequence.type), source.sequence.type, source, source.sequence.column)} AS ${id("@sequence")}`,
    );
  if (source.deleted !== null)
    out.push(`coalesce(CAST(${raw(source.deleted)} AS BOOLEAN), false) AS ${id("@deleted")}`);
  if (source.until) out.push(`${dialect.ordered(raw(source.until.column), source.until)} AS ${id("@until")}`);
  const skipped = new Set([...hiding, ...source.key]);
  const time = `coalesce(CAST(${raw(source.time.column)} AS VARCHAR), 'no time')`;
  // A row that says that something is gone need not say what it was.
  const refused = (error: string): string =>
    source.deleted === null
      ? error
      : `CASE WHEN NOT coalesce(CAST(${raw(source.deleted)} AS BOOLEAN), false) THEN ${error} END`;
  for (const column of source.columns) {
    if (!columns.includes(column.name) && !source.key.includes(column.name)) continue;
    const physical = raw(column.column, column.type);
    // The time column has its own format; as a value it is the same instant.
    const isTime = column.column === source.time.column && column.type.kind === "timestamp";
    const value = isTime
      ? dialect.micros(physical, source.time)
      : dialect.read(physical, column.type, source, column.column);
    const guarded =
      column.type.nullable || isTime || skipped.has(column.name)
        ? value
        : `coalesce(${value}, ${refused(printLine(nullIsWrong({ name: column.name, source: source.name }, typeName(time), dialect), dialect))})`;
    out.push(`${guarded} AS ${id(column.name)}`);
  }
  const present = ["@time", ...source.key].map((name) => `${id(name)} IS NOT NULL`).join(" AND ");
  return `SELECT * FROM (\n  SELECT\n${indent(indented(out))}\n  FROM ${relation} AS data\n)\nWHERE ${present}`;
}
