import { stays } from "./newer.js";
import type { StoredRow } from "./store.js";

/** A row that was not put, since something with a greater T, or bytes that are no row, are stored. */
export interface Kept {
  readonly row: StoredRow;
  readonly stored: Uint8Array;
}

export interface RowPutter {
  /** Puts rows with distinct keys where nothing with a greater T is stored. Returns the others. */
  readonly put: (rows: readonly StoredRow[]) => Promise<readonly Kept[]>;
  /** Puts the rows where those bytes are still stored. Returns the rows where others are. */
  readonly replace: (kept: readonly Kept[]) => Promise<readonly StoredRow[]>;
}

/**
 * Puts rows in a store that compares instants itself but cannot tell whether what it has is intact. Damaged bytes are
 * replaced whatever T they seem to have. Returns how many rows were put.
 */
export async function putRows(spaceText: string, rows: readonly StoredRow[], store: RowPutter): Promise<number> {
  let put = 0;
  for (let open = rows; open.length > 0; ) {
    const kept = await store.put(open);
    put += open.length - kept.length;
    const damaged = kept.filter(({ row, stored }) => !stays(spaceText, row.key, stored, row.value));
    if (damaged.length === 0) return put;
    // Where another writer came in between, what it put is compared again.
    open = await store.replace(damaged);
    put += damaged.length - open.length;
  }
  return put;
}
