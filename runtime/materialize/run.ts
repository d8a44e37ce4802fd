/**
 * One run of a view: what it reads, and what the store remembers of it.
 *
 * In: a view at T, the store and what it remembers. Out: rows in the store, its metadata and its state.
 * Always: a run is noted as open, with what it sees of the sources, before it puts its first row. A run reads only what
 * may have changed if the store holds what a full run would have put, and if the rows that were seen then are still the
 * same; else it reads everything, and says why. A full run in slices goes on after the last slice that is done.
 */
import { createHash } from "node:crypto";
import type { MaterializeArtifact, ViewArtifact } from "../artifacts.js";
import { DataError } from "../errors.js";
import type { OnlineStore, ViewMeta, ViewSpace } from "../online/store.js";
import type { Int } from "../values.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { type Expiry, expiryOf } from "./expiry.js";
import { changedBehind, type Facts, newRows, readFacts, stateOf } from "./facts.js";
import type { Lease } from "./lease.js";
import {
  type FinishedRun,
  type KnownState,
  type OpenRun,
  type RunMode,
  readState,
  type SourceState,
  writeState,
} from "./state.js";
import { finishView, putViewRows, READING, readableMeta, type Statement, type ViewRows, type ViewRun } from "./view.js";

/** How much a run reads. `auto`: only what may have changed, if that is known. */
export type Reading = "auto" | "full" | "incremental";

export interface RunOfView {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
  readonly space: ViewSpace;
  readonly view: ViewArtifact;
  readonly artifact: MaterializeArtifact;
  readonly at: Int;
  /** True if the caller said the instant: a run that was cut off then goes on only at the same one. */
  readonly exactly: boolean;
  readonly from: Int | null;
  readonly reading: Reading;
  readonly slices: number;
  readonly lease: Lease;
  /** How long rows stay after their ttl. Null if they never expire. */
  readonly retention: Int | null;
  /** Milliseconds after which a file that has changed is known not to change unseen. */
  readonly settled?: number | undefined;
  readonly onProgress: (progress: RunProgress) => void;
  readonly signal?: AbortSignal | undefined;
}
export interface RunProgress {
  readonly rows: number;
  readonly slice: number;
  readonly slices: number;
  /** The rows that the last run of this kind put. Null if there was none. */
  readonly expected: number | null;
}

export interface ViewResult extends ViewRows {
  readonly at: Int;
  readonly mode: RunMode;
  /** Why a run that could have read less has read everything. */
  readonly reason: string | null;
  /** The T of the run that was cut off, if this one went on with it. */
  readonly resumed: Int | null;
}

/** A run that was asked to read only changes, and cannot. */
export class ChangesUnknownError extends DataError {
  override readonly name: string = "ChangesUnknownError";
}

export async function runView(run: RunOfView): Promise<ViewResult> {
  const { store, space, artifact, at } = run;
  const from = artifact.ignoresFrom === true ? null : run.from;
  const known = await readState(store, space);
  const mark = await store.begin(space);
  const [before] = await store.read([{ space, keys: [] }], READING);
  const meta = readableMeta(before!.meta, run, from);
  await announce(run, meta, mark);
  const session = new Session(run, from, hashed(mark), mark, known, meta);
  const { last } = known.state;
  // A row that such a run left as it was would be taken for an older one.
  if (last?.mode === "incremental" && at < last.asOf)
    return { rows: 0, written: 0, ahead: last.asOf, at, mode: "full", reason: null, resumed: null };
  const resumable = await session.resumable();
  if (resumable !== null) {
    const done = await session.slices(resumable, "full");
    if (done.at === at) return { ...done, resumed: done.at };
    const next = await new Session(
      { ...run, reading: run.reading === "full" ? "auto" : run.reading },
      from,
      hashed(mark),
      mark,
      session.known,
      { asOf: done.at, complete: done.at },
    ).run();
    return { ...next, rows: done.rows + next.rows, written: done.written + next.written, resumed: done.at };
  }
  return session.run();
}

/** Says that rows may expire before the first one does that a reader may look for. */
async function announce(run: RunOfView, { asOf, retention }: ViewMeta, mark: string): Promise<void> {
  if (run.retention === null || asOf === null || (retention !== undefined && retention <= run.retention)) return;
  await finishView(run, { asOf: null, complete: null, retention: run.retention }, mark);
}

class Session {
  readonly #expiry: Expiry | null;

