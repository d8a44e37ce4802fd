import type { PhysicalRow, Value } from "../oracle/evaluate/index.js";

/** A project, its sources' rows and its labels: all that is needed to show and to repeat a disagreement. */
export interface FuzzProgram {
  readonly files: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, readonly PhysicalRow[]>>;
  /** The statement that creates a source's table from rows. */
  readonly table: (name: string, rows: readonly PhysicalRow[]) => string;
  readonly labels: readonly FuzzLabel[];
  /** When the views are stored, and how much later they are read. */
  readonly moment: { readonly at: bigint; readonly later: bigint };
}
export interface FuzzLabel {
  readonly at: bigint | null;
  readonly inputs: ReadonlyMap<string, Value>;
}
