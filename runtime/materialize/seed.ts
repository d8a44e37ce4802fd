import { randomBytes } from "node:crypto";
import { roleColumns, type SeedArtifact, type SeedSource } from "../artifacts.js";
import { later } from "../client/instant.js";
import { DataError } from "../errors.js";
import { FeatureError } from "../functions/feature-error.js";
import { subtract } from "../functions/int64.js";
import type { OnlineStore } from "../online/store.js";
import { canonical } from "../push/physical-row.js";
import type { StreamSource } from "../stream-artifacts.js";
import { type PhysicalRow, putRows, READING, type RowToPut, RUN_BYTES, type StreamedView } from "../streams/index.js";
import { scalar } from "../types.js";
import type { Int, Value } from "../values.js";
import type { Batch, Query, Warehouse } from "../warehouse/warehouse.js";
import type { Lease } from "./lease.js";
import { finishView, readableMeta, type ViewRows } from "./view.js";

export interface SeedRun {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly streamed: StreamedView;
  readonly artifact: SeedArtifact;
  /** T, already at the view's cadence. */
  readonly at: Int;
  readonly lease: Lease;
  readonly onRows: (rows: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const ROWS_PER_BATCH = 5000;

/**
 * Puts the rows of a streamed view's sources into the store. Rows that were pushed and are not in the warehouse yet
 * stay. The view's meta moves only when all rows are put, as for any other view.
 */
export async function seedView(run: SeedRun): Promise<ViewRows> {
  const { warehouse, store, streamed, artifact, at } = run;
  const { space } = streamed;
  const mark = await store.begin(space);
  const [before] = await store.read([{ space, keys: [] }], READING);
  const meta = readableMeta(before!.meta, { store, space }, null);
  // Reads from this instant on must find all their rows, also while the run is under way.
  const from = meta.asOf !== null && meta.asOf < at ? meta.asOf : at;
  const id = runName();
  let rows = 0;
  let batch = 0;
  let waiting: RowToPut[] = [];
  const put = async () => {
    batch++;
    const some = waiting;
    waiting = [];
    await putRows(store, streamed, some, { kind: "seed", run: id, batch }, at);
    rows += some.length;
    run.onRows(rows);
  };
  for (const source of artifact.seeds) {
    const declared = streamed.sources.get(source.source)!;
    for await (const found of warehouse.read(queryOf(streamed, source, declared, from))) {
      for (const row of rowsIn(found, declared)) {
        run.signal?.throwIfAborted();
        check(streamed, row);
        waiting.push({ row, push: null });
        if (waiting.length >= ROWS_PER_BATCH) await put();
      }
    }
  }
  if (waiting.length > 0) await put();
  run.signal?.throwIfAborted();
  await run.lease.check();
  await finishView({ store, space }, { asOf: at, complete: at }, mark);
  return { rows, written: rows, ahead: meta.asOf !== null && meta.asOf > at ? meta.asOf : null };
}

/** The time in milliseconds, so that names sort as runs begin, and chance. */
function runName(): string {
  const name = randomBytes(RUN_BYTES);
  name.writeUIntBE(Date.now(), 0, 6);
  return name.toString("latin1");
}

function queryOf({ space, stream, firstBucket }: StreamedView, seed: SeedSource, source: StreamSource, at: Int): Query {
  const from = subtract(firstBucket(at) ?? at, greatestDelay(stream.paths, source.name));
  return {
    of: `view ${space.view}`,
    sql: seed.sql,
    parameters: seed.bounded ? { from } : {},
    columns: [
      { name: roleColumns.time, type: scalar("timestamp", true) },
      ...(source.created === null ? [] : [{ name: roleColumns.created, type: scalar("timestamp", true) }]),
      ...(source.until === null ? [] : [{ name: roleColumns.until, type: scalar("timestamp", true) }]),
      ...(source.sequence === null ? [] : [{ name: roleColumns.sequence, type: source.sequence.type }]),
      ...(source.deleted === null ? [] : [{ name: roleColumns.deleted, type: scalar("bool", true) }]),
      ...source.columns.map(({ name, type }) => ({ name, type: { ...type, nullable: true } })),
    ],
  };
}

const greatestDelay = (paths: StreamedView["stream"]["paths"], source: string): Int =>
  paths.filter((path) => path.source === source).reduce<Int>((most, { delay }) => later(most, delay), 0);

function* rowsIn(batch: Batch, source: StreamSource): Generator<PhysicalRow> {
  const columns = [...batch.columns];
  const role = (present: boolean): readonly Value[] | null => (present ? (columns.shift() ?? []) : null);
  const times = role(true)!;
  const created = role(source.created !== null);
  const until = role(source.until !== null);
  const sequence = role(source.sequence !== null);
  const deleted = role(source.deleted !== null);
  for (let row = 0; row < batch.rows; row++) {
    const time = times[row] ?? null;
    if (time === null) continue;
    const made: PhysicalRow = {
      source: source.name,
      values: source.columns.map(({ type }, index) => {
        const value = columns[index]![row] ?? null;
        return type.kind === "json" && value !== null ? canonical(value as string) : value;
      }),
      time: time as Int,
      created: (created?.[row] ?? null) as Int | null,
      sequence: sequence?.[row] ?? null,
      deleted: deleted?.[row] === true,
      until: (until?.[row] ?? null) as Int | null,
    };
    const key = source.key.map(
      (name) => made.values[source.columns.findIndex((column) => column.name === name)] ?? null,
    );
    // A row with a null in the source's key is never visible.
    if (!key.includes(null)) yield made;
  }
}

/** A null where the source declares none would be a value that no training set has. */
function check({ space, sources, derive, view }: StreamedView, row: PhysicalRow): void {
  const { columns, name } = sources.get(row.source)!;
  const missing = columns.find(({ type }, index) => !type.nullable && (row.values[index] ?? null) === null);
  if (missing !== undefined && !row.deleted)
    throw new DataError(
      `view ${space.view}: column \`${missing.name}\` of source \`${name}\` is null in a row, but it is declared \`${missing.type.kind}\`: declare it nullable, or leave such rows out`,
    );
  try {
    derive(row);
  } catch (error) {
    if (!(error instanceof FeatureError)) throw error;
    throw new DataError(`view ${view.name} cannot be computed from a row of source \`${name}\`: ${error.message}`, {
      cause: error,
    });
  }
}
