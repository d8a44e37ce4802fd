/**
 * A warehouse for tests whose engine is GoogleSQL, in this process.
 *
 * In: statements of the dialect `bigquery`, labels as rows. Out: their rows. Always: GoogleSQL evaluates all of a
 * statement. Only the sources' relations, whose columns are declared and converted, come from DuckDB.
 */

import {
  type NamedType,
  nullableColumn,
  roleColumns,
  type SourceBinding,
  type SourceRead,
  type Sql,
  type TrainingArtifact,
} from "../../runtime/artifacts.js";
import { bigqueryIdentifier, bigqueryName } from "../../runtime/bigquery-names.js";
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
import { cellOf, type EngineTable, type GoogleSql, GoogleSqlError } from "../support/googlesql.js";
import { decode, encodedType, encodedValue } from "./support.js";

export class GoogleSqlWarehouse implements Warehouse {
  #labels: EngineTable | null = null;

  constructor(
    private readonly engine: GoogleSql,
    /** It binds the sources. */
    private readonly duckdb: Warehouse,
  ) {}

  look(source: SourceRead): Promise<SourceReport> {
    return this.duckdb.look(source);
  }

  async loadLabels(labels: Labels, { inputs }: TrainingArtifact): Promise<LabelReport> {
    if (labels.kind !== "rows") throw new DataError("labels are rows here");
    const { rows } = labels;
    const instants = rows.flatMap(({ at }) => (at === null ? [] : [BigInt(at)])).sort((a, b) => (a < b ? -1 : 1));
    this.#labels = tableOf(
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

  async *read({ sql, columns, parameters = {} }: Query): AsyncGenerator<Batch> {
    const found = await this.evaluated(sql, parameters);
    if (found.rows.length === 0) return;
    yield {
      rows: found.rows.length,
      columns: columns.map(({ name, type }) => {
        const place = found.columns.findIndex((column) => column.name === bigqueryName(name));
        const column = found.columns[place];
        if (column === undefined) throw new Error(`the statement returns no column ${name}`);
        return found.rows.map((row) => decode(cellOf(row[place]!, column.type), type));
      }),
    };
  }

  /** The rows of a statement, in the engine's form. `more` are tables of earlier stages. */
  async evaluated(
    sql: Sql,
    parameters: NonNullable<Query["parameters"]> = {},
    more: ReadonlyMap<string, EngineTable> = new Map(),
  ): Promise<EngineTable> {
    const tables = new Map<string, EngineTable>(more);
    for (const source of statementOf(sql).sources)
      tables.set(bigqueryName(source.relation), await this.relation(source));
    if (this.#labels !== null) tables.set("feat_labels", this.#labels);
    const { text } = statementText(sql, { quoted: bigqueryIdentifier });
    const named = new Set([...tables.keys()].filter((name) => text.includes(bigqueryIdentifier(name))));
    try {
      return this.engine.evaluate(
        text,
        new Map([...tables].filter(([name]) => named.has(name))),
        Object.fromEntries(
          Object.entries(parameters)
            .filter(([name]) => text.includes(`@${name}`))
            .map(([name, value]) => [name, value === null ? null : String(value)]),
        ),
      );
    } catch (error) {
      if (error instanceof GoogleSqlError) throw new DataError(error.message, { cause: error });
      throw error;
    }
  }

  /** The rows of a source's relation. */
  async relation(source: SourceBinding): Promise<EngineTable> {
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
    const rows: (readonly Value[])[] = [];
    const sql = { sources: [source], blocks: [], result: `SELECT ${quoted.join(", ")} FROM "${source.relation}"` };
    for await (const batch of this.duckdb.read({ of: source.source, sql, columns }))
      for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => column[row]!));
    return tableOf(columns, rows);
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

const tableOf = (columns: readonly NamedType[], rows: readonly (readonly Value[])[]): EngineTable => ({
  columns: columns.map(({ name, type }) => ({ name: bigqueryName(name), type: encodedType(type) })),
  rows: rows.map((row) => row.map((value, index) => encodedValue(value, columns[index]!.type))),
});
