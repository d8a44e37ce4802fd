import { planType, sqlText as text, toNatural } from "../../../runtime/duckdb-types.js";
import { jsonTextOf } from "../../functions/json-text.js";
import type { CalendarUnit } from "../../model/ir.js";
import type { Dialect } from "./dialect.js";

const identifier = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** DuckDB 1.5. */
export const duckdb: Dialect = {
  name: "duckdb",
  type: planType,
  identifier,
  text,
  function: (overload) => overload.sql.duckdb,
  aggregate: (sql) => sql.duckdb,
  conversion: (sql) => sql.duckdb,
  parameter: (name) => `CAST($${name} AS BIGINT)`,
  unitOf,
  elements: (list, column, place, columns) => {
    const elements = `SELECT unnest(${list}) AS ${column}, generate_subscripts(${list}, 1) AS ${place}`;
    if (columns.length === 0) return elements;
    const [names, around] = [columns.map(([, own]) => own), columns.map(([value, own]) => `${value} AS ${own}`)];
    return `${elements}, ${names.join(", ")} FROM (SELECT ${around.join(", ")})`;
  },
  mapOf: (key, value) => `map_from_entries(list(struct_pack(k := ${key}, v := ${value}) ORDER BY ${key}))`,
  map: (entries) =>
    `map([${entries.map(([key]) => key).join(", ")}], [${entries.map(([, value]) => value).join(", ")}])`,
  emptyMap: (type) => `CAST(MAP {} AS ${planType(type)})`,
  struct: (fields) =>
    `struct_pack(${fields.map(([name, value]) => `${identifier(name)} := ${named(value)}`).join(", ")})`,
  field: (struct, name) => `struct_extract(${struct}, ${text(name)})`,
  jsonText: (value, type) => jsonTextOf(type, value),
  unsimplified: (value) => `greatest(${value})`,
  extern: (name) => `feat_extern_${name}`,
  raise: (message) => `error(${message})`,
  leastN: (value, by, count) => `arg_min(${value}, row(${by.join(", ")}), ${count})`,
  output: (value, type) => toNatural(type, value),
};

/**
 * Many of DuckDB's functions are macros (`list_min`, `nullif`): one that reads a column around its subquery loses the name that it is given in a struct, and so
 * does one of the client's.
 */
const named = (value: string): string =>
  /^\(*(?:[a-z_0-9]+|"[^"]+")\(/.test(value) && !/^\(*(?:coalesce|struct_pack)\(/.test(value)
    ? `coalesce(${value}, NULL)`
    : value;

/**
 * Days and longer units by the local date; hours and minutes as they pass: where clocks go back, two of the same name are two.
 */
function unitOf(instant: string, { unit, zone }: { readonly unit: CalendarUnit; readonly zone: string }): string {
  const local =
    zone === "UTC"
      ? `make_timestamp(${instant})`
      : `timezone(${text(zone)}, make_timestamp(${instant}) AT TIME ZONE 'UTC')`;
  const begin = `epoch_us(date_trunc('${unit}', ${local}))`;
  return unit === "hour" || unit === "minute" ? `(${begin} - epoch_us(${local}) + ${instant})` : begin;
}
