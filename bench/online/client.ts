import { Redis } from "ioredis";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { keyEncoder, recordBuilder, rowCodec } from "../../runtime/codec/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import { rowPrefix, wholeLayout } from "../../runtime/online/redis/layout.js";
import type { Value } from "../../runtime/values.js";
import { cpuOf, type Figure, inTurns } from "./figures.js";
import { spaceOf, T, viewsOf } from "./project.js";

const at = { at: new Date(T / 1000 + 1000) };

/** The client's reads from Redis against the same keys by a bare MGET, decoded into the same records. */
export async function clientFigures(
  url: string,
  project: ProjectArtifact,
  users: number,
  rounds: number,
): Promise<Figure[]> {
  const bare = new Redis(url);
  const store = openRedis(url, { timeout: 10_000 });
  const client = createClientRuntime(project, { online: store });
  const figures: Figure[] = [];
  try {
    for (const entities of [1, 100, 1000])
      for (const service of ["one", "three"]) {
        const views = viewsOf(service);
        const read = bareRead(bare, project, views);
        const { get, getMany } = client.service<{ user_id: number }, object>(service);
        const keys = (index: number) =>
          Array.from({ length: entities }, (_, each) => ({ user_id: (index * 13 + each) % users }));
        const calls = Math.ceil(4000 / (entities === 1 ? 1 : entities * views.length));
        const { own, floor } = await inTurns(rounds, {
          own: () => cpuOf(calls, (index) => (entities === 1 ? get(keys(index)[0]!, at) : getMany(keys(index), at))),
          floor: () => cpuOf(calls, (index) => read(keys(index))),
        });
        const what = `client, ${entities.toLocaleString("en")} × ${views.length} view${views.length > 1 ? "s" : ""}`;
        figures.push({ what: `${what}: CPU`, value: own, unit: "µs" });
        figures.push({ what: `${what}: CPU against a bare MGET`, value: own / floor, unit: "×", bar: { most: 1.25 } });
      }
  } finally {
    bare.disconnect();
    await store.close();
  }
  return figures;
}

/** What somebody would write by hand: the keys, one MGET, and a record of features for each entity. */
function bareRead(redis: Redis, project: ProjectArtifact, names: readonly string[]) {
  const views = names.map((name) => {
    const view = project.views[name]!;
    const space = spaceOf(project, view);
    const prefix = rowPrefix(wholeLayout().shards[0]!.rowStem(space), space);
    return { encode: keyEncoder(view.keys), codec: rowCodec(view, spaceText(space)), prefix };
  });
  const build = recordBuilder<unknown>(names.flatMap((name) => project.views[name]!.latest.map((each) => each.name)));
  const isTime = names.flatMap((name) => project.views[name]!.latest.map(({ type }) => type.kind === "timestamp"));
  return async (users: readonly { readonly user_id: number }[]) => {
    const packed = views.map(({ encode }) => users.map(({ user_id }) => encode([user_id])));
    const keys = views.flatMap(({ prefix }, view) => packed[view]!.map((key) => Buffer.concat([prefix, key])));
    const found = await redis.mgetBuffer(keys);
    return users.map((_, user) => {
      const values: unknown[] = [];
      for (let view = 0; view < views.length; view++) {
        const row = views[view]!.codec.decodeValues(packed[view]![user]!, found[view * users.length + user]!);
        for (const value of row.values) values.push(outside(value, isTime[values.length]!));
      }
      return build(values);
    });
  };
}

const outside = (value: Value, isTime: boolean): unknown =>
  isTime && typeof value === "number" ? new Date(value / 1000) : value;
