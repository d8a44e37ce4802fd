import type {
  FeatureArtifact,
  NamedType,
  ProjectArtifact,
  ServiceArtifact,
  ViewArtifact,
} from "../../runtime/artifacts.js";
import { keyEncoder, rowCodec } from "../../runtime/codec/index.js";
import { FeatureError } from "../../runtime/functions/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import type { OnlineStore, ViewMeta, ViewSpace } from "../../runtime/online/store.js";
import { scalar } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";

/* Artifacts as the compiler would print them, written by hand. */

export const second = 1_000_000;
export const hour = 3600 * second;
export const day = 24 * hour;

const latest = (name: string, type: NamedType["type"]): FeatureArtifact => ({
  name,
  type,
  origin: { kind: "latest", column: name },
});

/**
 * `view stats for customer { spend  seen default 0  views = count()  rating = avg()  ratio = spend / views default -1.0
 * hours = now() }`
 */
export function statsView(over: Partial<Pick<ViewArtifact, "ttl" | "every">> = {}): ViewArtifact {
  return {
    name: "stats",
    fingerprint: "f0",
    keys: [{ name: "customer_id", type: scalar("int64") }],
    latest: [
      { name: "spend", type: scalar("int64", true) },
      { name: "seen", type: scalar("timestamp", true) },
    ],
    aggregates: [
      { name: "views", type: scalar("int64", true), empty: 0 },
      { name: "rating", type: scalar("float64", true), empty: null },
    ],
    ttl: null,
    every: null,
    features: [
      latest("spend", scalar("int64", true)),
      { ...latest("total", scalar("int64")), origin: { kind: "latest", column: "spend" } },
      latest("seen", scalar("timestamp", true)),
      { name: "views", type: scalar("int64", true), origin: { kind: "aggregate", id: "views" } },
      { name: "rating", type: scalar("float64", true), origin: { kind: "aggregate", id: "rating" } },
      { name: "double", type: scalar("int64", true), origin: { kind: "computed" } },
      { name: "ratio", type: scalar("float64"), origin: { kind: "computed", raw: "ratio?" } },
      { name: "now", type: scalar("timestamp"), origin: { kind: "computed" } },
    ],
    ...over,
    compute: ({ latest: l, aggregates: a }, now) => {
      const spend = l.spend as Int | null;
      const views = a.views as Int | null;
      if (spend === 666) throw new FeatureError("feature double of stats: int64 overflow");
      const ratio = spend === null || views === null || views === 0 ? null : Number(spend) / Number(views);
      return {
        spend,
        total: spend ?? 0,
        seen: l.seen ?? null,
        views,
        rating: a.rating ?? null,
        double: spend === null ? null : BigInt(spend) * 2n <= 2n ** 53n ? Number(spend) * 2 : BigInt(spend) * 2n,
        "ratio?": ratio,
        ratio: ratio ?? -1,
        now,
      };
    },
  };
}

export function service(over: Partial<ServiceArtifact> & Pick<ServiceArtifact, "steps" | "features">): ServiceArtifact {
  return { name: "s", member: "s", keys: [], request: [], ...over };
}

/** All features of `stats`, by name. */
export function statsService(view: ViewArtifact): ServiceArtifact {
  return service({
    name: "stats_v1",
    keys: [{ name: "customer_id", type: scalar("int64") }],
    steps: [{ kind: "read", id: "stats", view: "stats", hop: 0, key: (scope) => [scope.keys.customer_id!] }],
    features: view.features.map(({ name, type }) => ({ name, type, step: "stats", feature: name })),
  });
}

export function project(
  name: string,
  views: readonly ViewArtifact[],
  services: readonly ServiceArtifact[],
): ProjectArtifact {
  const byName = <T extends { readonly name: string }>(all: readonly T[]) =>
    Object.fromEntries(all.map((each) => [each.name, each]));
  return { name, views: byName(views), services: byName(services) };
}

export interface PutRow {
  readonly key: readonly Value[];
  readonly at: Int;
  readonly time: Int | null;
  readonly live?: boolean;
  readonly until?: Int | null;
  /** The latest columns, then the aggregates. */
  readonly values: readonly Value[];
}

export async function put(
  store: OnlineStore,
  space: ViewSpace,
  view: ViewArtifact,
  rows: readonly PutRow[],
  meta: ViewMeta | null,
) {
  const [encodeKey, codec] = [keyEncoder(view.keys), rowCodec(view, spaceText(space))];
  await store.write(
    space,
    rows.map(({ key: entity, at, time, live = time !== null, until = null, values }) => {
      const key = encodeKey(entity);
      return { key, value: codec.encode(key, { at, time, live, until }, values) };
    }),
  );
  if (meta !== null) await store.advance(space, meta);
}

/** Counts the keys that each read asks a store for. */
export function counted(store: OnlineStore): { readonly store: OnlineStore; readonly reads: number[] } {
  const reads: number[] = [];
  return {
    reads,
    store: {
      address: store.address,
      read: (requests, options) => {
        reads.push(requests.reduce((sum, { keys }) => sum + keys.length, 0));
        return store.read(requests, options);
      },
      write: (space, rows, options) => store.write(space, rows, options),
      swap: (space, swaps, options) => store.swap(space, swaps, options),
      begin: (view) => store.begin(view),
      advance: (space, meta, mark) => store.advance(space, meta, mark),
      clear: (view) => store.clear(view),
      definitions: (view) => store.definitions(view),
      drop: (space) => store.drop(space),
      sweep: null,
      close: () => store.close(),
      [Symbol.asyncDispose]: () => store.close(),
    },
  };
}
