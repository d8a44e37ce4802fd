import { randomUUID } from "node:crypto";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import { setTimeout as wait } from "node:timers/promises";
import { DataError } from "../errors.js";
import type { OnlineStore, ViewSpace } from "../online/store.js";
import { Unreadable } from "../online/unreadable.js";
import { READING } from "./view.js";

/**
 * Keeps two runs of a view apart, also across machines.
 *
 * The one who holds the lease changes its record again and again. Another one takes it over only after it has seen the
 * same bytes for a while, by its own clock: so clocks of machines are never compared. A holder on the same machine
 * whose process is gone is taken over at once. A holder that was too slow notices when it renews, and ends.
 *
 * The lease saves work; it does not make runs correct. Rows and metadata with an older T never replace newer ones, and
 * the state of runs is replaced only if it is as expected.
 */
export interface Lease {
  /** Aborts when another run has taken the lease. */
  readonly signal: AbortSignal;
  /** Throws if another run has taken the lease. */
  check(): Promise<void>;
  release(): Promise<void>;
  /** Ends the renewals of a lease whose record was removed with its view. */
  forget(): void;
}

/** In milliseconds: how often the holder renews, and how long its record must stay the same before it is taken. */
export interface LeaseTimes {
  readonly renew: number;
  readonly expire: number;
}

export const LEASE_TIMES: LeaseTimes = { renew: 4000, expire: 15_000 };
const LOOK_EVERY = 250;

/** The record's key among those of the view's space. */
export const LEASE_KEY = Buffer.from("L");

export interface Holder {
  readonly id: string;
  readonly host: string;
  readonly boot: string;
  readonly pid: number;
  /** When it began, by its own clock. For people. */
  readonly since: string;
  readonly beat: number;
}

export async function holdLease(
  store: OnlineStore,
  space: ViewSpace,
  {
    times = LEASE_TIMES,
    signal,
  }: { readonly times?: LeaseTimes | undefined; readonly signal?: AbortSignal | undefined },
): Promise<Lease> {
  const own: Holder = { id: randomUUID(), ...machine(), pid: process.pid, since: new Date().toISOString(), beat: 0 };
  const swap = async (expected: Uint8Array | null, value: Uint8Array | null): Promise<boolean> =>
    (await store.swap(space, [{ key: LEASE_KEY, expected, value }]))[0] === true;
  let bytes: Uint8Array = encode(own);
  let seen: { readonly bytes: Uint8Array; readonly at: number } | null = null;
  for (;;) {
    signal?.throwIfAborted();
    const found = await readLease(store, space);
    const holder = found === null ? null : holderOf(found);
    const gone = found === null || holder === null || isGone(holder);
    const expired =
      found !== null && seen !== null && same(seen.bytes, found) && performance.now() - seen.at >= times.expire;
    if (gone || expired) {
      if (await swap(found, bytes)) break;
    } else if (seen === null) seen = { bytes: found, at: performance.now() };
    else if (!same(seen.bytes, found)) throw held(space, store, holder);
    await wait(Math.min(LOOK_EVERY, times.renew / 4), undefined, { signal });
  }

  const lost = new AbortController();
  let renewed = performance.now();
  let renewing: Promise<void> = Promise.resolve();
  const renew = async (): Promise<void> => {
    const next = encode({ ...own, beat: (holderOf(bytes)?.beat ?? 0) + 1 });
    if (await swap(bytes, next)) {
      bytes = next;
      renewed = performance.now();
      return;
    }
    const found = await readLease(store, space);
    const holder = found === null ? null : holderOf(found);
    // An earlier swap was done although its answer was lost.
    if (found !== null && holder?.id === own.id) bytes = found;
    // A view that was emptied has no lease. The end of the run says so.
    else if (found !== null) lost.abort(taken(space, store, holder));
  };
  const timer = setInterval(() => {
    renewing = renewing.then(renew).catch((error: unknown) => {
      // The store may fail for a moment.
      if (performance.now() - renewed > times.expire) lost.abort(error);
    });
  }, times.renew);
  timer.unref();
  return {
    signal: lost.signal,
    forget: () => clearInterval(timer),
    check: async () => {
      await renewing;
      lost.signal.throwIfAborted();
      await renew();
      lost.signal.throwIfAborted();
    },
    release: async () => {
      clearInterval(timer);
      await renewing;
      // If this fails, the lease expires.
      await swap(bytes, null).catch(() => false);
    },
  };
}

export async function readLease(store: OnlineStore, space: ViewSpace): Promise<Uint8Array | null> {
  const [answer] = await store.read([{ space, keys: [], records: [LEASE_KEY] }], READING);
  const found = answer!.records[0] ?? null;
  return found instanceof Unreadable ? null : found;
}

const encode = (holder: Holder): Buffer => Buffer.from(JSON.stringify(holder));

/** Null if the bytes are no lease. */
export function holderOf(bytes: Uint8Array): Holder | null {
  try {
    const holder = JSON.parse(Buffer.from(bytes).toString()) as Partial<Holder> | null;
    return typeof holder?.id === "string" ? (holder as Holder) : null;
  } catch {
    return null;
  }
}

const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

/** The machine as it was started: its name alone may be another machine's too. */
function machine(): Pick<Holder, "host" | "boot"> {
  let boot = "";
  try {
    boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
  } catch {
    // Other systems have no such file. The name must do.
  }
  return { host: hostname(), boot };
}

/** True if its process ran on this machine and is gone. */
function isGone({ host, boot, pid }: Holder): boolean {
  const own = machine();
  if (host !== own.host || boot !== own.boot) return false;
  try {
    process.kill(pid, 0);
    return false;
  } catch (error) {
    return error instanceof Error && "code" in error && error.code === "ESRCH";
  }
}

const who = (holder: Holder | null): string =>
  holder === null ? "another process" : `process ${holder.pid} on ${holder.host} since ${holder.since}`;

const held = ({ view }: ViewSpace, { address }: OnlineStore, holder: Holder | null): DataError =>
  new DataError(
    `view ${view} is being materialized into the online store at ${address} by ${who(holder)}: wait until that run is over`,
  );

const taken = ({ view }: ViewSpace, { address }: OnlineStore, holder: Holder | null): DataError =>
  new DataError(
    `view ${view} in the online store at ${address} was taken over by ${who(holder)}, because this run did not answer for too long: that run fills it`,
  );
