import type { Consumer } from "@platformatic/kafka";
import { DataError } from "../errors.js";
import type { Message } from "./message.js";
import { loadKafka } from "./package.js";
import { has, reason } from "./reason.js";
import { connection, type TopicSettings } from "./settings.js";
import { visibleMessages } from "./visible-messages.js";

/** What a partition gave: messages in the order of offsets, and the offset that comes after them. */
export interface Fetched {
  readonly partition: number;
  readonly messages: readonly Message[];
  readonly next: bigint;
  /** The offset that the next message of the topic will get. */
  readonly end: bigint;
}

/**
 * A member of a consumer group, from joining it until an error or its end.
 *
 * Always: a partition is read from the offset that the group committed, without a gap, for as long as the member has it.
 * When the group divides the partitions anew, all are read again from what is committed.
 */
export interface Membership {
  /** Tells a topic from another one that had its name before. */
  readonly topicId: string;
  /** Changes when partitions were divided anew. What was fetched before is then not committed by this member alone. */
  epoch(): number;
  partitions(): readonly number[];
  /** What arrived since the last call. Waits a moment if nothing did. */
  fetch(): Promise<readonly Fetched[]>;
  /** Where each partition is read next. */
  positions(): ReadonlyMap<number, bigint>;
  /** The offsets after the last message of each of the topic's partitions. */
  ends(): Promise<ReadonlyMap<number, bigint>>;
  /** Says to the group that everything before these offsets is done. */
  commit(offsets: ReadonlyMap<number, bigint>): Promise<void>;
  close(): Promise<void>;
}

/** How long a fetch waits for a message, in milliseconds. */
const WAIT = 400;
const BYTES = 8 * 1024 * 1024;
const BYTES_PER_PARTITION = 1024 * 1024;
const [EARLIEST, LATEST] = [-2n, -1n];
const OUT_OF_RANGE = "OFFSET_OUT_OF_RANGE";

export async function joined(settings: TopicSettings): Promise<Membership> {
  const { Consumer } = await loadKafka();
  const { topic, group, sessionTimeout } = settings;
  const consumer: Consumer = new Consumer({
    ...connection(settings),
    groupId: group,
    autocommit: false,
    sessionTimeout,
    rebalanceTimeout: rebalanceOf(settings),
    heartbeatInterval: Math.min(3000, Math.floor(sessionTimeout / 4)),
    isolationLevel: 1,
  });
  let epoch = 0;
  let failure: unknown = null;
  consumer.on("consumer:group:join", () => {
    epoch++;
  });
  // The group is joined again in the background. If that fails, the next fetch says so.
  consumer.on("error", (error) => {
    failure = error;
  });
  try {
    const id = await timely(settings, topicIdOf(consumer, settings));
    consumer.topics.track(topic);
    await timely(settings, consumer.joinGroup({}));
    return member(consumer, settings, id, () => {
      if (failure !== null) throw failure;
      return epoch;
    });
  } catch (error) {
    await closed(consumer);
    throw error;
  }
}

async function topicIdOf(consumer: Consumer, { topic, brokers }: TopicSettings): Promise<string> {
  try {
    const { topics } = await consumer.metadata({ topics: [topic] });
    return topics.get(topic)!.id;
  } catch (error) {
    if (!/Unknown topic/.test(reason(error))) throw error;
    throw new DataError(`there is no topic ${topic} at ${brokers.join(", ")}: create it, or correct \`topic\``);
  }
}

/** How long the members of a group may take to join it again, in milliseconds. They do it in the background. */
const rebalanceOf = ({ sessionTimeout }: TopicSettings): number => Math.max(sessionTimeout, 15_000);

/**
 * A call of the library may wait for an answer that never comes, if the broker goes away while the group is divided
 * anew. No call takes longer than dividing it.
 */
async function timely<T>(settings: TopicSettings, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined;
  const limit = rebalanceOf(settings) + 10_000;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      reject(Object.assign(new Error(`no answer within ${limit / 1000} s`), { code: "ETIMEDOUT" }));
    }, limit);
  });
  // If it fails after that, nobody waits for it any more.
  work.catch(() => undefined);
  try {
    return await Promise.race([work, late]);
  } finally {
    clearTimeout(timer);
  }
}

