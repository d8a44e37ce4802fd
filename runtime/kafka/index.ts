/**
 * Reads the topic of a source and puts its rows where a caller says.
 *
 * In: how a topic is read, what its messages look like, and a sink. Out: a reading that runs until it is stopped, until
 * the end of the topic, or until an error that no waiting repairs.
 * Always: an offset is committed only when the sink has kept everything before it, so a process that is killed at any
 * moment loses nothing. Rows may come to the sink again, each under the same name. A message that is no row goes to the
 * dead letters, or ends the reading. What is fetched is handed over before more is fetched, so memory is bounded. While
 * brokers, registry or store are away, the reading waits.
 */
import { setTimeout as sleep } from "node:timers/promises";
import { DataError, InputError, messageOf, StoreError } from "../errors.js";
import { type DeadLetter, type DeadLetters, deadLettersOf } from "./dead-letters.js";
import { type Fetched, joined, type Membership } from "./membership.js";
import type { Message } from "./message.js";
import type { MessageSource } from "./message-columns.js";
import { messageReader, type ReadMessage } from "./read-messages.js";
import { has, reason } from "./reason.js";
import { RegistryAway } from "./registry.js";
import type { Fields } from "./row-of-fields.js";
import type { TopicSettings } from "./settings.js";

export type { MessageColumn, MessageSource, TimeFormat } from "./message-columns.js";
export type { RegistrySettings, SaslSettings, TlsSettings, TopicSettings } from "./settings.js";

/** A row, and where the topic has it. */
export interface TopicRow {
  readonly row: Fields;
  readonly partition: number;
  readonly offset: bigint;
  /** The same whenever the row comes again, and of no other row. */
  readonly name: string;
}
export interface Sink {
  /**
   * Takes rows of one partition, in the order of offsets. It throws an `InputError` with `row` if one is no row of the
   * source: then it has taken none of them.
   */
  take(rows: readonly TopicRow[], topicId: string): Promise<void>;
  /**
   * Keeps for good what it took, if it is time for that or `now` says so. Answers up to which offset of each partition
   * everything is kept, or null if all of it is. Partitions that it does not name are kept whole.
   */
  keep(now: boolean): Promise<ReadonlyMap<number, bigint> | null>;
}

/** What a reading tells while it runs. Numbers count from its start. */
export interface ReadingState {
  readonly rows: number;
  readonly dead: number;
  readonly skipped: number;
  /** The messages that are there and were not read yet, by partition. */
  readonly lag: ReadonlyMap<number, bigint>;
  /** The time at which the newest message was written, in milliseconds. Null before the first. */
  readonly newest: number | null;
  /** What it waits for; null while it reads. */
  readonly trouble: string | null;
}

export interface TopicReading {
  readonly settings: TopicSettings;
  readonly source: MessageSource;
  readonly sink: Sink;
  /** Asks it to end when what it has begun is done. */
  readonly signal: AbortSignal;
  /** True to end at the offsets that are the topic's last ones when the reading begins. */
  readonly untilEnd: boolean;
  readonly onState: (state: ReadingState) => void;
}

const ROWS_AT_ONCE = 1000;
const [FIRST_PAUSE, LONGEST_PAUSE] = [200, 5000];

export async function readTopic(reading: TopicReading): Promise<ReadingState> {
  const { settings, source, signal } = reading;
  const reader = new Reader(reading, await messageReader(settings, source), deadLettersOf(settings, source.name));
  try {
    let pause = FIRST_PAUSE;
    let reached = false;
    while (!signal.aborted) {
      let member: Membership | null = null;
      try {
        member = await joined(settings);
        reached = true;
        reader.calm();
        await reader.read(member, () => {
          pause = FIRST_PAUSE;
        });
        break;
      } catch (error) {
        // What was not kept is not committed, and comes again.
        if (signal.aborted && isAway(error)) break;
        if (error instanceof DataError || error instanceof InputError || !hasCode(error)) throw error;
        const why = `the brokers at ${settings.brokers.join(", ")}: ${reason(error)}`;
        // Who can't be reached from the start is more likely misspelt than away.
        if (!reached || isFinal(error))
          throw new DataError(`can't read topic ${settings.topic} from ${why}`, { cause: error });
        reader.troubled(why);
      } finally {
        await member?.close();
      }
      await pauseFor(pause, signal);
      pause = Math.min(pause * 2, LONGEST_PAUSE);
    }
    return reader.state();
  } finally {
    await reader.close();
  }
}

