/* What a caller of a push gives and gets. */

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
export interface PushReport {
  readonly source: string;
  readonly rows: number;
  /** The streamed views that read the source, sorted. */
  readonly views: readonly string[];
}
