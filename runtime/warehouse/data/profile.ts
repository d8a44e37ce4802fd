import type { SourceBinding, SourceTime } from "../../artifacts.js";
import { scalar, type Type } from "../../types.js";
import type { Int } from "../../values.js";
import type { Family } from "../physical.js";
import { type Conversion, separator } from "../sources/conversion.js";
import { findColumn } from "../sources/match.js";
import type { Part, RawColumn } from "../sources/part.js";
import type { DeclaredSource } from "./compare.js";
import type { TimeRole } from "./finding.js";
import type { RawData } from "./raw-data.js";

/** Counts over the rows of a source, for the columns that it declares and its data has. */
export interface SourceProfile {
  readonly rows: number;
  readonly withoutTime: number;
  readonly withoutKey: number;
  /** Rows that repeat the key of another one, and in a state source also its time. Null without a key. */
  readonly repeated: number | null;
  readonly columns: readonly ColumnFacts[];
  readonly times: readonly TimeFacts[];
  /** The first and the last time, in microseconds. Null if no row has one. */
  readonly first: Int | null;
  readonly last: Int | null;
}

/** What one part of the data has in a declared column. */
export interface ColumnFacts {
  readonly name: string;
  readonly type: Type;
  readonly raw: RawColumn;
  readonly rows: number;
  readonly converts: boolean;
  /** Values that do not convert, and one of them. */
  readonly faults: number;
  readonly fault: FaultFound | null;
  /** Rows in which the column reads as null, without deleted ones. */
  readonly nulls: number;
}
export interface TimeFacts {
  readonly role: TimeRole;
  readonly time: SourceTime;
  readonly raw: RawColumn;
  readonly rows: number;
  readonly values: number;
  readonly faults: number;
  readonly fault: FaultFound | null;
  readonly nulls: number;
  /** Texts of numbers, and of days. */
  readonly numbers: number;
  readonly days: number;
  /** The greatest magnitude of the numbers. */
  readonly greatest: number | null;
}
export interface FaultFound {
  readonly where: string | null;
  readonly path: string;
  readonly what: string;
  readonly takes: string;
}

/** How many columns a statement asks about. */
const AT_ONCE = 40;

/** `onProgress` is called with a fraction from 0 to 1. */
export async function profileOf(
  data: RawData,
  declared: DeclaredSource,
  onProgress: (done: number) => void = () => {},
): Promise<SourceProfile> {
  const profiles: PartProfile[] = [];
  for (const [index, part] of data.parts.entries())
    profiles.push(
      await partProfile(data, declared.binding, part, (done) => onProgress((index + done) / data.parts.length)),
    );
  const sum = (of: (profile: PartProfile) => number): number => profiles.reduce((total, one) => total + of(one), 0);
  const instants = (of: (profile: PartProfile) => bigint | null): bigint[] =>
    profiles.flatMap((one) => of(one) ?? []).sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return {
    rows: sum(({ rows }) => rows),
    withoutTime: sum(({ withoutTime }) => withoutTime),
    withoutKey: sum(({ withoutKey }) => withoutKey),
    repeated: await repeatedKeys(data, declared),
    columns: profiles.flatMap(({ columns }) => columns),
    times: profiles.flatMap(({ times }) => times),
    first: instants(({ first }) => first)[0] ?? null,
    last: instants(({ last }) => last).at(-1) ?? null,
  };
}

interface PartProfile extends Pick<SourceProfile, "rows" | "withoutTime" | "withoutKey" | "columns" | "times"> {
  readonly first: bigint | null;
  readonly last: bigint | null;
}

/** A column that is counted: `value` and `problem` are computed once for each row. */
interface Asked extends Conversion {
  readonly raw: RawColumn;
}

async function partProfile(
  data: RawData,
  source: SourceBinding,
  part: Part,
  onProgress: (done: number) => void,
): Promise<PartProfile> {
  const find = (column: string): RawColumn | null => {
    const found = findColumn(column, part);
    return found.kind === "found" ? found.column : null;
  };
  const { converting } = data;
  const columns = columnsOf(source).flatMap(({ name, column, type }) => {
    const raw = find(column);
    return raw === null ? [] : [{ name, type, raw, ...converting.conversion(type, raw.physical, raw.sql) }];
  });
  const times = (["time", "created", "until"] as const).flatMap((role) => {
    const time = source[role];
    const own = time === undefined ? null : find(time.column);
    if (time === undefined || own === null) return [];
    const raw = converting.asTime(own);
    return [{ role, time, raw, ...converting.orderedInstant(time, raw.physical, raw.sql) }];
  });
  const deleted = deletedIn(data, source, find);
  const first = await rowFacts(data, source, part, find);
  const asked: readonly Asked[] = [...times, ...columns];
  const counted: (readonly unknown[])[] = [];
  for (let from = 0; from < asked.length; from += AT_ONCE) {
    counted.push(...(await countsOf(data, part, asked.slice(from, from + AT_ONCE), deleted)));
    onProgress(Math.min(1, (from + AT_ONCE) / asked.length));
  }
  const faultOf = async ({ raw, problem }: Asked, text: unknown): Promise<FaultFound | null> => {
    if (problem === null || text == null) return null;
    const [path = "", what = "", takes = ""] = String(text).split(separator);
    return { path, what, takes, where: await data.rowOf(part, raw, problem) };
  };
  const timeFacts: TimeFacts[] = [];
  for (const [index, { role, time, raw, value, problem }] of times.entries()) {
    const [nulls, faults, text] = counted[index]!;
    const shape = await textFacts(data, part, raw);
    const fault = await faultOf({ raw, value, problem }, text);
    const counts = { rows: first.rows, nulls: Number(nulls), faults: Number(faults) };
    timeFacts.push({ role, time, raw, ...counts, fault, ...shape });
  }
  const facts: ColumnFacts[] = [];
  for (const [index, { name, type, raw, value, problem }] of columns.entries()) {
    const [nulls, faults, text] = counted[times.length + index]!;
    const fault = await faultOf({ raw, value, problem }, text);
    const converts = converting.converts(type, raw.physical);
    facts.push({ name, type, raw, rows: first.rows, converts, faults: Number(faults), fault, nulls: Number(nulls) });
  }
  return { ...first, columns: facts, times: timeFacts };
}

