import { join } from "node:path";
import type { PhysicalSource, TimeColumn } from "../../../compiler/ir/index.js";
import type { Value as RuntimeValue, Warehouse } from "../../../runtime/index.js";
import { scalar, type Type } from "../../../runtime/types.js";
import type { PhysicalRow, Value } from "../evaluate/index.js";

/** Loads an example's source file as rows of the oracle. */
export async function loadSource(
  warehouse: Warehouse,
  folder: string,
  source: PhysicalSource,
): Promise<readonly PhysicalRow[]> {
  if (source.location.kind !== "file") throw new Error(`the source ${source.name} is not a file`);
  const roles: readonly (readonly [string, string, Type])[] = [
    ["@time", instant(source.time), scalar("timestamp", true)],
    ["@created", source.created === null ? "NULL" : instant(source.created), scalar("timestamp", true)],
    ["@until", source.until === null ? "NULL" : instant(source.until), scalar("timestamp", true)],
    ["@deleted", source.deleted === null ? "NULL::BOOLEAN" : quoted(source.deleted), scalar("bool", true)],
    [
      "@sequence",
      source.sequence === null ? "NULL" : quoted(source.sequence.column),
      source.sequence?.type ?? scalar("int64", true),
    ],
  ];
  const columns = source.columns.map(
    ({ name, column, type }) =>
      [name, type.kind === "timestamp" ? instantOf(source, column) : typed(quoted(column), type), type] as const,
  );
  const all = [...roles, ...columns];
  const list = all.map(([name, sql, type]) =>
    type.kind === "timestamp" || name === "@sequence"
      ? `(${sql})::BIGINT AS ${quoted(name)}`
      : `${sql} AS ${quoted(name)}`,
  );
  const sql = `SELECT ${list.join(", ")} FROM ${from(join(folder, source.location.path))}`;
  const rows: PhysicalRow[] = [];
  const names = all.map(([name, , type]) => ({ name, type }));
  for await (const batch of warehouse.read({ of: source.name, sql, columns: names })) {
    for (let row = 0; row < batch.rows; row++) {
      const cells = new Map(
        all.map(([name, , type], place) => [name, plain(type, batch.columns[place]?.[row] ?? null)]),
      );
      const time = (name: string): bigint | null => {
        const value = cells.get(name);
        return typeof value === "bigint" ? value : null;
      };
      rows.push({
        time: time("@time"),
        created: time("@created"),
        until: time("@until"),
        deleted: cells.get("@deleted") === true,
        sequence: cells.get("@sequence") ?? null,
        columns: new Map(columns.map(([name]) => [name, cells.get(name) ?? null])),
      });
    }
  }
  return rows;
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`;
// A CSV is read as text, and the declared types convert it: `00012` as a string keeps its zeros.
const from = (path: string): string =>
  path.endsWith(".csv") ? `read_csv('${path}', all_varchar = true)` : `'${path}'`;
const sqlTypes: Readonly<Record<string, string>> = {
  int64: "BIGINT",
  int32: "INTEGER",
  float64: "DOUBLE",
  float32: "FLOAT",
  bool: "BOOLEAN",
  string: "VARCHAR",
};
/**
 * Converts a column to its declared type. The other types occur only in Parquet files, which have the declared types
 * already.
 */
const typed = (sql: string, type: Type): string => {
  const name = sqlTypes[type.kind];
  return type.kind === "date"
    ? `(${sql}::DATE - DATE '1970-01-01')::BIGINT`
    : name === undefined
      ? sql
      : `${sql}::${name}`;
};

function instant({ column, format, day }: TimeColumn): string {
  switch (format) {
    case "timestamp":
      return `epoch_us(${quoted(column)}::TIMESTAMP)`;
    case "date":
      return `epoch_us((${quoted(column)}::DATE + ${day === "end" ? 1 : 0})::TIMESTAMP)`;
    case "unix_ms":
      return `${quoted(column)} * 1000`;
    default:
      throw new Error(`no example stores times as ${format}`);
  }
}
const instantOf = (source: PhysicalSource, column: string): string =>
  instant(
    [source.time, source.created, source.until].find((time) => time?.column === column) ?? {
      column,
      format: "timestamp",
      zone: null,
      day: "start",
    },
  );

/** Converts a value of the runtime into one of the oracle. */
export function plain(type: Type, value: RuntimeValue): Value {
  if (value === null) return null;
  switch (type.kind) {
    case "int32":
    case "int64":
    case "timestamp":
    case "date":
    case "decimal":
      return BigInt(value as number | bigint);
    case "array":
      return (value as readonly RuntimeValue[]).map((element) => plain(type.element, element));
    case "struct": {
      const fields = value as Readonly<Record<string, RuntimeValue>>;
      return Object.fromEntries(type.fields.map(({ name, type: of }) => [name, plain(of, fields[name] ?? null)]));
    }
    case "map":
      return new Map(
        [...(value as ReadonlyMap<RuntimeValue, RuntimeValue>)].map(([k, v]) => [
          plain(type.key, k),
          plain(type.value, v),
        ]),
      );
    default:
      return value as Value;
  }
}
