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

/** The statements that create a source's table. */
export function tableSql(source: Source, table: string): string {
  const columns = columnsOf(source).map(({ name, type }) => ({ name, type: source.stored?.[name] ?? sqlType(type) }));
  const made = `CREATE TABLE "${table}" (${columns.map(({ name, type }) => `"${name}" ${type}`).join(", ")})`;
  if (source.rows.length === 0) return made;
  const rows = source.rows.map((row) => {
    if (row.length !== columns.length)
      throw new Error(`a row of ${table} has ${row.length} of ${columns.length} cells`);
    return `(${columns.map(({ type }, place) => cellSql(row[place] ?? null, type)).join(", ")})`;
  });
  return `${made}; INSERT INTO "${table}" VALUES ${rows.join(", ")}`;
}

function cellSql(cell: Cell, type: string): string {
  if (cell === null) return "NULL";
  if (Array.isArray(cell)) {
    const element = type.replace(/\[\d*\]$/, "");
    return `[${(cell as readonly Cell[]).map((one) => cellSql(one, element)).join(", ")}]::${type}`;
  }
  // Without a zone, as a column of this type holds it.
  if (type === "TIMESTAMP") return `'${instantText(String(cell)).replace(/Z$/, "")}'::TIMESTAMP`;
  if (typeof cell === "number" && Object.is(cell, -0)) return "'-0.0'::DOUBLE";
  return `'${String(cell).replaceAll("'", "''")}'::${type}`;
}
