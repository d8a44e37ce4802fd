/**
 * Mixed work on an online store while its servers fail, checked by what must come out.
 *
 * In: a store and what disturbs it. Out: counts, and everything that was wrong.
 * Always: readers, pushers and runs of `materialize` work side by side. A pushed row that was acknowledged counts in every
 * read that begins later; a push whose end is not known is made again until it is. A materialized value says by itself
 * which run it is from. So each checked read has exactly one right answer, at any time. Calls may fail only while the
 * servers are disturbed, and for a while after.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { compile } from "../../compiler/compile.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { DataError } from "../../runtime/errors.js";
import { materialize, openDuckDB } from "../../runtime/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import { statsService, statsView } from "../runtime/artifacts.js";
import { statsMaterialize } from "../runtime/materialize-artifact.js";

export interface SoakOptions {
  readonly store: OnlineStore;
  /** Keeps the project's rows apart from those of other runs. */
  readonly project: string;
  readonly seconds: number;
  /** It goes on until so much is done, whatever the time, but not for longer than a minute more. */
  readonly least?: { readonly checkedRows: number; readonly runs: number; readonly disturbances: number };
  /** Seconds between two disturbances, and between two runs of `materialize`. */
  readonly disturbEvery: number;
  readonly materializeEvery: number;
  readonly customers: number;
  readonly users: number;
  /** Milliseconds between two calls of a reader or pusher. The default is none. */
  readonly pace?: number;
  /** Does harm and undoes it. Resolves when the servers are as before. */
  readonly disturb: () => Promise<void>;
  readonly progress?: (report: SoakReport) => void;
}

export interface SoakReport {
  readonly reads: number;
  readonly checkedRows: number;
  readonly pushedRows: number;
  readonly redelivered: number;
  readonly runs: number;
  readonly runsFailed: number;
  readonly disturbances: number;
  /** Calls that failed while the servers were disturbed. */
  readonly failedCalls: number;
  /** What must never be. */
  readonly wrong: readonly string[];
  /** Megabytes of live memory after a fifth of the time, and at the end. */
  readonly memory: readonly [first: number, last: number];
}

/** How long calls may fail after a disturbance, in milliseconds. */
const SETTLING = 5000;
/** Rows that are older than the longest window are forgotten. */
const LONGEST = 60_000;

const texts = (project: string): Readonly<Record<string, string>> => ({
  "feat.yaml": `project: ${project}\ntargets:\n  live: { online: { kind: embedded, path: x }, stream: [clicks] }\n`,
  "sources.yaml": `sources:
  clicks:
    kind: events
    file: clicks.csv
    time: at
    key: [click_id]
    columns: { click_id: int64, user_id: int64, page: string, price: float64, at: timestamp }
`,
  "a.feat": `entity user { user_id: int64 }
view v for user from clicks { n = count() over [10s, 1m], total = sum(price) over 1m, best = max(price) over 10s, page = last(page) over 1m }
service s { v.* }
`,
});

interface Click {
  readonly click_id: number;
  readonly user_id: number;
  readonly page: string;
  readonly price: number;
  readonly at: Date;
}

/** A user's acknowledged rows, and how often they began to change. */
interface Known {
  rows: Click[];
  changes: number;
  pending: number;
}

