/**
 * A warehouse for tests whose engine is fakesnow.
 *
 * In: statements of the dialect `snowflake`, labels as rows. Out: their rows. Always: fakesnow evaluates all of a
 * statement. Only the sources' relations, whose columns are declared and converted, come from DuckDB.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { snowflake } from "../../compiler/sql/dialects/snowflake/index.js";
import { typeOf } from "../../compiler/sql/dialects/snowflake/types.js";
import { printLine } from "../../compiler/sql/print/index.js";
import {
  type NamedType,
  nullableColumn,
  roleColumns,
  type SourceBinding,
  type SourceRead,
  type TrainingArtifact,
} from "../../runtime/artifacts.js";
import { DataError } from "../../runtime/errors.js";
import { statementOf, statementText } from "../../runtime/statement.js";
import { scalar, withNullable } from "../../runtime/types.js";
import type { Value } from "../../runtime/values.js";
import type { RawData } from "../../runtime/warehouse/data/raw-data.js";
import type {
  Batch,
  LabelReport,
  Labels,
  Query,
  SourceReport,
  StageReport,
  Warehouse,
} from "../../runtime/warehouse/warehouse.js";
import { type Fakesnow, FakesnowError } from "../support/fakesnow.js";
import { decode } from "./decode.js";

export class FakesnowWarehouse implements Warehouse {
  readonly #loaded = new Map<string, string>();

  constructor(
    private readonly engine: Fakesnow,
    /** It binds the sources. */
    private readonly duckdb: Warehouse,
    /** Gets each statement that is run. */
    private readonly seen: (statement: string) => void = () => {},
  ) {}

  look(source: SourceRead): Promise<SourceReport> {
    return this.duckdb.look(source);
  }

  async loadLabels(labels: Labels, { inputs }: TrainingArtifact): Promise<LabelReport> {
    if (labels.kind !== "rows") throw new DataError("labels are rows here");
    const { rows } = labels;
    const instants = rows.flatMap(({ at }) => (at === null ? [] : [BigInt(at)])).sort((a, b) => (a < b ? -1 : 1));
    await this.load(
      "feat_labels",
      [
        { name: "feat_row", type: scalar("int64") },
        { name: "feat_at", type: scalar("timestamp", true) },
        ...inputs.map(({ name, type }) => ({ name: `feat_in_${name}`, type })),
      ],
      rows.map(({ at, inputs: given }, row) => [
        row,
        at,
        ...inputs.map(({ name }) => (Object.hasOwn(given, name) ? given[name]! : null)),
      ]),
    );
    return {
      rows: rows.length,
      withoutTime: rows.length - instants.length,
      dates: false,
      first: instants[0] ?? null,
      last: instants.at(-1) ?? null,
      unnamed: [],
    };
  }

  async *read({ sql, columns }: Query): AsyncGenerator<Batch> {
    for (const source of statementOf(sql).sources) await this.relation(source);
    const { text } = statementText(sql, { quoted: snowflake.identifier });
    this.seen(text);
    const found = await this.engine.query(text).catch((error: unknown) => {
      throw error instanceof FakesnowError ? new DataError(error.message, { cause: error }) : error;
    });
    // The columns come in the order of the query, after the row's number.
    const first = (found[0]?.length ?? 0) - columns.length;
    yield {
      rows: found.length,
      columns: columns.map(({ type }, place) => found.map((row) => decode(row[first + place]!, type))),
    };
  }

  /** Loads the rows of a source's relation. */
  async relation(source: SourceBinding): Promise<void> {
    const { created, until, sequence, deleted } = source;
    const columns: readonly NamedType[] = [
      { name: roleColumns.time, type: scalar("timestamp", true) },
      ...(created ? [{ name: roleColumns.created, type: scalar("timestamp", true) }] : []),
      ...(until ? [{ name: roleColumns.until, type: scalar("timestamp", true) }] : []),
      ...(sequence ? [{ name: roleColumns.sequence, type: withNullable(sequence.type, true) }] : []),
      ...(deleted === undefined ? [] : [{ name: roleColumns.deleted, type: scalar("bool") }]),
      ...source.columns.flatMap(({ name, type }) => [
        { name, type },
        ...(type.nullable ? [] : [{ name: nullableColumn(name), type: withNullable(type, true) }]),
      ]),
    ];
    const quoted = columns.map(({ name }) => `"${name.replaceAll('"', '""')}"`);
    const key = quoted.join();
    if (this.#loaded.get(source.relation) === key) return;
    const rows: (readonly Value[])[] = [];
    const sql = { sources: [source], blocks: [], result: `SELECT ${quoted.join(", ")} FROM "${source.relation}"` };
    for await (const batch of this.duckdb.read({ of: source.source, sql, columns }))
      for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => column[row]!));
    await this.load(source.relation, columns, rows);
    this.#loaded.set(source.relation, key);
  }

  /** Makes a table of these rows. */
  async load(table: string, columns: readonly NamedType[], rows: readonly (readonly Value[])[]): Promise<void> {
    const types = columns.map(
      ({ name, type }) => `${snowflake.identifier(name)} ${printLine(typeOf(type), snowflake)}`,
    );
    await this.engine.query(`CREATE OR REPLACE TABLE ${snowflake.identifier(table)} (${types.join(", ")})`);
    const folder = mkdtempSync(join(tmpdir(), "feat-fakesnow-"));
    try {
      const file = join(folder, "rows.json");
      const lines = rows.map(
        (row) => `${JSON.stringify(row, (_, value) => (typeof value === "bigint" ? String(value) : value))}\n`,
      );
      writeFileSync(file, lines.join(""));
      await this.engine.load(table, file, columns.length);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }

  run(sql: string): Promise<void> {
    return this.duckdb.run(sql);
  }
  openData(): Promise<RawData> {
    throw new DataError("this warehouse opens no data");
  }
  write(): Promise<readonly StageReport[]> {
    throw new DataError("this warehouse writes nothing");
  }
  async stamps(): Promise<null> {
    return null;
  }
  async tables(): Promise<readonly string[]> {
    return [];
  }
  async checkTable(): Promise<void> {
    throw new DataError("this warehouse has no tables to write to");
  }
  async views(): Promise<readonly string[]> {
    return [];
  }
  interrupt(): void {
    this.duckdb.interrupt();
  }
  async close(): Promise<void> {
    await this.duckdb.close();
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }
}
