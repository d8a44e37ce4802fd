import type { StoreError } from "../../errors.js";
import type { Call } from "../call.js";
import { Unreadable } from "../unreadable.js";
import { inBatches } from "./batches.js";
import { RedisFailure } from "./failure.js";
import type { Argument, RedisKey, Send } from "./send.js";
import type { Route, Servers } from "./servers.js";

export type Found = Buffer | null | Unreadable;

export const KEYS_PER_COMMAND = 5000;

/**
 * Reads the values of keys that have one slot.
 *
 * Always: the first `metas` keys are read before the others, so that rows may be newer than their meta but never older.
 * If several commands were needed, the metas are read again at the end: one that is gone by then is null, since rows
 * may be missing only because the view was cleared. A key that holds no string differs from one that does not exist.
 */
export class Values {
  constructor(
    private readonly servers: Servers,
    private readonly call: Call,
    private readonly route: Route,
  ) {}

  /** `failed`: why they could not be read a moment ago. It counts as the first try. */
  async read(keys: readonly RedisKey[], metas: number, failed: StoreError | null = null): Promise<readonly Found[]> {
    try {
      if (keys.length <= KEYS_PER_COMMAND) {
        const found = await this.#many(keys, failed);
        return found.includes(null) ? await this.types(keys, found) : found;
      }
      return await this.#inParts(keys, metas);
    } catch (error) {
      // A slot is moving, and some of its keys are on another node already.
      if (!(error instanceof RedisFailure && error.prospect.divided)) throw error;
      return this.#oneByOne(keys, metas);
    }
  }

  async #inParts(keys: readonly RedisKey[], metas: number): Promise<readonly Found[]> {
    const asked = [...keys, ...keys.slice(0, metas)];
    const parts = inBatches(asked, KEYS_PER_COMMAND).map((part) => this.#many(part));
    const found = await this.types(asked, (await Promise.all(parts)).flat());
    return withoutCleared(found.slice(0, keys.length), found.slice(keys.length));
  }

  async #oneByOne(keys: readonly RedisKey[], metas: number): Promise<readonly Found[]> {
    const before = await this.#each(keys.slice(0, metas));
    const rows = await this.#each(keys.slice(metas));
    return withoutCleared([...before, ...rows], await this.#each(keys.slice(0, metas)));
  }

  #each(keys: readonly RedisKey[]): Promise<readonly Found[]> {
    return Promise.all(
      keys.map(async (key) => {
        try {
          const found = await this.#ask("get", [key]);
          if (found === null || found instanceof Buffer) return found;
        } catch (error) {
          if (!(error instanceof RedisFailure && /WRONGTYPE/.test(String(error.cause)))) throw error;
          return foreign(key, await this.#type(key));
        }
        throw strange(this.servers, "GET");
      }),
    );
  }

  async #many(keys: readonly RedisKey[], failed: StoreError | null = null): Promise<readonly (Buffer | null)[]> {
    let before = failed;
    const answer = await this.#run(keys.length > 1, async (send) => {
      if (before === null) return send("mget", keys);
      const error = before;
      before = null;
      throw error;
    });
    if (!isAnswer(answer, keys.length)) throw strange(this.servers, "MGET");
    return answer;
  }

  /** MGET does not tell a missing key from one that holds no string. */
  async types(keys: readonly RedisKey[], found: readonly (Buffer | null)[]): Promise<readonly Found[]> {
    const absent = found.flatMap((value, index) => (value === null ? [index] : []));
    if (absent.length === 0) return found;
    const places = absent.map((index) => keys[index]!);
    const exist = await Promise.all(inBatches(places, KEYS_PER_COMMAND).map((part) => this.#ask("exists", part)));
    if (!exist.every((count) => typeof count === "number")) throw strange(this.servers, "EXISTS");
    if (exist.every((count) => count === 0)) return found;
    const all: Found[] = [...found];
    const types = await Promise.all(places.map((key) => this.#type(key)));
    for (const [at, index] of absent.entries()) {
      const type = types[at]!;
      // A string or nothing: the key was set or removed in between.
      if (type !== "string" && type !== "none") all[index] = foreign(places[at]!, type);
    }
    return all;
  }

  #type = async (key: RedisKey): Promise<string> => String(await this.#ask("type", [key]));

  #ask(name: string, args: readonly Argument[]): Promise<unknown> {
    return this.#run(args.length > 1, (send) => send(name, args));
  }

  #run<T>(divisible: boolean, command: (send: Send) => Promise<T>): Promise<T> {
    return this.servers.run(this.call, { ...this.route, divisible }, command);
  }
}

/** Whether this is an answer to MGET of so many keys. */
export function isAnswer(answer: unknown, keys: number): answer is readonly (Buffer | null)[] {
  if (!Array.isArray(answer) || answer.length !== keys) return false;
  for (const value of answer) if (value !== null && !(value instanceof Buffer)) return false;
  return true;
}

const withoutCleared = (found: readonly Found[], metasAgain: readonly Found[]): readonly Found[] =>
  found.map((value, index) => (metasAgain[index] === null ? null : value));

export const strange = (servers: Servers, command: string) =>
  servers.problem(`it answered ${command} in a way that Redis never does: is it a proxy, or another server?`);

export const foreign = (key: RedisKey, type: string): Unreadable =>
  new Unreadable(`the Redis key ${printable(key)} holds a ${type}, which is another program's`, true);

/** In the form that redis-cli takes between double quotes. */
function printable(key: RedisKey): string {
  const bytes = "prefix" in key ? [...key.prefix, ...key.key] : [...key];
  const text = bytes.map((byte) => {
    if (byte === 0x22 || byte === 0x5c) return `\\${String.fromCharCode(byte)}`;
    return byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${text.join("")}"`;
}
