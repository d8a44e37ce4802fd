/* What a caller of a push gives and gets. */

import type { FiledRow } from "../row-files/filed-row.js";
import type { StreamSource } from "../stream-artifacts.js";

export interface PushOptions {
  /**
   * Names the push. Rows that are pushed again under the same name, in the same order, change nothing. Needed only for
   * sources without a `key`.
   */
  readonly id?: string | undefined;
  /** Names each row by itself, by its index, where `id` would not do: rows may come again in another order. */
  readonly rowId?: ((index: number) => string) | undefined;
  /** Names a row in messages, by its index. */
  readonly where?: ((index: number) => string) | undefined;
}
/** Keeps checked rows as files. */
export type KeepRows = (source: StreamSource, rows: readonly FiledRow[], options: PushOptions) => Promise<void>;

export interface PushReport {
  readonly source: string;
  readonly rows: number;
  /** The streamed views that read the source, sorted. */
  readonly views: readonly string[];
}