export async function soak(options: SoakOptions): Promise<SoakReport> {
  const { store, project: name, seconds } = options;
  const files = texts(name);
  const { value } = compile(
    { read: (path) => files[path] ?? null, list: () => Object.keys(files).filter((path) => path.endsWith(".feat")) },
    "",
  );
  const compiled = loadArtifact(value!.project);
  const stats = statsView();
  const project = {
    ...compiled,
    views: { ...compiled.views, stats },
    services: { ...compiled.services, stats_v1: statsService(stats) },
  };
  await using warehouse = await openDuckDB();
  const client = createClientRuntime(project, { online: store, target: "live" });
  const clicks = client.service<{ user_id: number }, Record<string, unknown>>("s");
  const stored = client.service<{ customer_id: number }, Record<string, unknown>, "stats">("stats_v1");
  const push = client.push<Click>("clicks");

  const counts = {
    reads: 0,
    checkedRows: 0,
    pushedRows: 0,
    redelivered: 0,
    runs: 0,
    runsFailed: 0,
    disturbances: 0,
    failedCalls: 0,
  };
  const wrong: string[] = [];
  const complain = (what: string): void => void (wrong.length < 20 && wrong.push(what));
  const random = generator(7);
  const users = Array.from({ length: options.users }, (): Known => ({ rows: [], changes: 0, pending: 0 }));
  const began = Date.now();
  let end = Number.POSITIVE_INFINITY;
  const { checkedRows = 0, runs = 0, disturbances = 0 } = options.least ?? {};
  const enough = () =>
    counts.checkedRows >= checkedRows && counts.runs - counts.runsFailed >= runs && counts.disturbances >= disturbances;
  const going = () => performance.now() < end || (!enough() && performance.now() < end + 60_000);
  const paced = async (): Promise<void> => {
    if (options.pace !== undefined) await pause(options.pace);
  };
  let disturbed = Number.NEGATIVE_INFINITY;
  let disturbing = false;
  /** The instant of the last run that ended well, in microseconds. */
  let filled = 0;
  let nextClick = 1;

  /** A call may fail if it began before the servers had settled. */
  function failed(error: unknown, what: string, start: number): void {
    if (!(error instanceof DataError)) throw error;
    counts.failedCalls++;
    if (!disturbing && start - disturbed > SETTLING) complain(`${what}: ${error.message}`);
  }

  async function run(): Promise<void> {
    const at = Math.floor(Date.now() / 1000) * 1_000_000;
    if (at === filled) return;
    counts.runs++;
    const start = performance.now();
    try {
      await materialize({ warehouse, store, project, views: [statsMaterialize(options.customers)], at });
      filled = at;
    } catch (error) {
      counts.runsFailed++;
      failed(error, "a run", start);
    }
  }

  async function pushing(): Promise<void> {
    while (going()) {
      const user = Math.floor(random() * users.length);
      const known = users[user]!;
      // One push a user at a time: its rows then have one order.
      if (known.pending > 0) {
        await pause(1);
        continue;
      }
      const last = known.rows.at(-1)?.at.getTime() ?? 0;
      const start = Math.max(Date.now() - 500, last + 1);
      const rows = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, index): Click => {
        const click_id = nextClick++;
        return {
          click_id,
          user_id: user,
          page: `/page/${click_id % 17}`,
          price: (click_id % 97) / 8,
          at: new Date(start + index),
        };
      });
      known.pending++;
      known.changes++;
      let more = random() < 0.1 ? 1 : 0;
      counts.redelivered += more;
      for (;;) {
        const start = performance.now();
        try {
          await push(rows);
          if (more-- > 0) continue;
          break;
        } catch (error) {
          // It may have been done or not. The same rows again do no harm.
          failed(error, "a push", start);
          await pause(20);
        }
      }
      known.rows = [...known.rows.filter(({ at }) => at.getTime() > Date.now() - LONGEST - 10_000), ...rows];
      known.changes++;
      known.pending--;
      counts.pushedRows += rows.length;
      await paced();
    }
  }

  async function reading(): Promise<void> {
    while (going()) {
      const start = performance.now();
      try {
        counts.reads++;
        if (random() < 0.5) await readClicks();
        else await readStored();
        await paced();
      } catch (error) {
        failed(error, "a read", start);
        await pause(20);
      }
    }
  }

  async function readClicks(): Promise<void> {
    const asked = Array.from({ length: 1 + Math.floor(random() * 5) }, () => Math.floor(random() * users.length));
    const before = asked.map((user) => ({ ...users[user]! }));
    const at = new Date(Math.max(Date.now(), began + 1000));
    const rows = await clicks.getMany(
      asked.map((user_id) => ({ user_id })),
      { at },
    );
    for (const [index, user] of asked.entries()) {
      const { changes, pending, rows: known } = before[index]!;
      if (pending > 0 || users[user]!.changes !== changes) continue;
      const expected = answerAt(known, at.getTime());
      counts.checkedRows++;
      const { features, error } = rows[index]!;
      if (error !== undefined) complain(`user ${user}: ${error.message}`);
      else if (JSON.stringify(features) !== JSON.stringify(expected))
        complain(`user ${user} at ${at.toISOString()}: ${JSON.stringify(features)}, not ${JSON.stringify(expected)}`);
    }
  }

  async function readStored(): Promise<void> {
    const asked = Array.from({ length: 1 + Math.floor(random() * 20) }, () => Math.floor(random() * options.customers));
    const least = filled;
    const rows = await stored.getMany(asked.map((customer_id) => ({ customer_id })));
    for (const [index, customer] of asked.entries()) {
      const { features, asOf, error } = rows[index]!;
      counts.checkedRows++;
      if (error !== undefined) {
        complain(`customer ${customer}: ${error.message}`);
        continue;
      }
      const T = asOf.stats!.getTime() / 1000;
      if (T * 1e6 < least) complain(`customer ${customer}: as of ${T}, after a run for ${least / 1e6}`);
      if (features.spend !== T || features.views !== customer || features.rating !== customer / 2)
        complain(`customer ${customer} as of ${T}: ${JSON.stringify(features)}`);
    }
  }

  await store.advance(viewSpace(project, compiled.views.v!, "live"), { asOf: began * 1000, complete: began * 1000 });
  while (filled === 0) await run();
  end = performance.now() + seconds * 1000;
  const every = async (period: number, work: () => Promise<void>): Promise<void> => {
    for (let next = performance.now() + period * 1000; going(); next = performance.now() + period * 1000) {
      while (performance.now() < next && going()) await pause(20);
      if (performance.now() >= next) await work();
    }
  };
  let first = 0;
  const report = (): SoakReport => ({ ...counts, wrong: [...wrong], memory: [first, liveMegabytes()] });
  await Promise.all([
    pushing(),
    pushing(),
    reading(),
    reading(),
    reading(),
    every(options.materializeEvery, run),
    every(options.disturbEvery, async () => {
      counts.disturbances++;
      disturbing = true;
      try {
        await options.disturb();
      } finally {
        disturbing = false;
        disturbed = performance.now();
      }
    }),
    every(seconds / 5, async () => {
      if (first === 0) first = liveMegabytes();
      options.progress?.(report());
    }),
  ]);
  return report();
}

/** What the view is at an instant, by its definition. Windows begin at `t - w`, and t itself is not in them. */
function answerAt(rows: readonly Click[], t: number): Readonly<Record<string, unknown>> {
  const within = (milliseconds: number) =>
    rows.filter(({ at }) => at.getTime() >= t - milliseconds && at.getTime() < t);
  const [short, long] = [within(10_000), within(LONGEST)];
  return {
    n_10s: short.length,
    n_1m: long.length,
    total: long.length === 0 ? null : long.reduce((sum, { price }) => sum + price, 0),
    best: short.length === 0 ? null : Math.max(...short.map(({ price }) => price)),
    page: long.at(-1)?.page ?? null,
  };
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

/** The live objects of this process, in megabytes. */
export function liveMegabytes(): number {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  collect();
  collect();
  const { heapUsed, external } = process.memoryUsage();
  return Math.round((heapUsed + external) / 1e5) / 10;
}
