import type { OnlineStore, ViewSpace } from "../online/store.js";
import { Unreadable } from "../online/unreadable.js";
import type { Int } from "../values.js";
import type { SeenFiles } from "./seen-files.js";
import { READING } from "./view.js";

/** What a run saw of a source's rows. */
export interface SourceState {
  readonly source: string;
  readonly rows: number;
  /** The greatest time of a row, and the greatest `created`. Null if there is none. */
  readonly newest: Int | null;
  readonly created: Int | null;
  /** A hash of all rows. Null if rows are not compared. */
  readonly hash: string | null;
  /** The files that hold them. Absent if it is not known which of them may change. */
  readonly files?: SeenFiles;
}

/** How a run found the values that it put. `from`: it left out older rows. */
export type RunMode = "full" | "incremental" | "from" | "seed";

/** A finished run. */
export interface FinishedRun {
  readonly asOf: Int;
  readonly mode: RunMode;
  readonly rows: number;
  readonly written: number;
  readonly milliseconds: number;
  /** When it ended, by the clock of its machine, in microseconds. */
  readonly finished: Int;
  readonly sources: readonly SourceState[];
  /** The mark of the store at that time: another one means that the store may have lost rows. */
  readonly mark: string;
}

/** A run that has begun to put rows, and has not ended. */
export interface OpenRun {
  readonly at: Int;
  readonly mode: RunMode;
  readonly from: Int | null;
  readonly sources: readonly SourceState[];
  readonly mark: string;
  /** The number of slices, and how many of them are done, with their rows. */
  readonly slices: number;
  readonly done: number;
  readonly rows: number;
  readonly written: number;
  readonly milliseconds: number;
}

/** What the store remembers of the runs of a view under a definition. */
export interface ViewState {
  readonly fingerprint: string;
  /** The last run that ended. */
  readonly last: FinishedRun | null;
  /** True if all stored rows are as a full run at the last one's T would have put them. */
  readonly exact: boolean;
  readonly open: OpenRun | null;
}

/** The state, and the bytes that it was read from. */
export interface KnownState {
  readonly state: ViewState;
  readonly bytes: Uint8Array | null;
}

/** The record's key among those of the view's space. */
export const STATE_KEY = Buffer.from("R");

export async function readState(store: OnlineStore, space: ViewSpace): Promise<KnownState> {
  const [answer] = await store.read([{ space, keys: [], records: [STATE_KEY] }], READING);
  const found = answer!.records[0] ?? null;
  const nothing = { fingerprint: space.fingerprint, last: null, exact: false, open: null };
  if (found === null || found instanceof Unreadable) return { state: nothing, bytes: null };
  return { state: decode(found) ?? nothing, bytes: found };
}

/** Replaces the state. False if another run has changed it meanwhile. */
export async function writeState(
  store: OnlineStore,
  space: ViewSpace,
  known: KnownState,
  state: ViewState,
): Promise<KnownState | null> {
  const bytes = encode(state);
  const [done] = await store.swap(space, [{ key: STATE_KEY, expected: known.bytes, value: bytes }]);
  return done === true ? { state, bytes } : null;
}

/* JSON, so that people and other programs can read it. Integers are texts, since JSON's numbers hold 53 bits. */

const FORMAT = 1;

export const encode = (state: ViewState): Buffer =>
  Buffer.from(
    JSON.stringify({ format: FORMAT, ...state }, (name, value: unknown) =>
      instants.has(name) && value !== null ? String(value) : value,
    ),
  );

/** Null if it is of another format or damaged: then nothing is known. */
export function decode(bytes: Uint8Array): ViewState | null {
  try {
    const { format, ...state } = JSON.parse(Buffer.from(bytes).toString(), (name, value: unknown) =>
      instants.has(name) && typeof value === "string" ? intOf(value) : value,
    ) as ViewState & { readonly format: number };
    return format === FORMAT ? state : null;
  } catch {
    return null;
  }
}

const instants: ReadonlySet<string> = new Set(["asOf", "at", "from", "newest", "created", "finished"]);

function intOf(text: string): Int {
  const value = BigInt(text);
  return value >= -MOST && value <= MOST ? Number(value) : value;
}
const MOST = BigInt(Number.MAX_SAFE_INTEGER);
