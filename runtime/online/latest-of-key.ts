import { INSTANT_AT } from "../codec/index.js";
import type { StoredRow } from "./store.js";

/**
 * One row per key: of the rows with the greatest T the last one. For stores whose statements take a key once. The order
 * of the others stays.
 */
export function latestOfKey(rows: readonly StoredRow[]): readonly StoredRow[] {
  const kept = new Map<string, StoredRow>();
  for (const row of rows) {
    const name = Buffer.from(row.key.buffer, row.key.byteOffset, row.key.byteLength).toString("latin1");
    const before = kept.get(name);
    if (before === undefined || instant(before).compare(instant(row)) <= 0) kept.set(name, row);
  }
  return kept.size === rows.length ? rows : [...kept.values()];
}

const instant = ({ value }: StoredRow): Buffer => Buffer.from(value.buffer, value.byteOffset + INSTANT_AT, 8);
