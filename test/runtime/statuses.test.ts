import { afterAll, describe, expect, test } from "vitest";
import type { ViewArtifact } from "../../runtime/artifacts.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { DataError } from "../../runtime/errors.js";
import type { ViewMeta } from "../../runtime/online/store.js";
import type { Int } from "../../runtime/values.js";
import { day, hour, type PutRow, project, put, statsService, statsView } from "./artifacts.js";
import { newSpace, storeKinds } from "./stores.js";

const T = 1_700_006_400 * 1_000_000; // a midnight
const row = (over: Partial<PutRow> = {}): PutRow => ({
  key: [1],
  at: T,
  time: T - hour,
  values: [100, T - hour, 4, 2.5],
  ...over,
});
const run = (asOf: Int, complete: Int | null = asOf): ViewMeta => ({ asOf, complete });

interface Case {
  readonly is: string;
  readonly view?: Partial<Pick<ViewArtifact, "ttl" | "every">>;
  readonly rows?: readonly PutRow[];
  readonly meta?: ViewMeta | null;
  readonly at?: Int;
  readonly key?: number | null;
  /**
   * value, status of: spend (latest), total (latest with default 0), views and rating (aggregates), double (computed),
   * ratio (computed with default -1).
   */
  readonly expect: {
    readonly spend: string;
    readonly views: string;
    readonly rating: string;
    readonly total?: string;
    readonly double?: string;
    readonly ratio?: string;
    readonly asOf?: Int | null;
  };
}