/** The columns that are read by their types, with those of roles. Columns of instants are read by their formats. */
function columnsOf(
  source: SourceBinding,
): readonly { readonly name: string; readonly column: string; readonly type: Type }[] {
  const { columns, time, created, until, sequence, deleted } = source;
  const instants = new Set([time.column, created?.column, until?.column]);
  const own = columns.filter(({ column }) => !instants.has(column));
  const known = new Set([...instants, ...own.map(({ column }) => column)]);
  const more = [
    ...(sequence === undefined ? [] : [{ name: sequence.column, column: sequence.column, type: sequence.type }]),
    ...(deleted === undefined ? [] : [{ name: deleted, column: deleted, type: scalar("bool", true) }]),
  ].filter(({ column }) => !known.has(column));
  return [...own, ...more];
}

/** SQL that is true if a row deletes its key's state: its other columns may be null. */
function deletedIn({ converting }: RawData, source: SourceBinding, find: (column: string) => RawColumn | null): string {
  const raw = source.deleted === undefined ? null : find(source.deleted);
  if (raw === null) return "FALSE";
  return `coalesce(${converting.conversion(scalar("bool", true), raw.physical, raw.sql).value}, FALSE)`;
}

/** For each column: how many rows read as null, how many values do not convert, and the problem of one. */
async function countsOf(
  data: RawData,
  part: Part,
  asked: readonly Asked[],
  deleted: string,
): Promise<readonly (readonly unknown[])[]> {
  const inner = asked.flatMap(({ value, problem }, index) => [
    `${value} AS v${index}`,
    `${problem ?? `CAST(NULL AS ${data.converting.textType})`} AS p${index}`,
  ]);
  const outer = asked.flatMap((_, index) => [
    `count(*) FILTER (WHERE v${index} IS NULL AND p${index} IS NULL AND NOT gone)`,
    `count(p${index})`,
    `min(p${index})`,
  ]);
  const [row = []] = await data.rows(
    `SELECT ${outer.join(", ")} FROM (SELECT ${deleted} AS gone, ${inner.join(", ")} FROM ${part.from(part.columns)} AS data) AS asked`,
  );
  return asked.map((_, index) => row.slice(index * 3, index * 3 + 3));
}

/** How many rows there are, how many of them never count, and the ends of their times. */
async function rowFacts(
  data: RawData,
  source: SourceBinding,
  part: Part,
  find: (column: string) => RawColumn | null,
): Promise<Pick<PartProfile, "rows" | "withoutTime" | "withoutKey" | "first" | "last">> {
  const { converting } = data;
  const own = find(source.time.column);
  const raw = own === null ? null : converting.asTime(own);
  const time = raw === null ? null : converting.orderedInstant(source.time, raw.physical, raw.sql);
  const keys = keysOf(data, source, find) ?? [];
  const inner = [
    `${time?.value ?? "CAST(NULL AS BIGINT)"} AS t`,
    // A value that does not convert is a fault, and a row at infinity has a time.
    `(${raw === null || time === null ? "FALSE" : `${time.problem === null ? "TRUE" : `${time.problem} IS NULL`} AND NOT ${isForever(data, raw)}`}) AS may`,
    `(${keys.length === 0 ? "FALSE" : keys.map((key) => `${key} IS NULL`).join(" OR ")}) AS keyless`,
  ];
  const [row = []] = await data.rows(
    "SELECT count(*), count(*) FILTER (WHERE t IS NULL AND may), count(*) FILTER (WHERE t IS NOT NULL AND keyless), " +
      `min(t) FILTER (WHERE t > ${NEVER}), max(t) FROM (SELECT ${inner.join(", ")} FROM ${part.from(part.columns)} AS data) AS counted`,
  );
  const [rows, withoutTime, withoutKey, first, last] = row;
  const instant = (value: unknown): bigint | null => (value == null ? null : BigInt(String(value)));
  return {
    rows: Number(rows),
    withoutTime: Number(withoutTime),
    withoutKey: Number(withoutKey),
    first: instant(first),
    last: instant(last),
  };
}

