import type { PhysicalRow, Value } from "../oracle/evaluate/index.js";

/** A project, its sources' rows, and what is asked of it: all that a disagreement is shown and repeated by. */
export interface FuzzProgram {
  readonly files: Readonly<Record<string, string>>;
  readonly rows: Readonly<Record<string, readonly PhysicalRow[]>>;
  /** The statement that makes a source's table of rows. */
  readonly table: (name: string, rows: readonly PhysicalRow[]) => string;
  readonly labels: readonly FuzzLabel[];
  /** When it is stored, and how much later it is read. */
  readonly moment: { readonly at: bigint; readonly later: bigint };
}
export interface FuzzLabel {
  readonly at: bigint | null;
  readonly inputs: ReadonlyMap<string, Value>;
}
