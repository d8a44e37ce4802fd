import { tableNameParts } from "../table-name.js";

/**
 * The parts of a source's table: catalog, schema and table, separated by dots. If a part begins with a quote, the name
 * is written as in SQL: `"my.schema"."a ""b"""`.
 */
export function tableParts(name: string): readonly string[] {
  if (!/(^|\.)"/.test(name)) return name.split(".");
  try {
    return tableNameParts(name).map((part) => part.name);
  } catch {
    // The quote is a part of the name.
    return name.split(".");
  }
}

/** A table's name as `table:` takes it: parts with dots or quotes are quoted. */
export const tableText = (parts: readonly string[]): string =>
  parts.map((part) => (/^"|\./.test(part) ? `"${part.replaceAll('"', '""')}"` : part)).join(".");