const cases: readonly Case[] = [
  {
    is: "present",
    expect: {
      spend: "100 present",
      total: "100 present",
      views: "4 present",
      rating: "2.5 present",
      double: "200 present",
      ratio: "25 present",
    },
  },
  {
    is: "a null in the latest row",
    rows: [row({ values: [null, null, 4, null] })],
    expect: {
      spend: "null null",
      total: "0 null",
      views: "4 present",
      rating: "null null",
      double: "null null",
      ratio: "-1 null",
    },
  },
  {
    is: "an unknown key",
    key: 2,
    expect: {
      spend: "null missing",
      total: "0 missing",
      views: "0 present",
      rating: "null null",
      double: "null null",
      ratio: "-1 null",
    },
  },
  {
    is: "a null key (D13)",
    key: null,
    expect: { spend: "null missing", total: "0 missing", views: "0 present", rating: "null null" },
  },
  {
    is: "no latest row, a row in a window",
    rows: [row({ time: null, values: [null, null, 4, 2.5] })],
    expect: { spend: "null missing", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "deleted",
    rows: [row({ live: false })],
    expect: { spend: "null missing", total: "0 missing", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "until not yet reached (D5)",
    rows: [row({ until: T + hour })],
    at: T + hour - 1,
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "until reached between T and t (D5)",
    rows: [row({ until: T + hour })],
    at: T + hour,
    expect: { spend: "null missing", views: "4 present", rating: "2.5 present", double: "null null" },
  },
  {
    is: "ttl: exactly as old as allowed (C11)",
    view: { ttl: hour },
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "ttl: a microsecond older",
    view: { ttl: hour - 1 },
    expect: {
      spend: "null stale",
      total: "0 stale",
      views: "4 present",
      rating: "2.5 present",
      double: "null null",
      ratio: "-1 null",
    },
  },
  {
    is: "ttl still applies after T",
    view: { ttl: 2 * hour },
    at: T + hour + 1,
    expect: { spend: "null stale", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "aggregates at T = t - ttl",
    view: { ttl: 2 * hour },
    at: T + 2 * hour,
    expect: { spend: "null stale", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "aggregates older than ttl (D3, D17)",
    view: { ttl: 2 * hour },
    at: T + 2 * hour + 1,
    expect: { spend: "null stale", views: "null stale", rating: "null stale", double: "null null", ratio: "-1 null" },
  },
  {
    is: "aggregates older than ttl, unknown key",
    view: { ttl: 2 * hour },
    at: T + 2 * hour + 1,
    key: 2,
    expect: { spend: "null missing", views: "null stale", rating: "null stale" },
  },
  {
    is: "deleted and older than ttl: deleted wins (C16)",
    view: { ttl: 1 },
    rows: [row({ live: false })],
    expect: { spend: "null missing", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "ended and older than ttl: ended wins (C16)",
    view: { ttl: 1 },
    rows: [row({ until: T })],
    expect: { spend: "null missing", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "a key without rows: the last run did not write it",
    rows: [row(), row({ key: [2], at: T + day, time: T, values: [7, T, 1, 1] })],
    meta: run(T + day),
    at: T + day,
    expect: { spend: "null missing", views: "0 present", rating: "null null", asOf: T + day },
  },
  {
    is: "a key that a run of only changes left as it was: its values hold at the T of that run",
    meta: run(T + day, T),
    at: T + day,
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present", asOf: T + day },
  },
  {
    is: "a run in progress: the rows it has written are at its T",
    rows: [row({ at: T + hour })],
    meta: run(T),
    at: T + hour,
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present", asOf: T + hour },
  },
  {
    is: "every: staleness is decided at the cadence instant of t (C15, D7)",
    view: { ttl: hour, every: { every: day, after: 0 } },
    at: T + day - 1,
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "every: the next cadence instant",
    view: { ttl: hour, every: { every: day, after: 0 } },
    at: T + day,
    expect: { spend: "null stale", views: "null stale", rating: "null stale" },
  },
  {
    is: "every … after: published later",
    view: { ttl: hour, every: { every: day, after: 2 * hour } },
    at: T + day + 2 * hour - 1,
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present" },
  },
  {
    is: "every: until at the cadence instant",
    view: { every: { every: day, after: 0 } },
    rows: [row({ until: T + hour })],
    at: T + 2 * hour,
    expect: { spend: "100 present", views: "4 present", rating: "2.5 present" },
  },
];

describe.each(storeKinds())("statuses from $kind", ({ open }) => {
  const store = open();
  afterAll(() => store.close());

  test.each(cases)("$is", async ({ view: over, rows = [row()], meta = run(T), at = T, key = 1, expect: expected }) => {
    const view = statsView(over);
    const space = { ...newSpace("stats") };
    await put(store, space, view, rows, meta);
    const client = createClientRuntime(project(space.project, [view], [statsService(view)]), { online: store });
    const [answer] = await client.json("stats_v1").getMany([{ customer_id: key }], { at });
    const said = Object.fromEntries(
      Object.keys(answer!.features).map((name) => [name, `${answer!.features[name]} ${answer!.statuses[name]}`]),
    );
    const { asOf = T, ...features } = expected;
    expect(said).toMatchObject(features);
    const [api] = await client
      .service<object, object, "stats">("stats_v1")
      .getMany([{ customer_id: key }], { at: new Date(Math.ceil(Number(at) / 1000)) });
    expect(api!.asOf.stats?.getTime() ?? null).toBe(asOf === null ? null : Math.floor(Number(asOf) / 1000));
  });

  test("an instant before T is an error that names T (D6), also under every (D7)", async () => {
    for (const [every, at] of [
      [null, T - 1],
      [{ every: day, after: 0 }, T - 1],
      [{ every: day, after: hour }, T + hour - 1],
    ] as const) {
      const view = statsView({ every });
      const space = newSpace("stats");
      await put(store, space, view, [row()], run(T));
      const client = createClientRuntime(project(space.project, [view], [statsService(view)]), { online: store });
      const reading = client.json("stats_v1").getMany([{ customer_id: 1 }], { at });
      await expect(reading).rejects.toThrow(DataError);
      await expect(reading).rejects.toThrow(/as of 2023-11-15T00:00:00.000000Z and can't go back/);
    }
  });

  test("a clock slightly behind T reads at T if no instant is named", async () => {
    const view = statsView();
    const space = newSpace("stats");
    const ahead = (Date.now() + 20_000) * 1000;
    await put(store, space, view, [row({ at: ahead })], run(ahead));
    const client = createClientRuntime(project(space.project, [view], [statsService(view)]), { online: store });
    const [answer] = await client.json("stats_v1").getMany([{ customer_id: 1 }]);
    expect(answer!.features.spend).toBe(100);
  });

  test("now() is the instant of the read, or its cadence instant under every", async () => {
    for (const [every, now] of [
      [null, "2023-11-15T05:00:00.000001Z"],
      [{ every: 2 * hour, after: hour }, "2023-11-15T04:00:00.000000Z"],
    ] as const) {
      const view = statsView({ every });
      const space = newSpace("stats");
      await put(store, space, view, [row()], run(T));
      const client = createClientRuntime(project(space.project, [view], [statsService(view)]), { online: store });
      const [answer] = await client.json("stats_v1").getMany([{ customer_id: 1 }], { at: T + 5 * hour + 1 });
      expect(answer!.features.now).toBe(now);
    }
  });
});
