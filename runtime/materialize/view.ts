import {
  type MaterializeArtifact,
  type ParameterName,
  parameterNames,
  type Sql,
  type ViewArtifact,
} from "../artifacts.js";
import { type KeyEncoder, keyEncoder, type RowCodec, type RowHead, rowCodec } from "../codec/index.js";
import { DataError } from "../errors.js";
import { spaceText } from "../online/meta.js";
import type { CallOptions, OnlineStore, StoredRow, ViewMeta, ViewSpace } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import { scalar } from "../types.js";
import type { Int, Value } from "../values.js";
import type { Batch, Query, Warehouse } from "../warehouse/warehouse.js";
import { Backlog } from "./backlog.js";
import type { Expiry } from "./expiry.js";

export interface ViewRun {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly space: ViewSpace;
  readonly view: ViewArtifact;
  readonly artifact: MaterializeArtifact;
  /** T, already at the view's cadence. */
  readonly at: Int;
  /** When rows expire. Null if they never do. */
  readonly expiry: Expiry | null;
  readonly onRows: (rows: number) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The statement to run: the whole view, a slice of it, or what may have changed. */
export interface Statement {
  readonly sql: Sql;
  readonly parameters: Readonly<Partial<Record<ParameterName, Int | null>>>;
}

const WRITES_IN_FLIGHT = 4;
const ROWS_PER_WRITE = 2000;

export interface ViewRows {
  readonly rows: number;
  readonly written: number;
  /** The T of a row that the store already holds, if it is later than this run's. Otherwise null. */
  readonly ahead: Int | null;
}

/** Runs a statement and puts its rows. The view's meta stays as it is. */
export async function putViewRows(run: ViewRun, { sql, parameters }: Statement): Promise<ViewRows> {
  const { warehouse, store, space, view, artifact, at } = run;
  const writer = new RowWriter(view, space, at, run.expiry);
  const backlog = new Backlog(WRITES_IN_FLIGHT);
  let rows = 0;
  let written = 0;
  let ahead: Int | null = null;
  let waiting: StoredRow[] = [];
  const send = async () => {
    const batch = waiting;
    waiting = [];
    await backlog.add(async () => {
      const put = await store.write(space, batch);
      if (put < batch.length && ahead === null) ahead = later(await writer.newest(store, batch), at);
      written += put;
      rows += batch.length;
      run.onRows(rows);
    });
  };
  try {
    for await (const batch of warehouse.read(queryOf(view, artifact, sql, { ...NO_PARAMETERS, at, ...parameters }))) {
      for (const row of writer.encode(batch)) {
        run.signal?.throwIfAborted();
        waiting.push(row);
        if (waiting.length >= ROWS_PER_WRITE) await send();
      }
    }
    if (waiting.length > 0) await send();
    await backlog.drain();
  } catch (error) {
    // The store may be closed after this returns.
    await backlog.settle();
    throw error;
  }
  run.signal?.throwIfAborted();
  return { rows, written, ahead };
}

/** Moves the view's meta, at the end of a run. */
export async function finishView({ store, space }: Pick<ViewRun, "store" | "space">, meta: ViewMeta, mark: string) {
  if (await store.advance(space, meta, mark)) return;
  throw new DataError(
    `view ${space.view} was emptied in the online store at ${store.address}, or the store lost its data, while it was being materialized: ` +
      "what stands there now is not all of it, and is not read; materialize it again",
  );
}

/** A run waits longer than a service, and needs what it has written itself. */
export const READING: CallOptions = { timeout: 10_000, current: true };

const NO_PARAMETERS = Object.fromEntries(parameterNames.map((name) => [name, null]));

const later = (instant: Int | null, than: Int): Int | null => (instant !== null && instant > than ? instant : null);

/**
 * A run that reads all rows replaces the meta, so it need not be readable. It then counts as absent.
 */
export function readableMeta(
  meta: ViewMeta | Unreadable,
  { store, space }: Pick<ViewRun, "store" | "space">,
  from: Int | null,
): ViewMeta {
  if (!(meta instanceof Unreadable)) return meta;
  if (from === null && !meta.foreign) return { asOf: null, complete: null };
  throw unreadable(store.address, `the metadata of view ${space.view}`, meta, meta.foreign ? undefined : WITHOUT_FROM);
}

const WITHOUT_FROM = "materialize the view without --from, which replaces it";

/** The columns are in the order in which `RowWriter.encode` takes them: time, live, until, keys, latest, aggregates. */
function queryOf(
  view: ViewArtifact,
  artifact: MaterializeArtifact,
  sql: Sql,
  parameters: NonNullable<Query["parameters"]>,
): Query {
  const { columns } = artifact;
  const typed = (names: readonly string[], fields: readonly { type: ViewArtifact["keys"][number]["type"] }[]) =>
    names.map((name, index) => ({ name, type: fields[index]!.type }));
  return {
    of: `view ${view.name}`,
    sql,
    parameters,
    columns: [
      { name: columns.time, type: scalar("timestamp", true) },
      { name: columns.live, type: scalar("bool", true) },
      { name: columns.until, type: scalar("timestamp", true) },
      ...typed(columns.keys, view.keys),
      ...typed(columns.latest, view.latest),
      ...typed(columns.aggregates, view.aggregates),
    ],
  };
}

class RowWriter {
  readonly #key: KeyEncoder;
  readonly #codec: RowCodec;

  constructor(
    private readonly view: ViewArtifact,
    private readonly space: ViewSpace,
    private readonly at: Int,
    private readonly expiry: Expiry | null,
  ) {
    this.#key = keyEncoder(view.keys);
    this.#codec = rowCodec(view, spaceText(space));
  }

  *encode(batch: Batch): Generator<StoredRow> {
    const [times, lives, untils, ...rest] = batch.columns;
    const keys = rest.slice(0, this.view.keys.length);
    const stored = rest.slice(this.view.keys.length);
    const entity: Value[] = [];
    const values: Value[] = [];
    for (let row = 0; row < batch.rows; row++) {
      for (const [index, column] of keys.entries()) entity[index] = column[row] ?? null;
      // A row with a null key belongs to no entity.
      if (entity.includes(null)) continue;
      const key = this.#key(entity);
      const head: RowHead = {
        at: this.at,
        time: (times![row] ?? null) as Int | null,
        live: lives![row] === true,
        until: (untils![row] ?? null) as Int | null,
      };
      for (const [index, column] of stored.entries()) values[index] = column[row] ?? null;
      const expires = this.expiry === null ? null : this.expiry(head, values);
      const bytes = { key, value: this.#codec.encode(key, head, values) };
      yield expires === null ? bytes : { ...bytes, expires };
    }
  }

  /** The greatest T of the stored rows of these keys. */
  async newest(store: OnlineStore, batch: readonly StoredRow[]): Promise<Int | null> {
    const [answer] = await store.read([{ space: this.space, keys: batch.map(({ key }) => key) }], READING);
    let newest: Int | null = null;
    for (const [index, { key }] of batch.entries()) {
      const bytes = answer!.rows[index] ?? null;
      // The row was damaged after the batch was put: a damaged row would have been replaced.
      if (bytes === null || bytes instanceof Unreadable) continue;
      const { at } = this.#codec.decodeValues(key, bytes).head;
      if (newest === null || at > newest) newest = at;
    }
    return newest;
  }
}