  constructor(
    private readonly asked: RunOfView,
    private readonly from: Int | null,
    /** The mark as the state holds it. */
    private readonly markHash: string,
    private readonly mark: string,
    public known: KnownState,
    private readonly meta: ViewMeta,
  ) {
    this.#expiry = expiryOf(asked.view, asked.retention);
  }

  /** The run that was cut off between its slices, if this run can go on with it. */
  async resumable(): Promise<OpenRun | null> {
    const { open } = this.known.state;
    const { at, exactly } = this.asked;
    if (open === null || open.mode !== (this.from === null ? "full" : "from") || open.from !== this.from) return null;
    if (open.done === 0 || open.mark !== this.markHash) return null;
    if (open.at !== at && (exactly || open.mode !== "full" || open.at > at)) return null;
    const facts = await this.#facts(open.sources);
    if (facts.some(({ hash }) => hash !== null) && changedBehind(facts, open.sources) !== null) return null;
    this.#grown = facts.some(({ rows, oldRows }) => rows !== oldRows);
    return open;
  }

  /** Some slices may have seen rows that others did not. */
  #grown = false;

  async run(): Promise<ViewResult> {
    const { artifact, at, reading, view } = this.asked;
    const why = await this.#whyAll();
    if (typeof why !== "string") return this.#incremental(why.facts, why.seen);
    if (reading === "incremental")
      throw new ChangesUnknownError(`view ${view.name} cannot be materialized incrementally, because ${why}`);
    const facts = await this.#facts(null);
    const mode = this.from === null ? "full" : "from";
    const open: OpenRun = {
      ...this.#opened(facts.map(stateOf)),
      at,
      mode,
      slices: artifact.sliced === undefined ? 1 : this.asked.slices,
    };
    const expected = reading === "full" || this.from !== null || this.known.state.last === null;
    const result = await this.slices(open, mode);
    return { ...result, reason: expected || artifact.changes === undefined ? null : why };
  }

  /** Why everything must be read. Else what is known of the sources. */
  async #whyAll(): Promise<string | { readonly facts: readonly Facts[]; readonly seen: FinishedRun }> {
    const { artifact, at, reading } = this.asked;
    const { last, exact, open } = this.known.state;
    if (reading === "full") return "that was asked for";
    if (this.from !== null) return "of --from";
    if (artifact.changes === undefined) return "its statements do not tell what changed";
    const { keys } = artifact.changes;
    if (!keys.known) return keys.reason;
    if (last === null || this.meta.asOf === null) return "no earlier run of it is known";
    if (!exact) return "its last run read only a part of the rows";
    if (last.mark !== this.markHash) return "the store was emptied or started again since its last run";
    if (at < last.asOf) return "the store holds values of a later instant";
    if (this.meta.asOf !== last.asOf && (open === null || this.meta.asOf !== open.at))
      return "the store's metadata is not that of its last run";
    const facts = await this.#facts(last.sources);
    const changed = changedBehind(facts, last.sources);
    if (changed !== null) return behind(changed);
    // A run that was cut off may have put what it saw.
    if (open !== null) {
      const removed = changedBehind(await this.#facts(open.sources), open.sources);
      if (removed !== null) return behind(removed);
    }
    return { facts, seen: last };
  }

