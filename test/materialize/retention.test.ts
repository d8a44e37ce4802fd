/** Rows that expire: what a read gives without them is what the oracle gives, but for `stale`, which turns to `missing`. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { runnableMaterialize } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { expiredRows } from "../../runtime/materialize/expired.js";
import { materialize } from "../../runtime/materialize/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { type PhysicalRow, serviceAt, worldOf } from "../oracle/evaluate/index.js";
import { compileTexts } from "../oracle/support/compile.js";
import { same } from "../oracle/support/same.js";
import { temporaryFolder } from "../stores/under-test.js";
import { ownRedis } from "../support/own-redis.js";

const hour = 3_600_000_000;
const day = 24 * hour;
const retention = 3 * day;
/** How many days before T each customer came last. */
const ages = [0.4, 1.9, 2.6, 4.9, 5.1, 5.6, 9];

const features = `entity customer { customer: int64 }
view plain for customer from visits ttl 2d { amount, shop default "none" }
view recent for customer from visits ttl 2d { amount, lately = count() over 1d, days = count() over 1d times 3 }
view total for customer from visits ttl 2d { amount, ever = sum(amount) over lifetime, mean = avg(amount) over 1d }
view slow for customer from visits ttl 2d every 6h { shop }
view unlimited for customer from visits { shop, n = count() over 1d }
service s {
  plain { amount as plain_amount, shop as plain_shop }
  recent { amount as recent_amount, lately, days }
  total { amount as total_amount, ever, mean }
  slow { shop as slow_shop }
  unlimited { shop, n }
}
`;
const sources = `sources:
  visits:
    kind: events
    table: visits
    time: { column: t, format: unix_us }
    columns: { customer: int64, amount: float64, shop: string?, t: timestamp }
`;

let made = 0;

/** A store that was filled at an instant, under a retention. */
async function filled(store: OnlineStore, at: number) {
  const name = `kept_${process.pid}_${made++}`;
  const { project } = compileTexts({ "feat.yaml": `project: ${name}\n`, "sources.yaml": sources, "m.feat": features });
  const artifact = loadArtifact(project);
  const rows = ages.map((age, index) => {
    const t = BigInt(at - Math.round(age * day));
    const [amount, shop] = [index + 0.5, index % 2 === 0 ? null : `shop ${index}`];
    return { t, columns: new Map(Object.entries({ customer: BigInt(index), amount, shop, t })) };
  });
  const physical = rows.map(
    ({ t, columns }): PhysicalRow => ({ time: t, created: null, sequence: null, deleted: null, until: null, columns }),
  );
  await using warehouse = await openDuckDB({ threads: 1 });
  const values = rows.map(
    ({ t, columns }) =>
      `(${columns.get("customer")}, ${columns.get("amount")}, ${columns.get("shop") === null ? "NULL" : `'${columns.get("shop")}'`}, ${t})`,
  );
  await warehouse.run(
    `CREATE TABLE visits (customer BIGINT, amount DOUBLE, shop VARCHAR, t BIGINT); INSERT INTO visits VALUES ${values.join(", ")}`,
  );
  const views = project.views.map((view) => runnableMaterialize(project, view));
  await materialize({ warehouse, store, project: artifact, views, at, retention });
  const service = project.services[0]!;
  const world = worldOf(project, new Map([["visits", physical]]));
  const client = createClientRuntime(artifact, { online: store }).json("s");
  const keys = [...ages.keys(), 99];
  return {
    artifact,
    keys,
    /** What differs from the oracle at an instant, by feature: the customers and what they read as. */
    differences: async (now: number, clock = now) => {
      const answers = await client.getMany(
        keys.map((customer) => ({ customer })),
        { at: now, now: clock },
      );
      return answers.flatMap(({ features: values, statuses, error }, index) => {
        const inputs = new Map([["customer", BigInt(keys[index]!)]]);
        const expected = serviceAt(world, service, inputs, { stored: BigInt(at), read: BigInt(now) });
        if (error !== undefined) return [`${keys[index]}: ${error}`];
        return service.features.flatMap(({ name: feature, type }) => {
          const cell = expected.get(feature)!;
          expect(same(type, cell.value, values[feature]), `${feature} of ${keys[index]}`).toBe(true);
          const status = statuses[feature];
          return status === cell.status ? [] : [`${feature} of ${keys[index]}: ${cell.status} is ${status}`];
        });
      });
    },
  };
}

/** Rows older than ttl and retention, and under a cadence than this too, unless their aggregates hold something. */
const gone = [
  ...["plain_amount", "plain_shop", "recent_amount"].flatMap((feature) =>
    [4, 5, 6].map((key) => [feature, key] as const),
  ),
  ...[5, 6].map((key) => ["slow_shop", key] as const),
]
  .map(([feature, key]) => `${feature} of ${key}: stale is missing`)
  .sort();

const stores: Readonly<Record<string, () => OnlineStore>> = {
  embedded: () => openEmbedded(join(temporaryFolder(), "online")),
  redis: () => openRedis(ownRedis()),
};

describe.each(Object.keys(stores))("%s", (kind) => {
  test("a row goes when its ttl and the retention are over, unless its aggregates hold something", async () => {
    await using store = stores[kind]!();
    const at = Date.now() * 1000;
    const own = await filled(store, at);
    const swept = async (remove: boolean) => {
      const counts: Record<string, number | null> = {};
      for (const view of Object.values(own.artifact.views)) {
        const space = { project: own.artifact.name, view: view.name, fingerprint: view.fingerprint };
        counts[view.name] = await expiredRows(store, { space, view, retention }, { remove });
      }
      return counts;
    };
    const none = { plain: null, recent: null, slow: null, total: null, unlimited: null };
    if (kind === "redis") expect(await swept(true)).toEqual(none);
    else {
      const expired = { ...none, plain: 3, recent: 3, slow: 2, total: 0 };
      expect(await swept(false)).toEqual(expired);
      expect(await own.differences(at)).toEqual([]);
      expect(await swept(true)).toEqual(expired);
      expect(await swept(true)).toEqual({ ...none, plain: 0, recent: 0, slow: 0, total: 0 });
    }
    for (const later of [0, hour, 2.5 * day]) expect((await own.differences(at + later)).sort()).toEqual(gone);
  });

  test("a simulation of long ago keeps its rows, which the clock would take", async () => {
    await using store = stores[kind]!();
    const at = Date.now() * 1000 - 30 * day;
    const own = await filled(store, at);
    for (const later of [0, hour, 2.5 * day]) expect(await own.differences(at + later, at + 30 * day)).toEqual([]);
  });

  test("a read at an instant so long ago that a row may have gone since is an error, not a missing row", async () => {
    await using store = stores[kind]!();
    const at = Date.now() * 1000;
    const own = await filled(store, at);
    const first = await own.differences(at, at + retention);
    if (kind === "redis") {
      expect(first.sort()).toEqual(gone);
      // Also of a customer who never had a row: nobody can tell any more.
      await expect(own.differences(at, at + retention + 1)).rejects.toThrow(
        /^can't read the row of view plain for customer \d+ at .* keeps rows for 72 hours after their ttl/,
      );
    } else expect([first, await own.differences(at, at + retention + 1)]).toEqual([[], []]);
  });
});
