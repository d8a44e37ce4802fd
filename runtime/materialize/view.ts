import type { MaterializeArtifact, ViewArtifact } from "../artifacts.js";
import { rowText } from "../client/key-text.js";
import { type KeyEncoder, keyEncoder, type RowCodec, type RowHead, rowCodec } from "../codec/index.js";
import { DataError, messageOf } from "../errors.js";
import { spaceText } from "../online/meta.js";
import type { CallOptions, OnlineStore, StoredRow, ViewMeta, ViewSpace } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import { scalar } from "../types.js";
import type { Int, Value } from "../values.js";
import type { Batch, Query, Warehouse } from "../warehouse/warehouse.js";
import { Backlog } from "./backlog.js";

export interface ViewRun {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly space: ViewSpace;
  readonly view: ViewArtifact;
  readonly artifact: MaterializeArtifact;
  /** T, already at the view's cadence. */
  readonly at: Int;
  readonly from: Int | null;
  readonly onRows: (rows: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const WRITES_IN_FLIGHT = 4;
const ROWS_PER_WRITE = 2000;

export interface ViewResult {
  readonly rows: number;
  readonly written: number;
  /** The T at which the store already holds the view or a row of it, if it is later than this run's. Otherwise null. */
  readonly ahead: Int | null;
}

/**
 * Reads a view at T and puts its rows. The view's meta moves only when all rows are put. So a run that dies midway
 * leaves rows that read correctly, and nothing that says the view is complete. The meta also does not move if rows that
 * were put are gone by then.
 */
export async function materializeView(run: ViewRun): Promise<ViewResult> {
  const { warehouse, store, space, view, artifact, at } = run;
  const from = artifact.ignoresFrom === true ? null : run.from;
  const mark = await store.begin(space);
  const [before] = await store.read([{ space, keys: [] }], READING);
  const writer = new RowWriter(view, space, store.address, at, from, readableMeta(before!.meta, run, from));
  const backlog = new Backlog(WRITES_IN_FLIGHT);
  let rows = 0;
  let written = 0;
  let ahead = later(writer.before.asOf, at);
  let waiting: Pending[] = [];
  const send = async () => {
    const batch = waiting;
    waiting = [];
    await backlog.add(async () => {
      const put = await store.write(space, await writer.finish(store, space, batch));
      if (put < batch.length && ahead === null) ahead = later(await writer.newest(store, space, batch), at);
      written += put;
      rows += batch.length;
      run.onRows(rows);
    });
  };
  try {
    for await (const batch of warehouse.read(queryOf(view, artifact, at, from))) {
      for (const pending of writer.encode(batch)) {
        run.signal?.throwIfAborted();
        waiting.push(pending);
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
  if (!(await store.advance(space, { asOf: at, complete: from === null ? at : null }, mark)))
    throw new DataError(
      `view ${view.name} was emptied in the online store at ${store.address}, or the store lost its data, while it was being materialized: ` +
        "what stands there now is not all of it, and is not read; materialize it again",
    );
  return { rows, written, ahead };
}

/** A run waits longer than a service, and needs what it has written itself. */
const READING: CallOptions = { timeout: 10_000, current: true };

const later = (instant: Int | null, than: Int): Int | null => (instant !== null && instant > than ? instant : null);

/** A run without `from` replaces the meta, so it need not be readable. It then counts as absent. */
function readableMeta(meta: ViewMeta | Unreadable, { store, view }: ViewRun, from: Int | null): ViewMeta {
  if (!(meta instanceof Unreadable)) return meta;
  if (from === null && !meta.foreign) return { asOf: null, complete: null };
  throw unreadable(store.address, `the metadata of view ${view.name}`, meta, meta.foreign ? undefined : WITHOUT_FROM);
}

const WITHOUT_FROM = "materialize the view without --from, which replaces it";

/** The columns are in the order in which `RowWriter.encode` takes them: time, live, until, keys, latest, aggregates. */
function queryOf(view: ViewArtifact, artifact: MaterializeArtifact, at: Int, from: Int | null): Query {
  const { columns } = artifact;
  const typed = (names: readonly string[], fields: readonly { type: ViewArtifact["keys"][number]["type"] }[]) =>
    names.map((name, index) => ({ name, type: fields[index]!.type }));
  return {
    of: `view ${view.name}`,
    sql: artifact.sql,
    parameters: { at, from },
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

interface Pending extends StoredRow {
  readonly entity: readonly Value[];
  /** The aggregates, if the row has no latest row because that is before `from`. Then the stored latest row stays. */
  readonly aggregates: readonly Value[] | null;
}

class RowWriter {
  readonly #key: KeyEncoder;
  readonly #codec: RowCodec;
  readonly #keeps: boolean;

  constructor(
    private readonly view: ViewArtifact,
    space: ViewSpace,
    private readonly address: string,
    private readonly at: Int,
    from: Int | null,
    readonly before: ViewMeta,
  ) {
    this.#key = keyEncoder(view.keys);
    this.#codec = rowCodec(view, spaceText(space));
    this.#keeps = from !== null && view.latest.length > 0;
  }

  *encode(batch: Batch): Generator<Pending> {
    const [times, lives, untils, ...rest] = batch.columns;
    const keys = rest.slice(0, this.view.keys.length);
    const stored = rest.slice(this.view.keys.length);
    for (let row = 0; row < batch.rows; row++) {
      const entity = keys.map((column) => column[row] ?? null);
      // A row with a null key belongs to no entity.
      if (entity.includes(null)) continue;
      const key = this.#key(entity);
      const time = (times![row] ?? null) as Int | null;
      const head: RowHead = {
        at: this.at,
        time,
        live: lives![row] === true,
        until: (untils![row] ?? null) as Int | null,
      };
      const values = stored.map((column) => column[row] ?? null);
      const aggregates = this.#keeps && time === null ? values.slice(this.view.latest.length) : null;
      yield { key, value: this.#codec.encode(key, head, values), entity, aggregates };
    }
  }

  /** The greatest T of the stored rows of these keys. */
  async newest(store: OnlineStore, space: ViewSpace, batch: readonly Pending[]): Promise<Int | null> {
    const [answer] = await store.read([{ space, keys: batch.map(({ key }) => key) }], READING);
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

  /**
   * Under `from` a key may have rows in a window but no latest row that was read. Its stored latest row is then still
   * the latest, and is kept with the new aggregates. A stored row that a complete run did not find is not kept.
   */
  async finish(store: OnlineStore, space: ViewSpace, batch: readonly Pending[]): Promise<readonly StoredRow[]> {
    const open = batch.filter(({ aggregates }) => aggregates !== null);
    if (open.length === 0) return batch;
    const [answer] = await store.read([{ space, keys: open.map(({ key }) => key) }], READING);
    const merged = new Map<Pending, StoredRow>();
    for (const [index, pending] of open.entries()) {
      const found = answer!.rows[index] ?? null;
      if (found === null || pending.aggregates === null) continue;
      const { head, values } = this.#read(pending, found);
      if (head.time === null || (this.before.complete !== null && head.at < this.before.complete)) continue;
      const kept = [...values.slice(0, this.view.latest.length), ...pending.aggregates];
      merged.set(pending, { key: pending.key, value: this.#codec.encode(pending.key, { ...head, at: this.at }, kept) });
    }
    return batch.map((pending) => merged.get(pending) ?? pending);
  }
  /** Reads a stored row whose latest values are kept. */
  #read({ key, entity }: Pending, found: Uint8Array | Unreadable): ReturnType<RowCodec["decodeValues"]> {
    const failure = (why: Unreadable) =>
      unreadable(
        this.address,
        rowText(this.view.name, this.view.keys, entity),
        why,
        why.foreign ? undefined : WITHOUT_FROM,
      );
    if (found instanceof Unreadable) throw failure(found);
    try {
      return this.#codec.decodeValues(key, found);
    } catch (error) {
      throw failure(new Unreadable(messageOf(error)));
    }
  }
}
