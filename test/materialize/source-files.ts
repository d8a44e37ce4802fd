/**
 * The rows of a history as Parquet files.
 *
 * In: the rows of a source as they are now. Out: its files. Always: rows that are new go to a file of their own, and a
 * file is written anew only if a row of it has changed or is gone.
 */
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { Warehouse } from "../../runtime/warehouse/warehouse.js";
import type { PhysicalRow } from "../oracle/evaluate/index.js";
import type { TimeFormat } from "../oracle/random/program.js";
import { tableSql } from "../oracle/support/tables.js";

export class SourceFiles {
  readonly #files = new Map<string, PhysicalRow[]>();
  #made = 0;

  constructor(
    private readonly warehouse: Warehouse,
    private readonly folder: string,
    private readonly format: TimeFormat,
  ) {
    mkdirSync(folder, { recursive: true });
  }

  async hold(rows: readonly PhysicalRow[]): Promise<void> {
    const rest = new Set(rows);
    for (const [name, own] of this.#files) {
      const kept = own.filter((row) => rest.has(row));
      for (const row of kept) rest.delete(row);
      if (kept.length === own.length) continue;
      this.#files.set(name, kept);
      // Some writers replace a file, others write into it.
      if (this.#made++ % 2 === 0) rmSync(join(this.folder, name));
      await this.#write(name, kept);
    }
    // There must be a file, if only an empty one.
    if (rest.size === 0 && this.#files.size > 0) return;
    const name = `part-${this.#made++}.parquet`;
    this.#files.set(name, [...rest]);
    await this.#write(name, [...rest]);
  }

  async #write(name: string, rows: readonly PhysicalRow[]): Promise<void> {
    await this.warehouse.run(tableSql("rows_of_a_file", rows, this.format));
    await this.warehouse.run(`COPY rows_of_a_file TO '${join(this.folder, name)}' (FORMAT parquet)`);
  }
}
