import {
  nullableColumn,
  roleColumns,
  type SourceBinding,
  type SourceColumn,
  type SourceTime,
} from "../../../artifacts.js";
import { planType } from "../../../duckdb-types.js";
import { scalar, type Type, withNullable } from "../../../types.js";
import { type Conversion, conversion, converts, separator } from "../convert.js";
import { sourcePlace } from "../errors.js";
import { type Physical, textType } from "../physical.js";
import { identifier, literal } from "../text.js";
import { type Bounds, conditionsOf, dayMatters } from "./bounds.js";
import { folderText } from "./folders.js";
import { instantFrom, orderedInstant } from "./instants.js";
import type { Matched } from "./match.js";
import type { RawColumn } from "./part.js";

/** The SQL of a source's relation: the parts of its data, each converted to the declared types. */
export async function relationSql(
  source: SourceBinding,
  parts: readonly Matched[],
  bounds: Bounds | null,
): Promise<string> {
  const mattering = parts.flatMap((part) => withinBounds(source, part, bounds));
  if (mattering.length === 0) return emptySql(source);
  const selects = await Promise.all(mattering.map((part) => partSql(source, part, bounds)));
  return selects.join("\nUNION ALL\n");
}

/** Of files in folders that are named for their day, those that can have rows that matter. */
function withinBounds(source: SourceBinding, matched: Matched, bounds: Bounds | null): readonly Matched[] {
  const { part, columns } = matched;
  const time = columns.get(source.time.column);
  if (bounds === null || part.files === null || time?.folder !== true || source.time.format !== "date")
    return [matched];
  const files = part.files.filter((file) => {
    const day = folderText(file, time.name);
    return day === null || dayMatters(day, bounds);
  });
  if (files.length === part.files.length) return [matched];
  return files.length === 0 ? [] : [{ ...matched, part: part.only(files) }];
}

async function partSql(source: SourceBinding, matched: Matched, bounds: Bounds | null): Promise<string> {
  const { part, columns } = matched;
  const read = [...columns.values()].filter((column) => column !== null);
  const required = source.columns.flatMap(({ column, type }) => (type.nullable ? [] : (columns.get(column) ?? [])));
  const whole = await part.withoutNull(required);
  const made = columnsOf(source, matched, whole);
  const time = columns.get(source.time.column) ?? null;
  const conditions = bounds === null || time === null ? [] : conditionsOf(source.time, asTime(time), bounds);
  const where = conditions.length === 0 ? "" : `\nWHERE ${conditions.join(" AND ")}`;
  const out = made.map(({ name, sql }) => `  ${sql} AS ${identifier(name)}`);
  return `SELECT\n${out.join(",\n")}\nFROM ${part.from(read)} AS data${where}`;
}

interface Made {
  readonly name: string;
  readonly sql: string;
}

function columnsOf(source: SourceBinding, { columns }: Matched, whole: ReadonlySet<RawColumn>): readonly Made[] {
  const raw = (column: string): RawColumn | null => columns.get(column) ?? null;
  const at = raw(source.time.column);
  const guard: Guard = {
    place: sourcePlace(source),
    source: source.source,
    time: at === null ? "'no time'" : `coalesce(CAST(${asTime(at).sql} AS VARCHAR), 'no time')`,
    deleted: null,
  };
  const { created, until, sequence } = source;
  const deleted = source.deleted === undefined ? null : deletedOf(raw(source.deleted), source.deleted, guard);
  const roles: Made[] = [{ name: roleColumns.time, sql: instantOf(at, source.time, guard, orderedInstant) }];
  if (created)
    roles.push({ name: roleColumns.created, sql: instantOf(raw(created.column), created, guard, instantFrom) });
  if (until) roles.push({ name: roleColumns.until, sql: instantOf(raw(until.column), until, guard, orderedInstant) });
  if (sequence) {
    const own: SourceColumn = { name: sequence.column, ...sequence };
    roles.push({ name: roleColumns.sequence, sql: checked(own, raw(sequence.column), guard) });
  }
  if (deleted !== null) roles.push({ name: roleColumns.deleted, sql: deleted });
  const declared = source.columns.flatMap((column): readonly Made[] => {
    const found = raw(column.column);
    const role = roleOf(source, column);
    const sql = role === null ? checked(column, found, guard) : asRole(column, found, role, guard);
    if (column.type.nullable) return [{ name: column.name, sql }];
    // The row of a null time never counts.
    const isTime = role !== null && role.column === source.time.column;
    const guarded =
      isTime || (found !== null && whole.has(found) && !mayBecomeNull(column.type, found))
        ? sql
        : `coalesce(${sql}, ${nullFault(column, { ...guard, deleted })})`;
    return [
      { name: column.name, sql: guarded },
      { name: nullableColumn(column.name), sql },
    ];
  });
  return [...roles, ...declared];
}