/** Rows at `-infinity` come before this. */
const NEVER = "-3000000000000000000";

const forever: ReadonlySet<Family> = new Set(["time", "nanos", "date"]);
function isForever({ converting, forms }: RawData, { sql, physical: { family } }: RawColumn): string {
  if (family === "text")
    return `coalesce(lower(trim(CAST(${sql} AS ${converting.textType}))) IN ('infinity', '+infinity'), FALSE)`;
  return forms.infiniteTimes && forever.has(family) ? `coalesce(${sql} = 'infinity', FALSE)` : "FALSE";
}

/** SQL for the source's key. Null if a column of it is not there. */
function keysOf(
  { converting }: RawData,
  source: SourceBinding,
  find: (column: string) => RawColumn | null,
): readonly string[] | null {
  const made: string[] = [];
  for (const name of source.key) {
    const column = source.columns.find((each) => each.name === name);
    const raw = column === undefined ? null : find(column.column);
    if (column === undefined || raw === null) return null;
    const isInstant = column.column === source.time.column;
    const own = isInstant ? converting.asTime(raw) : raw;
    made.push(
      isInstant
        ? converting.orderedInstant(source.time, own.physical, own.sql).value
        : converting.conversion(column.type, raw.physical, raw.sql).value,
    );
  }
  return made;
}

async function textFacts(
  data: RawData,
  part: Part,
  { sql, physical }: RawColumn,
): Promise<Pick<TimeFacts, "values" | "numbers" | "days" | "greatest">> {
  const { family } = physical;
  const { matches, number } = data.forms;
  const isText = family === "text";
  const text = `trim(CAST(${sql} AS ${data.converting.textType}))`;
  const isNumber = matches(text, "[+-]?[0-9]+([.][0-9]*)?([eE][+-]?[0-9]+)?");
  const [row = []] = await data.rows(
    `SELECT count(${sql}), ${isText ? `count(*) FILTER (WHERE ${isNumber})` : "0"}, ` +
      `${isText ? `count(*) FILTER (WHERE ${matches(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}")})` : "0"}, ` +
      `${isText || numeric.has(family) ? `max(abs(${number(family, sql)}))` : "NULL"} FROM ${part.from(part.columns)} AS data`,
  );
  const [values, numbers, days, greatest] = row;
  return {
    values: Number(values),
    numbers: Number(numbers),
    days: Number(days),
    greatest: greatest == null ? null : Number(greatest),
  };
}
export const numeric: ReadonlySet<Family> = new Set(["integer", "float", "decimal"]);

/** How many rows have the key of a row that was counted already, over all parts. */
export async function repeatedKeys(data: RawData, { binding, kind }: DeclaredSource): Promise<number | null> {
  if (binding.key.length === 0 || data.parts.length === 0) return null;
  const selects: string[] = [];
  for (const part of data.parts) {
    const find = (column: string): RawColumn | null => {
      const found = findColumn(column, part);
      return found.kind === "found" ? found.column : null;
    };
    const keys = keysOf(data, binding, find);
    const own = find(binding.time.column);
    if (keys === null || own === null) return null;
    const raw = data.converting.asTime(own);
    const time = data.converting.orderedInstant(binding.time, raw.physical, raw.sql).value;
    const all = kind === "state" ? [...keys, time] : keys;
    selects.push(
      `SELECT ${all.map((sql, index) => `${sql} AS k${index}`).join(", ")} FROM ${part.from(part.columns)} AS data`,
    );
  }
  const count = binding.key.length + (kind === "state" ? 1 : 0);
  const names = Array.from({ length: count }, (_, index) => `k${index}`);
  const [row = []] = await data.rows(
    `SELECT coalesce(sum(n - 1), 0) FROM (SELECT count(*) AS n FROM (${selects.join(" UNION ALL ")}) AS keys ` +
      `WHERE ${names.map((name) => `${name} IS NOT NULL`).join(" AND ")} GROUP BY ${names.join(", ")} HAVING count(*) > 1) AS repeated`,
  );
  return Number(row[0]);
}

/** How many rows were written before the time from which they count. */
export async function writtenBefore(data: RawData, { time, created }: SourceBinding): Promise<number> {
  let count = 0;
  for (const part of data.parts) {
    const [at, by] = [time, created].map((role) => {
      const found = role === undefined ? null : findColumn(role.column, part);
      if (role === undefined || found?.kind !== "found") return "CAST(NULL AS BIGINT)";
      const { sql, physical } = data.converting.asTime(found.column);
      return data.converting.instantFrom(role, physical, sql).value;
    });
    const [row = []] = await data.rows(
      `SELECT count(*) FROM (SELECT ${at} AS t, ${by} AS w FROM ${part.from(part.columns)} AS data) AS both_times WHERE w < t`,
    );
    count += Number(row[0]);
  }
  return count;
}
