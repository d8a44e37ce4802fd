import {
  nullableColumn,
  roleColumns,
  type SourceBinding,
  type SourceColumn,
  type SourceTime,
} from "../../artifacts.js";
import { scalar, type Type, withNullable } from "../../types.js";
import type { Physical } from "../physical.js";
import { type Bounds, conditionsOf } from "./bounds.js";
import { type Conversion, separator } from "./conversion.js";
import type { Converting } from "./converting.js";
import type { Matched } from "./match.js";
import type { RawColumn } from "./part.js";
import { sourcePlace } from "./place.js";

/** The SQL of a source's relation: the parts of its data, each converted to the declared types. */
export async function relationSql(
  source: SourceBinding,
  parts: readonly Matched[],
  bounds: Bounds | null,
  by: Converting,
): Promise<string> {
  if (parts.length === 0) return emptySql(source, by);
  const selects = await Promise.all(parts.map((part) => partSql(source, part, bounds, by)));
  return selects.join("\nUNION ALL\n");
}

async function partSql(
  source: SourceBinding,
  matched: Matched,
  bounds: Bounds | null,
  by: Converting,
): Promise<string> {
  const { part, columns } = matched;
  const read = [...columns.values()].filter((column) => column !== null);
  const required = source.columns.flatMap(({ column, type }) => (type.nullable ? [] : (columns.get(column) ?? [])));
  const whole = await part.withoutNull(required);
  const made = columnsOf(source, matched, whole, by);
  const time = columns.get(source.time.column) ?? null;
  const conditions = bounds === null || time === null ? [] : conditionsOf(source.time, by.asTime(time), bounds);
  const where = conditions.length === 0 ? "" : `\nWHERE ${conditions.join(" AND ")}`;
  const out = made.map(({ name, sql }) => `  ${sql} AS ${by.identifier(name)}`);
  return `SELECT\n${out.join(",\n")}\nFROM ${part.from(read)} AS data${where}`;
}

interface Made {
  readonly name: string;
  readonly sql: string;
}

function columnsOf(
  source: SourceBinding,
  { columns }: Matched,
  whole: ReadonlySet<RawColumn>,
  by: Converting,
): readonly Made[] {
  const raw = (column: string): RawColumn | null => columns.get(column) ?? null;
  const at = raw(source.time.column);
  const guard: Guard = {
    by,
    place: sourcePlace(source),
    source: source.source,
    time: at === null ? "'no time'" : `coalesce(CAST(${by.asTime(at).sql} AS ${by.textType}), 'no time')`,
    deleted: null,
  };
  const { created, until, sequence } = source;
  const deleted = source.deleted === undefined ? null : deletedOf(raw(source.deleted), source.deleted, guard);
  const roles: Made[] = [{ name: roleColumns.time, sql: instantOf(at, source.time, guard, by.orderedInstant) }];
  if (by.stamp !== null) {
    const { sql, physical } = at === null ? noTime : by.asTime(at);
    roles.push({ name: roleColumns.stamp, sql: by.stamp(source.time, physical, sql) });
  }
  if (created)
    roles.push({ name: roleColumns.created, sql: instantOf(raw(created.column), created, guard, by.instantFrom) });
  if (until)
    roles.push({ name: roleColumns.until, sql: instantOf(raw(until.column), until, guard, by.orderedInstant) });
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
    // A row with a null time never counts.
    const isTime = role !== null && role.column === source.time.column;
    const guarded =
      isTime || (found !== null && whole.has(found) && !mayBecomeNull(column.type, found))
        ? sql
        : `coalesce(${sql}, ${nullFault(column, { ...guard, deleted })})`;
    return [
      { name: column.name, sql: guarded },
      {
        name: nullableColumn(column.name),
        sql: (role === null && found !== null && by.compared?.(column.type, found.physical, found.sql)) || sql,
      },
    ];
  });
  return [...roles, ...declared];
}

