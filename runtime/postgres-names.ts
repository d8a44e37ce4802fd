/** How names and texts are written for Postgres. */
import { createHash } from "node:crypto";

/** Postgres cuts longer names, and then two may be one. */
const MOST_BYTES = 63;
const MARK_LENGTH = 9;

/** A name as Postgres keeps it. A long one is cut, and ends in a hash of the whole name. */
export function shortName(name: string): string {
  if (Buffer.byteLength(name) <= MOST_BYTES) return name;
  const mark = createHash("sha256").update(name).digest("hex").slice(0, MARK_LENGTH);
  let cut = "";
  for (const char of name) {
    if (Buffer.byteLength(cut) + Buffer.byteLength(char) > MOST_BYTES - MARK_LENGTH - 1) break;
    cut += char;
  }
  return `${cut}~${mark}`;
}

export const postgresIdentifier = (name: string): string => `"${shortName(name).replaceAll('"', '""')}"`;

/**
 * The name of the function that gives the stamp of an instant for the rows of a relation. A warehouse makes it with the
 * relation, because only the data says which type a stamp has.
 */
export const stampFunction = (relation: string): string => `${relation} stamp`;