  async #incremental(facts: readonly Facts[], seen: FinishedRun): Promise<ViewResult> {
    const { at, artifact } = this.asked;
    const { changes } = artifact;
    if (changes?.keys.known !== true) throw new Error("the changes are not known");
    const started = performance.now();
    await this.#open({ ...this.#opened(facts.map(stateOf)), at, mode: "incremental" });
    const { created, joined } = newRows(facts, seen.sources);
    const put = await this.#put(
      { sql: changes.keys.sql, parameters: { since: seen.asOf, created, joined } },
      { done: 0, slice: 0, slices: 1, expected: seen.mode === "incremental" ? seen.rows : null, at },
    );
    const milliseconds = Math.round(performance.now() - started);
    await this.#close({ ...put, at, mode: "incremental", sources: facts.map(stateOf), milliseconds }, null);
    return { ...put, at, mode: "incremental", reason: null, resumed: null, ahead: put.ahead };
  }

  /** A run of all keys, from the first slice that is not done. */
  async slices(open: OpenRun, mode: "full" | "from"): Promise<ViewResult> {
    const { artifact } = this.asked;
    const { at } = open;
    const { last } = this.known.state;
    const expected = last?.mode === mode ? last.rows : null;
    let progress = open;
    let ahead: Int | null = this.meta.asOf !== null && this.meta.asOf > at ? this.meta.asOf : null;
    await this.#open(progress);
    for (let slice = open.done; slice < open.slices; slice++) {
      const started = performance.now();
      const statement: Statement =
        open.slices === 1 || artifact.sliced === undefined
          ? { sql: artifact.sql, parameters: { from: open.from } }
          : { sql: artifact.sliced, parameters: { from: open.from, slice, slices: open.slices } };
      const put = await this.#put(statement, { done: progress.rows, slice, slices: open.slices, expected, at });
      ahead ??= put.ahead;
      progress = {
        ...progress,
        done: slice + 1,
        rows: progress.rows + put.rows,
        written: progress.written + put.written,
        milliseconds: progress.milliseconds + Math.round(performance.now() - started),
      };
      if (slice + 1 < open.slices) await this.#open(progress);
    }
    const { rows, written, milliseconds, sources } = progress;
    await this.#close({ rows, written, at, mode, sources, milliseconds }, mode === "full" ? at : null);
    return { rows, written, ahead, at, mode, reason: null, resumed: null };
  }

  #opened(sources: readonly SourceState[]): Omit<OpenRun, "at" | "mode"> {
    const none = { done: 0, rows: 0, written: 0, milliseconds: 0 };
    return { from: this.from, sources, mark: this.markHash, slices: 1, ...none };
  }

  async #facts(seen: readonly SourceState[] | null): Promise<readonly Facts[]> {
    const { warehouse, view, artifact } = this.asked;
    if (artifact.changes === undefined) return [];
    return readFacts(warehouse, view.name, artifact.changes, seen, this.asked.settled);
  }

  async #put(
    statement: Statement,
    { done, slice, slices, expected, at }: Omit<RunProgress, "rows"> & { readonly done: number; readonly at: Int },
  ): Promise<ViewRows> {
    const { warehouse, store, space, view, artifact, signal, onProgress } = this.asked;
    const onRows = (rows: number): void => onProgress({ rows: done + rows, slice, slices, expected });
    const own: ViewRun = { warehouse, store, space, view, artifact, at, expiry: this.#expiry, onRows, signal };
    return putViewRows(own, statement);
  }

  async #open(open: OpenRun): Promise<void> {
    const { last, exact } = this.known.state;
    await this.#write({ last, exact, open });
  }

  async #close(
    run: ViewRows_ & {
      readonly at: Int;
      readonly mode: RunMode;
      readonly sources: readonly SourceState[];
      readonly milliseconds: number;
    },
    complete: Int | null,
  ): Promise<void> {
    const { at: asOf, mode, rows, written, milliseconds, sources } = run;
    await this.asked.lease.check();
    const { retention } = this.asked;
    await finishView(this.asked, { asOf, complete, ...(retention === null ? {} : { retention }) }, this.mark);
    const { last } = this.known.state;
    const finished = Date.now() * 1000;
    const own: FinishedRun = { asOf, mode, rows, written, milliseconds, finished, sources, mark: this.markHash };
    // A run that is older than what stands there changed nothing of it.
    const older = last !== null && this.meta.asOf !== null && this.meta.asOf > asOf;
    await this.#write(
      older
        ? { last, exact: this.known.state.exact, open: null }
        : { last: own, exact: this.#isExact(mode), open: null },
    );
  }

  #isExact(mode: RunMode): boolean {
    if (mode === "incremental") return this.known.state.exact;
    return mode === "full" && (!this.#grown || !this.asked.exactly);
  }

  async #write(state: Omit<KnownState["state"], "fingerprint">): Promise<void> {
    const { store, space } = this.asked;
    const next = await writeState(store, space, this.known, { fingerprint: space.fingerprint, ...state });
    if (next === null)
      throw new DataError(
        `view ${space.view}: what the online store at ${store.address} remembers of its runs was changed meanwhile, because the view was emptied or another run ` +
          "fills it: materialize it again",
      );
    this.known = next;
  }
}

type ViewRows_ = Pick<ViewRows, "rows" | "written">;

const hashed = (mark: string): string => createHash("sha256").update(mark).digest("hex").slice(0, 16);

const behind = (source: string): string =>
  `rows of source \`${source}\` that were there before have changed or are gone, or new ones say that they were written before`;