const noTime = { sql: "NULL", physical: { family: "other", name: "NULL" } } as const;

/** The parts of errors about a source's values. */
interface Guard {
  readonly by: Converting;
  readonly place: string;
  readonly source: string;
  /** SQL for the text of the row's time. */
  readonly time: string;
  /** SQL that is true if the row deletes its key's state. */
  readonly deleted: string | null;
}

function instantOf(
  column: RawColumn | null,
  time: SourceTime,
  guard: Guard,
  read: (time: SourceTime, physical: Physical, x: string) => Conversion,
): string {
  if (column === null) return "CAST(NULL AS BIGINT)";
  const { sql, physical } = guard.by.asTime(column);
  return raising(read(time, physical, sql), time.column, guard, scalar("timestamp", true));
}

/**
 * The role that reads the same column of the data as a declared column. Then the column is the instant or day that the
 * role's format gives.
 */
function roleOf({ time, created, until }: SourceBinding, { column, type }: SourceColumn): SourceTime | null {
  if (type.kind !== "timestamp" && type.kind !== "date") return null;
  return [time, created, until].find((role) => role?.column === column) ?? null;
}

/** A fault of the column is reported as the role's own error. */
function asRole(column: SourceColumn, found: RawColumn | null, role: SourceTime, guard: Guard): string {
  if (found === null) return checked(column, null, guard);
  const { by } = guard;
  const { sql, physical } = by.asTime(found);
  if (column.type.kind === "timestamp") return by.instantFrom(role, physical, sql).value;
  return by.conversion(column.type, physical, sql).value;
}

/** The value of a column, or an error if it does not convert. */
function checked(column: SourceColumn, found: RawColumn | null, guard: Guard): string {
  const { by } = guard;
  if (found === null) return `CAST(NULL AS ${by.planType(column.type)})`;
  const made = by.conversion(column.type, found.physical, found.sql);
  // A column whose type cannot convert was found to have no values.
  if (!by.converts(column.type, found.physical)) return made.value;
  return raising(made, column.column, guard, column.type);
}

/** A scalar is null if it does not convert, so its problem is checked only if there is no value. */
const isWhole = (type: Type): boolean => type.kind === "array" || type.kind === "struct" || type.kind === "map";

function raising({ value, problem }: Conversion, column: string, guard: Guard, type: Type): string {
  const { literal, raise } = guard.by;
  if (problem === null) return value;
  // A null problem makes the whole text null, and so raises nothing.
  const text = `${literal(`${guard.place}${separator}${column}${separator}`)} || ${problem} || ${literal(separator)} || ${guard.time}`;
  const error = raise(text, type);
  return isWhole(type) ? `coalesce(${error}, ${value})` : `coalesce(${value}, ${error})`;
}

function nullFault({ name, type }: SourceColumn, { by, source, time, deleted }: Guard): string {
  const told = by.literal(`column ${name} of source ${source} is null, and is declared not to be, in the row of `);
  const error = by.raise(`${told} || ${time}`, type);
  // A deleted row may leave its other columns null.
  return deleted === null ? error : `CASE WHEN NOT ${deleted} THEN ${error} END`;
}

const mayBecomeNull = (type: Type, { physical }: RawColumn): boolean =>
  physical.family === "float" || (type.kind === "array" && type.size !== null) || physical.family === "json";

function deletedOf(column: RawColumn | null, name: string, guard: Guard): string {
  if (column === null) return "false";
  const bool: SourceColumn = { name, column: name, type: scalar("bool", true) };
  return `coalesce(${checked(bool, column, guard)}, false)`;
}

/** A source whose files have no columns has no rows. */
function emptySql(source: SourceBinding, by: Converting): string {
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
  const out = typed.map(({ name, type }) => `  CAST(NULL AS ${by.planType(type)}) AS ${by.identifier(name)}`);
  return `SELECT\n${out.join(",\n")}\nWHERE false`;
}
