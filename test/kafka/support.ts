import { type ChildProcess, spawn } from "node:child_process";
import { Admin, Consumer, type MessageToProduce, Producer } from "@platformatic/kafka";
import { builtFeat } from "../support/built.js";

export interface Topics {
  create(topic: string, partitions?: number): Promise<void>;
  /** Values are JSON, or bytes as they are. */
  send(topic: string, messages: readonly Sent[]): Promise<void>;
  /** All messages of a topic of one partition, as texts. */
  read(topic: string): Promise<readonly Read[]>;
  /** How many members a group has. */
  members(group: string): Promise<number>;
  /** How many messages a group has not committed. */
  lag(group: string, topic: string): Promise<bigint>;
  close(): Promise<void>;
}
export interface Read {
  readonly key: string;
  readonly value: string;
  readonly headers: Readonly<Record<string, string>>;
}
export interface Sent {
  readonly value: unknown;
  readonly key?: string | Buffer;
  readonly partition?: number;
  readonly timestamp?: bigint;
}

export function openTopics(brokers: string): Topics {
  const options = { clientId: "tests", bootstrapBrokers: [brokers], retries: 5, retryDelay: 200 };
  const admin = new Admin(options);
  const producer = new Producer({ ...options, autocreateTopics: false });
  return {
    create: async (topic, partitions = 1) => {
      await admin.createTopics({ topics: [topic], partitions, replicas: 1 });
    },
    send: async (topic, messages) => {
      await producer.send({
        acks: -1,
        messages: messages.map(({ value, key, partition, timestamp }): MessageToProduce => {
          const bytes = value === null || Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value));
          return {
            topic,
            value: bytes as Buffer,
            ...(key === undefined ? {} : { key: Buffer.from(key) }),
            partition: partition ?? 0,
            ...(timestamp === undefined ? {} : { timestamp }),
          };
        }),
      });
    },
    read: async (topic) => {
      const consumer = new Consumer({ ...options, groupId: `read-${topic}`, autocommit: false });
      const stream = await consumer.consume({ topics: [topic], mode: "earliest", maxWaitTime: 500 });
      const found: Read[] = [];
      for await (const { key, value, headers } of stream) {
        const texts = [...headers].map(([name, text]) => [String(name), String(text)]);
        found.push({ key: String(key), value: String(value), headers: Object.fromEntries(texts) });
        break;
      }
      await consumer.close(true);
      return found;
    },
    members: async (group) => (await admin.describeGroups({ groups: [group] })).get(group)?.members.size ?? 0,
    lag: async (group, topic) => {
      const consumer = new Consumer({ ...options, groupId: group, autocommit: false });
      try {
        const ends = (await consumer.listOffsets({ topics: [topic] })).get(topic)!;
        const offsets = await consumer.listCommittedOffsets({ topics: [{ topic, partitions: [...ends.keys()] }] });
        return ends.reduce((sum, end, partition) => sum + end - (offsets.get(topic)?.[partition] ?? 0n), 0n);
      } finally {
        await consumer.close(true);
      }
    },
    close: async () => {
      await Promise.all([admin.close(), producer.close()]);
    },
  };
}

export interface Ran {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly out: string;
  readonly err: string;
}
export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ran>;
  /** What it wrote until now, to both streams. */
  text(): string;
}
/** The built program, in a process of its own. */
export async function started(
  folder: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<Running> {
  const child = spawn(process.execPath, [await builtFeat(), ...args], {
    cwd: folder,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (text: Buffer) => {
    out += text.toString();
  });
  child.stderr.on("data", (text: Buffer) => {
    err += text.toString();
  });
  const ended = new Promise<Ran>((resolve) =>
    child.once("close", (code, signal) => resolve({ code, signal, out, err })),
  );
  return { child, ended, text: () => out + err };
}
