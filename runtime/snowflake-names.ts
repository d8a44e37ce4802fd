/** How names and texts are written for Snowflake. */
import { createHash } from "node:crypto";

/** Snowflake refuses longer names. https://docs.snowflake.com/en/sql-reference/identifiers-syntax */
const MOST = 255;
const MARK_LENGTH = 12;

/** A name as Snowflake can hold it. A long one is cut, and ends in a hash of the whole name. */
export function snowflakeName(name: string): string {
  if ([...name].length <= MOST) return name;
  const mark = createHash("sha256").update(name).digest("hex").slice(0, MARK_LENGTH);
  return `${[...name].slice(0, MOST - MARK_LENGTH - 1).join("")}~${mark}`;
}

/** Quoted, because a name without quotes is folded to upper case. */
export const snowflakeIdentifier = (name: string): string => `"${snowflakeName(name).replaceAll('"', '""')}"`;

/** In quotes a backslash begins an escape, so it is doubled. https://docs.snowflake.com/en/sql-reference/data-types-text */
export const snowflakeText = (value: string): string =>
  `'${value.replaceAll("\\", "\\\\").replaceAll("'", "''").replaceAll("\n", "\\n").replaceAll("\r", "\\r")}'`;