/** The store or the registry does not answer. */
const isAway = (error: unknown): boolean => error instanceof StoreError || error instanceof RegistryAway;

/** Errors of the client and of the system have codes. Others are faults. */
const hasCode = (error: unknown): boolean => error instanceof Error && "code" in error;

/** An error that waiting does not repair. */
const isFinal = (error: unknown): boolean =>
  has(error, "code", "PLT_KFK_AUTHENTICATION") ||
  ["TOPIC_AUTHORIZATION_FAILED", "GROUP_AUTHORIZATION_FAILED", "CLUSTER_AUTHORIZATION_FAILED"].some((id) =>
    has(error, "apiId", id),
  );

/** Waits a while; an abort ends it early, and the caller looks at the signal. */
async function pauseFor(milliseconds: number, signal: AbortSignal): Promise<void> {
  await sleep(milliseconds * (0.75 + Math.random() / 2), undefined, { signal }).catch(() => undefined);
}

class Reader {
  #rows = 0;
  #dead = 0;
  #skipped = 0;
  #lag = new Map<number, bigint>();
  #newest: number | null = null;
  #trouble: string | null = null;
  #storeAnswered = false;

  constructor(
    private readonly reading: TopicReading,
    private readonly readMessage: ReadMessage,
    private readonly deadLetters: DeadLetters | null,
  ) {}

  state(): ReadingState {
    return {
      rows: this.#rows,
      dead: this.#dead,
      skipped: this.#skipped,
      lag: this.#lag,
      newest: this.#newest,
      trouble: this.#trouble,
    };
  }

