/**
 * The kinds of online stores side by side: reads of 1 and 100 rows, and writes of 2,000.
 *
 * npx tsx --conditions=featlang-source bench/stores.ts [KIND ...]
 *
 * Each server runs on this machine, with one node and without TLS, and starts here. The stores take turns, so that other
 * work on the machine meets all of them. Prints the median time and this process's CPU time for each call, and ratios to
 * Redis. Redis is always measured.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import cassandra from "cassandra-driver";
import {
  type OnlineStore,
  openCassandra,
  openDynamoDB,
  openEmbedded,
  openPostgresStore,
  openRedis,
  openSqlite,
} from "../runtime/index.js";
import { bytesOf, numbered, row } from "../test/stores/rows.js";
import { startCassandra } from "../test/support/cassandra.js";
import { startDynamoDB } from "../test/support/dynamodb.js";
import { startPostgres } from "../test/support/postgres.js";
import { startRedis } from "../test/support/redis.js";

const ROWS = 2000;
const TEXT = "x".repeat(200);
const TIMEOUTS = { timeout: 10_000, writeTimeout: 60_000 };
const space = { project: "bench", view: "v", fingerprint: "f" };
const keys = numbered(ROWS).map(bytesOf);

interface Opened {
  readonly store: OnlineStore;
  readonly stop: () => Promise<void>;
}
const folder = mkdtempSync(join(tmpdir(), "feat-bench-stores-"));
const none = async (): Promise<void> => {};

const kinds: Readonly<Record<string, () => Promise<Opened>>> = {
  redis: async () => {
    const { url, stop } = await startRedis();
    return { store: openRedis(url, TIMEOUTS), stop };
  },
  embedded: async () => ({ store: openEmbedded(join(folder, "embedded")), stop: none }),
  sqlite: async () => ({ store: await openSqlite({ path: join(folder, "online.sqlite") }), stop: none }),
  postgres: async () => {
    const { url, stop } = await startPostgres();
    return { store: await openPostgresStore({ url, ...TIMEOUTS }), stop };
  },
  dynamodb: async () => {
    process.env.AWS_ACCESS_KEY_ID = "bench";
    process.env.AWS_SECRET_ACCESS_KEY = "bench";
    const { endpoint, stop } = await startDynamoDB();
    return { store: await openDynamoDB({ region: "eu-central-1", endpoint, ...TIMEOUTS }), stop };
  },
  cassandra: async () => {
    const { port, stop } = await startCassandra();
    const [hosts, datacenter] = [`127.0.0.1:${port}`, "datacenter1"];
    const client = new cassandra.Client({ contactPoints: [hosts], localDataCenter: datacenter });
    await client.execute(
      "CREATE KEYSPACE bench WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}",
    );
    await client.shutdown();
    return { store: await openCassandra({ hosts, datacenter, keyspace: "bench", ...TIMEOUTS }), stop };
  },
};

interface Figures {
  readonly wall: number[];
  readonly cpu: number[];
}

/** A measurement: in each round so many calls, one after the other. */
const measures: readonly (readonly [
  name: string,
  calls: number,
  call: (store: OnlineStore, at: number) => Promise<unknown>,
])[] = [
  ["read of 1", 100, (store, at) => store.read([{ space, keys: [keys[at % ROWS]!] }])],
  [
    "read of 100",
    20,
    (store, at) => store.read([{ space, keys: keys.slice((at * 100) % ROWS, ((at * 100) % ROWS) + 100) }]),
  ],
  [
    `write of ${ROWS}`,
    1,
    (store, at) =>
      store.write(
        space,
        keys.map((key) => row(space, key, at, TEXT)),
      ),
  ],
];

const asked = process.argv.slice(2);
const chosen = Object.keys(kinds).filter((kind) => asked.length === 0 || kind === "redis" || asked.includes(kind));
const opened = new Map<string, Opened>();
const figures = new Map<string, Figures>();
const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[values.length >> 1] ?? Number.NaN;
try {
  for (const kind of chosen) {
    const each = await kinds[kind]!();
    opened.set(kind, each);
    await each.store.begin(space);
    for (let at = 1; at <= 3; at++) await measures[2]![2](each.store, at);
    await each.store.advance(space, { asOf: 3, complete: 3 });
  }
  // The first round warms up.
  for (let round = 0; round < 9; round++)
    for (const [name, calls, call] of measures)
      for (const [kind, { store }] of opened) {
        const key = `${kind} ${name}`;
        const found = figures.get(key) ?? { wall: [], cpu: [] };
        figures.set(key, found);
        const [began, before] = [performance.now(), process.cpuUsage()];
        for (let at = 0; at < calls; at++) await call(store, 10 + round * calls + at);
        const { user, system } = process.cpuUsage(before);
        if (round === 0) continue;
        found.wall.push((performance.now() - began) / calls);
        found.cpu.push((user + system) / 1000 / calls);
      }
  for (const [name] of measures) {
    const of = (kind: string) => figures.get(`${kind} ${name}`)!;
    const redis = median(of("redis").wall);
    console.log(name);
    for (const kind of chosen) {
      const [wall, cpu] = [median(of(kind).wall), median(of(kind).cpu)];
      console.log(
        `  ${kind.padEnd(10)} ${wall.toFixed(3).padStart(9)} ms  ${(wall / redis).toFixed(2).padStart(6)} × Redis  ${cpu.toFixed(3).padStart(8)} ms CPU`,
      );
    }
  }
} finally {
  for (const { store, stop } of opened.values()) {
    await store.close();
    await stop();
  }
  rmSync(folder, { recursive: true, force: true });
}
