import type { Call } from "../call.js";
import { leastMeta, unpackMeta } from "../meta.js";
import { recordKey } from "../record-key.js";
import type { ReadAnswer, ReadRequest, ViewMeta } from "../store.js";
import { Unreadable } from "../unreadable.js";
import { grouped } from "./batches.js";
import type { Keys } from "./keys.js";
import type { Layout, Shard } from "./layout.js";
import type { Servers } from "./servers.js";
import { type Found, Values } from "./values.js";

/** The part of a request that is in one shard. The numbers are places in the request. */
interface Part {
  readonly request: number;
  readonly shard: Shard;
  readonly rows: readonly number[];
  readonly records: readonly number[];
}

/** What is found in a shard. */
interface PartAnswer {
  readonly part: Part;
  readonly meta: ViewMeta | Unreadable;
  readonly found: readonly Found[];
}

/**
 * Reads rows and records with their views' metas. Outside of a cluster one command reads all of it; in a cluster one
 * command for each shard, all at once.
 */
export function readRequests(
  { servers, layout, keys }: Parts,
  call: Call,
  replica: boolean,
  requests: readonly ReadRequest[],
): Promise<readonly ReadAnswer[]> {
  if (requests.length === 0) return Promise.resolve([]);
  const [first, ...others] = layout.shards;
  if (others.length === 0) return readWhole(servers, first!, keys, call, replica, requests);
  return readShards({ servers, layout, keys }, call, replica, requests);
}

/** What a read needs of the store. */
interface Parts {
  readonly servers: Servers;
  readonly layout: Layout;
  readonly keys: Keys;
}

async function readShards(
  { servers, layout, keys }: Parts,
  call: Call,
  replica: boolean,
  requests: readonly ReadRequest[],
): Promise<readonly ReadAnswer[]> {
  const parts = requests.flatMap((request, index) => partsOf(layout, request, index));
  const answers = await Promise.all(parts.map(readPart));
  const byRequest = grouped(answers, ({ part }) => part.request);
  return requests.map((request, index) =>
    merged(
      request,
      byRequest.get(index)!.map(({ each }) => each),
    ),
  );

  async function readPart(part: Part): Promise<PartAnswer> {
    const { space, keys: all, records: names = [] } = requests[part.request]!;
    const asked = [
      keys.meta(space, part.shard),
      ...part.rows.map((row) => keys.row(space, part.shard, all[row]!)),
      ...part.records.map((record) => keys.row(space, part.shard, recordKey(names[record]!))),
    ];
    const [meta, ...found] = await new Values(servers, call, { slot: part.shard.slotOf(space), replica }).read(
      asked,
      1,
    );
    return { part, meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta), found };
  }
}

/** Reads all of it where there are no shards. */
async function readWhole(
  servers: Servers,
  shard: Shard,
  keys: Keys,
  call: Call,
  replica: boolean,
  requests: readonly ReadRequest[],
): Promise<readonly ReadAnswer[]> {
  const asked: Buffer[] = requests.map(({ space }) => keys.meta(space, shard));
  for (const { space, keys: rows, records } of requests) {
    for (const key of rows) asked.push(keys.row(space, shard, key));
    if (records !== undefined) for (const key of records) asked.push(keys.row(space, shard, recordKey(key)));
  }
  const found = await new Values(servers, call, { slot: null, replica }).read(asked, requests.length);
  let next = requests.length;
  const take = (count: number) => {
    next += count;
    return found.slice(next - count, next);
  };
  return requests.map(({ space, keys: rows, records = [] }, index): ReadAnswer => {
    const meta = found[index];
    return {
      meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta),
      rows: take(rows.length),
      records: take(records.length),
    };
  });
}

function partsOf(layout: Layout, { keys, records = [] }: ReadRequest, request: number): readonly Part[] {
  const [first] = layout.shards;
  const every = (all: readonly unknown[]) => all.map((_, index) => index);
  if (keys.length + records.length === 0)
    return [{ request, shard: first!, rows: every(keys), records: every(records) }];
  const rows = grouped(keys, layout.shardOf);
  const others = grouped(records, layout.shardOf);
  const indexes = (of: ReturnType<typeof grouped<Uint8Array, Shard>>, shard: Shard) =>
    (of.get(shard) ?? []).map(({ index }) => index);
  return [...new Set([...rows.keys(), ...others.keys()])].map((shard) => ({
    request,
    shard,
    rows: indexes(rows, shard),
    records: indexes(others, shard),
  }));
}

/** The least of the shards' metas holds for all of them. */
function merged({ keys, records = [] }: ReadRequest, answers: readonly PartAnswer[]): ReadAnswer {
  const metas = answers.map(({ meta }) => meta);
  const rows = new Array<Found>(keys.length);
  const others = new Array<Found>(records.length);
  for (const { part, found } of answers) {
    for (const [at, row] of part.rows.entries()) rows[row] = found[at]!;
    for (const [at, record] of part.records.entries()) others[record] = found[part.rows.length + at]!;
  }
  return { meta: metas.reduce(leastMeta), rows, records: others };
}
