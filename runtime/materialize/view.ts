import type { MaterializeArtifact, ViewArtifact } from "../artifacts.js";
import { rowText } from "../client/key-text.js";
import { type KeyEncoder, keyEncoder, type RowCodec, type RowHead, rowCodec } from "../codec/index.js";
import { messageOf } from "../errors.js";
import type { Batch, Query, Warehouse } from "../offline/warehouse.js";
import { spaceText } from "../online/meta.js";
import type { OnlineStore, StoredRow, ViewMeta, ViewSpace } from "../online/store.js";
import { Unreadable, unreadable } from "../online/unreadable.js";
import { scalar } from "../types.js";
import type { Int, Value } from "../values.js";
import { Backlog } from "./backlog.js";

export interface ViewRun {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly space: ViewSpace;
  readonly view: ViewArtifact;
  readonly artifact: MaterializeArtifact;
  /** T, at its cadence. */
  readonly at: Int;
  readonly from: Int | null;
  readonly onRows: (rows: number) => void;
  readonly signal?: AbortSignal | undefined;
}

const WRITES_IN_FLIGHT = 4;
const ROWS_PER_WRITE = 2000;

/**
 * Reads a view at T and puts its rows. Only when all are put does the view's meta move, so that a run that dies midway leaves rows
 * that read right and nothing that says they are all.
 */
export async function materializeView(run: ViewRun): Promise<{ readonly rows: number; readonly written: number }> {
  const { warehouse, store, space, view, artifact, at } = run;
  const from = artifact.ignoresFrom === true ? null : run.from;
  const [before] = await store.read([{ space, keys: [] }]);
  const writer = new RowWriter(view, space, store.address, at, from, readableMeta(before!.meta, run, from));
  const backlog = new Backlog(WRITES_IN_FLIGHT);
  let rows = 0;
  let written = 0;
  let waiting: Pending[] = [];
  const send = async () => {
    const batch = waiting;
    waiting = [];
    await backlog.add(async () => {
      const put = await store.write(space, await writer.finish(store, space, batch));
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
    // The store may be closed when this ends.
    await backlog.settle();
    throw error;
  }
  run.signal?.throwIfAborted();
  await store.advance(space, { asOf: at, complete: from === null ? at : null });
  return { rows, written };
}

/** What a run without `from` replaces need not be readable; it is then as if nothing were there. */
function readableMeta(meta: ViewMeta | Unreadable, { store, view }: ViewRun, from: Int | null): ViewMeta {
  if (!(meta instanceof Unreadable)) return meta;
  if (from === null && !meta.foreign) return { asOf: null, complete: null };
  throw unreadable(store.address, `the metadata of view ${view.name}`, meta, meta.foreign ? undefined : WITHOUT_FROM);
}

const WITHOUT_FROM = "materialize the view without --from, which replaces it";

/** In the order in which `RowWriter.encode` takes them: time, live, until, keys, latest, aggregates. */
function queryOf(view: ViewArtifact, artifact: MaterializeArtifact, at: Int, from: Int | null): Query {
  const { columns } = artifact;
  const typed = (names: readonly string[], fields: readonly { type: ViewArtifact["keys"][number]["type"] }[]) =>
    names.map((name, index) => ({ name, type: fields[index]!.type }));
  return {
    of: `view ${view.name}`,
    sql: artifact.sql,
    sources: artifact.sources,
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
  /** The aggregates, where the row has no latest one for being before `from`: the stored one stays. */
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
    private readonly before: ViewMeta,
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
      // A row whose key is null belongs to nobody.
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

  /**
   * Under `from` a key may have rows in a window and no latest row in reach. Its stored latest row is then still the latest that is
   * known, and goes on with the new aggregates; but for one that a complete run has since not found.
   */
  async finish(store: OnlineStore, space: ViewSpace, batch: readonly Pending[]): Promise<readonly StoredRow[]> {
    const open = batch.filter(({ aggregates }) => aggregates !== null);
    if (open.length === 0) return batch;
    const [answer] = await store.read([{ space, keys: open.map(({ key }) => key) }]);
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
  /** A stored row whose latest values are to be kept. */
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