/** What errors about a source's values say. */
interface Guard {
  readonly place: string;
  readonly source: string;
  /** SQL for the text of the row's time. */
  readonly time: string;
  /** SQL for whether the row takes its key's state away. */
  readonly deleted: string | null;
}

/** JSON's numbers and texts are instants by their texts. */
export const asTime = (column: RawColumn): RawColumn =>
  column.physical.family === "json"
    ? { ...column, sql: column.physical.json?.text ?? `(${column.sql} ->> '$')`, physical: textType }
    : column;

function instantOf(
  column: RawColumn | null,
  time: SourceTime,
  guard: Guard,
  read: (time: SourceTime, physical: Physical, x: string) => Conversion,
): string {
  if (column === null) return "CAST(NULL AS BIGINT)";
  const { sql, physical } = asTime(column);
  return raising(read(time, physical, sql), time.column, guard, false);
}

/** The role whose column of the data a declared column reads, as the instant or day that its format makes of it. */
function roleOf({ time, created, until }: SourceBinding, { column, type }: SourceColumn): SourceTime | null {
  if (type.kind !== "timestamp" && type.kind !== "date") return null;
  return [time, created, until].find((role) => role?.column === column) ?? null;
}

/** A fault of the column is the role's own error. */
function asRole(column: SourceColumn, found: RawColumn | null, role: SourceTime, guard: Guard): string {
  if (found === null) return checked(column, null, guard);
  const { sql, physical } = asTime(found);
  if (column.type.kind === "timestamp") return instantFrom(role, physical, sql).value;
  return conversion(column.type, physical, sql).value;
}

/** The value of a column; an error where one does not convert. */
function checked(column: SourceColumn, found: RawColumn | null, guard: Guard): string {
  if (found === null) return `CAST(NULL AS ${planType(column.type)})`;
  const made = conversion(column.type, found.physical, found.sql);
  // A column that cannot convert was found to have no values.
  if (!converts(column.type, found.physical)) return made.value;
  return raising(made, column.column, guard, isWhole(column.type));
}

/** A scalar is null if it does not convert, so its problem need not be looked at where there is a value. */
const isWhole = (type: Type): boolean => type.kind === "array" || type.kind === "struct" || type.kind === "map";

function raising({ value, problem }: Conversion, column: string, guard: Guard, whole: boolean): string {
  if (problem === null) return value;
  // There is no error of a null.
  const text = `${literal(`${guard.place}${separator}${column}${separator}`)} || ${problem} || ${literal(separator)} || ${guard.time}`;
  return whole ? `coalesce(error(${text}), ${value})` : `coalesce(${value}, error(${text}))`;
}

function nullFault({ name }: SourceColumn, { source, time, deleted }: Guard): string {
  const error = `error(${literal(`column ${name} of source ${source} is null, and is declared not to be, in the row of `)} || ${time})`;
  // A row that says that something is gone need not say what it was.
  return deleted === null ? error : `CASE WHEN NOT ${deleted} THEN ${error} END`;
}

const mayBecomeNull = (type: Type, { physical }: RawColumn): boolean =>
  physical.family === "float" || (type.kind === "array" && type.size !== null) || physical.family === "json";

function deletedOf(column: RawColumn | null, name: string, guard: Guard): string {
  if (column === null) return "false";
  const bool: SourceColumn = { name, column: name, type: scalar("bool", true) };
  return `coalesce(${checked(bool, column, guard)}, false)`;
}

/** A source without files that have columns has no rows. */
function emptySql(source: SourceBinding): string {
  const { created, until, sequence, deleted, columns } = source;
  const instants: readonly string[] = [
    roleColumns.time,
    ...(created ? [roleColumns.created] : []),
    ...(until ? [roleColumns.until] : []),
  ];
  const typed = [
    ...instants.map((name) => ({ name, type: scalar("timestamp") })),
    ...(sequence ? [{ name: roleColumns.sequence, type: sequence.type }] : []),
    ...(deleted === undefined ? [] : [{ name: roleColumns.deleted, type: scalar("bool") }]),
    ...columns.flatMap(({ name, type }) => [
      { name, type },
      ...(type.nullable ? [] : [{ name: nullableColumn(name), type: withNullable(type, true) }]),
    ]),
  ];
  const out = typed.map(({ name, type }) => `  CAST(NULL AS ${planType(type)}) AS ${identifier(name)}`);
  return `SELECT\n${out.join(",\n")}\nWHERE false`;
}
