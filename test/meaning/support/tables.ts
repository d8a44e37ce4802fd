import type { Cell, Source } from "./case.js";
import { instantText } from "./instant.js";

interface Column {
  readonly name: string;
  readonly type: string;
  readonly declared: boolean;
}

function columnsOf(source: Source): readonly Column[] {
  const [declared = "", hidden = ""] = source.columns.split("|");
  const read = (text: string, isDeclared: boolean): readonly Column[] =>
    text
      .split(",")
      .filter((part) => part.trim() !== "")
      .map((part) => {
        const [name = "", type = ""] = part.split(":").map((word) => word.trim());
        return { name, type, declared: isDeclared };
      });
  return [...read(declared, true), ...read(hidden, false)];
}

const roles: readonly (readonly [column: string, role: string])[] = [
  ["tm", "time"],
  ["cr", "created"],
  ["sq", "sequence"],
  ["gone", "deleted"],
  ["ends", "until"],
];

/** The entry in `sources.yaml` of a source whose data is in `table`. */
export function yamlOf(source: Source, table: string): Readonly<Record<string, unknown>> {
  const columns = columnsOf(source);
  const said = roles.flatMap(([name, role]) => (columns.some((column) => column.name === name) ? [[role, name]] : []));
  return {
    kind: source.kind,
    table,
    ...Object.fromEntries(said),
    ...source.yaml,
    columns: Object.fromEntries(columns.flatMap(({ name, type, declared }) => (declared ? [[name, type]] : []))),
  };
}

const sqlTypes: Readonly<Record<string, string>> = {
  int64: "BIGINT",
  int32: "INTEGER",
  float64: "DOUBLE",
  float32: "FLOAT",
  bool: "BOOLEAN",
  string: "VARCHAR",
  timestamp: "TIMESTAMP",
  date: "DATE",
};
function sqlType(type: string): string {
  const [, element = "", list = ""] = /^(\w+)\??((?:\[\d*\])?)\??$/.exec(type) ?? [];
  const scalar = sqlTypes[element];
  if (scalar === undefined) throw new Error(`no table holds ${type}`);
  return `${scalar}${list}`;
}

/** How an engine writes a table. Types have DuckDB's names here. */
export interface TableForm {
  readonly create: string;
  /** Null if it has no such type. */
  readonly type: (name: string) => string | null;
  readonly list: (elements: string) => string;
}
export const duckdbForm: TableForm = {
  create: "CREATE TABLE",
  type: (name) => name,
  list: (elements) => `[${elements}]`,
};
const postgresTypes: Readonly<Record<string, string | null>> = {
  DOUBLE: "DOUBLE PRECISION",
  FLOAT: "REAL",
  VARCHAR: "TEXT",
  TIMESTAMP_NS: null,
};
export const postgresForm: TableForm = {
  create: "CREATE TEMP TABLE",
  type: (name) => {
    const [, element = "", list = ""] = /^(\w+)((?:\[\d*\])?)$/.exec(name) ?? [];
    const own = postgresTypes[element];
    return own === null ? null : `${own ?? element}${list}`;
  },
  list: (elements) => `ARRAY[${elements}]`,
};

/** The statements that create a source's table. Null if the engine has no such types. */
export function tableSql(source: Source, table: string, form: TableForm): string | null {
  const columns = columnsOf(source).map(({ name, type }) => {
    const duckdb = source.stored?.[name] ?? sqlType(type);
    return { name, duckdb, type: form.type(duckdb) };
  });
  if (columns.some(({ type }) => type === null)) return null;
  const made = `${form.create} "${table}" (${columns.map(({ name, type }) => `"${name}" ${type}`).join(", ")})`;
  if (source.rows.length === 0) return made;
  const rows = source.rows.map((row) => {
    if (row.length !== columns.length)
      throw new Error(`a row of ${table} has ${row.length} of ${columns.length} cells`);
    return `(${columns.map(({ duckdb }, place) => cellSql(row[place] ?? null, duckdb, form)).join(", ")})`;
  });
  return `${made}; INSERT INTO "${table}" VALUES ${rows.join(", ")}`;
}

function cellSql(cell: Cell, type: string, form: TableForm): string {
  if (cell === null) return "NULL";
  const named = form.type(type)!;
  if (Array.isArray(cell)) {
    const element = type.replace(/\[\d*\]$/, "");
    return `${form.list((cell as readonly Cell[]).map((one) => cellSql(one, element, form)).join(", "))}::${named}`;
  }
  // Without a zone, as a column of this type holds it.
  if (type === "TIMESTAMP") return `'${instantText(String(cell)).replace(/Z$/, "")}'::TIMESTAMP`;
  if (typeof cell === "number" && Object.is(cell, -0)) return `'-0.0'::${named}`;
  return `'${String(cell).replaceAll("'", "''")}'::${named}`;
}
