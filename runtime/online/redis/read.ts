import type { StoreError } from "../../errors.js";
import type { Call, Ongoing } from "../call.js";
import { leastMeta, unpackMeta } from "../meta.js";
import { recordKey } from "../record-key.js";
import type { ReadAnswer, ReadRequest, ViewMeta } from "../store.js";
import { Unreadable } from "../unreadable.js";
import { grouped } from "./batches.js";
import type { Keys } from "./keys.js";
import type { Layout, Shard } from "./layout.js";
import type { Answered, RedisKey } from "./send.js";
import type { Route, Servers } from "./servers.js";
import { type Found, isAnswer, KEYS_PER_COMMAND, strange, Values } from "./values.js";

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
export function readRequests(parts: Parts, call: Ongoing<Answers>, way: Way, requests: readonly ReadRequest[]): void {
  if (requests.length === 0) call.succeed([]);
  else if (parts.layout.shards.length === 1) new WholeRead(parts, call, { ...way, slot: null }, requests).begin();
  else call.follow(readShards(parts, call, way, requests));
}

/** Where a read may go. */
export type Way = Pick<Route, "replica" | "again">;
type Answers = readonly ReadAnswer[];

/** What a read needs of the store. */
interface Parts {
  readonly servers: Servers;
  readonly layout: Layout;
  readonly keys: Keys;
}

async function readShards(
  { servers, layout, keys }: Parts,
  call: Call,
  way: Way,
  requests: readonly ReadRequest[],
): Promise<Answers> {
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
    const route = { ...way, slot: part.shard.slotOf(space) };
    const [meta, ...found] = await new Values(servers, call, route).read(asked, 1);
    return { part, meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta), found };
  }
}

/**
 * A read where there are no shards. Nearly all reads are answered by one command over a connection that is open, so this
 * takes no promises. What goes another way is done by `Values`.
 */
class WholeRead implements Answered {
  readonly #asked: RedisKey[];

  constructor(
    private readonly parts: Parts,
    private readonly call: Ongoing<Answers>,
    private readonly route: Route,
    private readonly requests: readonly ReadRequest[],
  ) {
    const [shard] = parts.layout.shards;
    const { keys } = parts;
    this.#asked = requests.map(({ space }) => keys.meta(space, shard!));
    for (const { space, keys: rows, records } of requests) {
      for (const key of rows) this.#asked.push(keys.row(space, shard!, key));
      if (records !== undefined) for (const key of records) this.#asked.push(keys.row(space, shard!, recordKey(key)));
    }
  }

  begin(): void {
    const asked = this.#asked;
    const quick = asked.length <= KEYS_PER_COMMAND && this.parts.servers.ask(this.route, "mget", asked, this);
    if (!quick) this.#finish(this.#values().read(asked, this.requests.length));
  }

  resolve(answer: unknown): void {
    const asked = this.#asked;
    if (!isAnswer(answer, asked.length)) this.call.fail(strange(this.parts.servers, "MGET"));
    else if (answer.includes(null)) this.#finish(this.#values().types(asked, answer));
    else this.call.succeed(this.#answers(answer));
  }

  reject(error: StoreError): void {
    if (!this.call.over) this.#finish(this.#values().read(this.#asked, this.requests.length, error));
  }

  #values(): Values {
    return new Values(this.parts.servers, this.call, this.route);
  }

  #finish(found: Promise<readonly Found[]>): void {
    this.call.follow(found.then((all) => this.#answers(all)));
  }

  #answers(found: readonly Found[]): Answers {
    let next = this.requests.length;
    const take = (count: number) => {
      next += count;
      return found.slice(next - count, next);
    };
    return this.requests.map(({ space, keys, records }, index): ReadAnswer => {
      const meta = found[index]!;
      return {
        meta: meta instanceof Unreadable ? meta : this.parts.keys.unpackMeta(space, meta),
        rows: take(keys.length),
        records: records === undefined ? [] : take(records.length),
      };
    });
  }
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