function member(consumer: Consumer, settings: TopicSettings, topicId: string, currentEpoch: () => number): Membership {
  const { topic, from } = settings;
  let seen = 0;
  const positions = new Map<number, bigint>();
  const partitions = (): readonly number[] =>
    consumer.assignments?.find((assignment) => assignment.topic === topic)?.partitions ?? [];

  const offsets = async (which: readonly number[], timestamp: bigint): Promise<ReadonlyMap<number, bigint>> => {
    if (which.length === 0) return new Map();
    const found = await consumer.listOffsets({ topics: [topic], partitions: { [topic]: [...which] }, timestamp });
    return new Map(which.map((partition) => [partition, found.get(topic)![partition]!]));
  };

  /** Reads anew where each partition of this member is read from. */
  async function refresh(epoch: number): Promise<void> {
    const own = partitions();
    const next = new Map<number, bigint>();
    if (own.length > 0) {
      const committed = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [...own] }] });
      for (const partition of own) {
        const offset = committed.get(topic)?.[partition] ?? -1n;
        if (offset >= 0n) next.set(partition, offset);
      }
      const begin = await offsets(
        own.filter((partition) => !next.has(partition)),
        from === "earliest" ? EARLIEST : LATEST,
      );
      for (const [partition, offset] of begin) next.set(partition, offset);
    }
    // The partitions may have been divided once more meanwhile.
    if (currentEpoch() !== epoch) return;
    positions.clear();
    for (const [partition, offset] of next) positions.set(partition, offset);
    seen = epoch;
  }

  async function fetch(): Promise<readonly Fetched[]> {
    const epoch = currentEpoch();
    if (epoch !== seen) await refresh(epoch);
    if (currentEpoch() !== seen || positions.size === 0) {
      await new Promise((resolve) => setTimeout(resolve, WAIT));
      // Without a partition nothing else would notice that the brokers are away.
      await consumer.metadata({ topics: [topic], forceUpdate: true });
      return [];
    }
    const { topics } = await consumer.metadata({ topics: [topic] });
    const known = topics.get(topic)!;
    if (known.id !== topicId)
      throw new DataError(
        `topic ${topic} was deleted and created again: start \`feat stream\` again to read the new one`,
      );
    const leaders = new Map<number, number[]>();
    for (const partition of positions.keys()) {
      const { leader } = known.partitions[partition]!;
      leaders.set(leader, [...(leaders.get(leader) ?? []), partition]);
    }
    const found = await Promise.all(
      [...leaders].map(async ([node, own]) => {
        const response = await consumer.fetch({
          node,
          maxWaitTime: WAIT,
          minBytes: 1,
          maxBytes: BYTES,
          topics: [
            {
              topicId,
              partitions: own.map((partition) => ({
                partition,
                currentLeaderEpoch: known.partitions[partition]!.leaderEpoch,
                fetchOffset: positions.get(partition)!,
                lastFetchedEpoch: -1,
                partitionMaxBytes: BYTES_PER_PARTITION,
              })),
            },
          ],
        });
        return response.responses.flatMap((each) => each.partitions);
      }),
    ).catch((error: unknown) => {
      throw has(error, "apiId", OUT_OF_RANGE) ? new OffsetGone() : error;
    });
    if (currentEpoch() !== seen) return [];
    return found.flat().map((part): Fetched => {
      const position = positions.get(part.partitionIndex)!;
      const { messages, next } = visibleMessages(part, position);
      positions.set(part.partitionIndex, next);
      return { partition: part.partitionIndex, messages, next, end: part.lastStableOffset };
    });
  }

  return {
    topicId,
    epoch: currentEpoch,
    partitions,
    positions: () => positions,
    fetch: async () => {
      try {
        return await timely(settings, fetch());
      } catch (error) {
        if (!(error instanceof OffsetGone)) throw error;
        throw new DataError(await gone());
      }
    },
    ends: () => timely(settings, offsets(partitions(), LATEST)),
    commit: async (done) => {
      if (done.size === 0) return;
      const own = [...done].map(([partition, offset]) => ({ topic, partition, offset, leaderEpoch: -1 }));
      await timely(settings, consumer.commit({ offsets: own }));
    },
    close: () => closed(consumer),
  };

  /** Says which messages the topic has lost before they were read. */
  async function gone(): Promise<string> {
    const own = [...positions.keys()];
    const [first, last] = [await offsets(own, EARLIEST), await offsets(own, LATEST)];
    const partition = own.find((each) => {
      const position = positions.get(each)!;
      return position < first.get(each)! || position > last.get(each)!;
    });
    const lost =
      partition === undefined
        ? "messages that were not read yet are gone"
        : `partition ${partition}: the next message to read has offset ${positions.get(partition)}, but the topic has only those from ${first.get(partition)} to ${last.get(partition)}`;
    return (
      `topic ${topic}, ${lost}: the topic deleted rows before they were read; ` +
      "put them into the warehouse and run `feat materialize`, then set the group to an offset that is there, as with `kafka-consumer-groups.sh --reset-offsets --to-earliest`"
    );
  }
}

class OffsetGone extends Error {}

/** How long leaving the group may take. A broker that is gone does not answer. */
const LEAVE = 3000;

async function closed(consumer: Consumer): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, LEAVE);
  });
  // What is wrong with the brokers was said before.
  const left = Promise.resolve(consumer.close(true)).catch(() => undefined);
  await Promise.race([left, late]);
  clearTimeout(timer);
}