  #tell(): void {
    this.reading.onState(this.state());
  }
  calm(): void {
    if (this.#trouble === null) return;
    this.#trouble = null;
    this.#tell();
  }
  troubled(why: string): void {
    this.#trouble = why;
    this.#tell();
  }
  close(): Promise<void> {
    return this.deadLetters?.close() ?? Promise.resolve();
  }

  /** Reads until the signal or the end. `progressed` is called whenever messages were read. */
  async read(member: Membership, progressed: () => void): Promise<void> {
    const { signal, untilEnd, sink } = this.reading;
    /** The offsets up to which each partition was handed to the sink. */
    let done = new Map<number, bigint>();
    const committed = new Map<number, bigint>();
    let epoch = -1;
    const commit = async (now: boolean): Promise<void> => {
      const kept = await this.#patiently(() => sink.keep(now));
      const own = new Set(member.partitions());
      const offsets = [...done].flatMap(([partition, offset]): (readonly [number, bigint])[] => {
        const next = kept?.get(partition) ?? offset;
        return own.has(partition) && committed.get(partition) !== next ? [[partition, next]] : [];
      });
      await member.commit(new Map(offsets));
      for (const [partition, offset] of offsets) committed.set(partition, offset);
      if (kept === null) done = new Map();
    };
    let ends: ReadonlyMap<number, bigint> | null = null;
    while (!signal.aborted) {
      if (member.epoch() !== epoch) {
        // What was handed over is kept before the partitions are read anew from what is committed.
        epoch = member.epoch();
        await commit(true);
        done = new Map();
        committed.clear();
        this.#lag = new Map();
        ends = untilEnd ? await member.ends() : null;
      }
      const fetched = await member.fetch();
      if (fetched.length > 0) this.calm();
      for (const part of fetched) {
        if (part.messages.length > 0) progressed();
        await this.#partition(part, member.topicId, done, async () => commit(true));
      }
      await commit(false);
      if (ends !== null && member.epoch() === epoch && atEnd(member.positions(), ends)) break;
    }
    await commit(true);
  }

  async #partition(
    { partition, messages, next, end }: Fetched,
    topicId: string,
    done: Map<number, bigint>,
    commit: () => Promise<void>,
  ): Promise<void> {
    for (let start = 0; start < messages.length; start += ROWS_AT_ONCE) {
      const some = messages.slice(start, start + ROWS_AT_ONCE);
      const bad = await this.#patiently(() => this.#take(some, topicId));
      if (bad !== null) {
        done.set(partition, bad.message.offset);
        await commit();
        this.#tell();
        throw this.#unreadable(bad);
      }
      done.set(partition, some.at(-1)!.offset + 1n);
      this.#newest = Math.max(this.#newest ?? 0, ...some.map(({ timestamp }) => Number(timestamp)));
      this.#lag.set(partition, end - done.get(partition)!);
      this.#tell();
    }
    done.set(partition, next);
    this.#lag.set(partition, end > next ? end - next : 0n);
    this.#tell();
  }

  /** Hands over messages. Without dead letters it ends before the first that is no row, and returns that one. */
  async #take(messages: readonly Message[], topicId: string): Promise<DeadLetter | null> {
    const letters: DeadLetter[] = [];
    let rows: { readonly message: Message; readonly row: TopicRow }[] = [];
    let stop: DeadLetter | null = null;
    let skipped = 0;
    for (const message of messages) {
      const reading = await this.readMessage(message);
      if (reading.kind === "skipped") skipped++;
      if (reading.kind === "bad") {
        const letter = { message, why: reading.why };
        if (this.deadLetters === null) {
          stop = letter;
          break;
        }
        letters.push(letter);
      }
      if (reading.kind !== "row") continue;
      const { partition, offset } = message;
      const row = { row: reading.row, partition, offset, name: `${topicId} ${partition} ${offset}` };
      rows.push({ message, row });
    }
    let taken = 0;
    // The sink says which row is at fault. Those before it are right.
    while (rows.length > 0) {
      const wrong = await this.#wrongRow(
        rows.map(({ row }) => row),
        topicId,
      );
      if (wrong === null) {
        taken += rows.length;
        break;
      }
      const letter = { message: rows[wrong.row]!.message, why: wrong.why };
      if (this.deadLetters === null) {
        stop = letter;
        rows = rows.slice(0, wrong.row);
      } else {
        letters.push(letter);
        rows = rows.toSpliced(wrong.row, 1);
      }
    }
    if (letters.length > 0)
      await this.deadLetters!.put(letters.sort((a, b) => Number(a.message.offset - b.message.offset)));
    this.#storeAnswered = true;
    this.#rows += taken;
    this.#dead += letters.length;
    this.#skipped += skipped;
    return stop;
  }

  async #wrongRow(
    rows: readonly TopicRow[],
    topicId: string,
  ): Promise<{ readonly row: number; readonly why: string } | null> {
    try {
      await this.reading.sink.take(rows, topicId);
      return null;
    } catch (error) {
      if (!(error instanceof InputError) || error.row === null) throw error;
      return { row: error.row, why: error.message };
    }
  }

  /** Repeats work while the store or the registry is away, if it was there before. */
  async #patiently<T>(work: () => Promise<T>): Promise<T> {
    const { signal } = this.reading;
    for (let pause = FIRST_PAUSE; ; pause = Math.min(pause * 2, LONGEST_PAUSE)) {
      try {
        const result = await work();
        this.calm();
        return result;
      } catch (error) {
        if (!isAway(error) || !this.#storeAnswered || signal.aborted) throw error;
        this.troubled(messageOf(error));
        await pauseFor(pause, signal);
      }
    }
  }

  #unreadable({ message, why }: DeadLetter): DataError {
    const { topic } = this.reading.settings;
    return new DataError(
      `topic ${topic}, partition ${message.partition}, offset ${message.offset} is no row of source ${this.reading.source.name}: ${why}; ` +
        "everything before it is in the store; to go on, name a place for such messages with `dead_letters` of the topic, or correct the source",
    );
  }
}

const atEnd = (positions: ReadonlyMap<number, bigint>, ends: ReadonlyMap<number, bigint>): boolean =>
  [...ends].every(([partition, end]) => (positions.get(partition) ?? -1n) >= end);
