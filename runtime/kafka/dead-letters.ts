import { open } from "node:fs/promises";
import { dirname } from "node:path";
import type { Producer } from "@platformatic/kafka";
import { DataError, messageOf } from "../errors.js";
import { makeFolder } from "../make-folder.js";
import type { Message } from "./message.js";
import { loadKafka } from "./package.js";
import { reason } from "./reason.js";
import { connection, type TopicSettings } from "./settings.js";

export interface DeadLetter {
  readonly message: Message;
  readonly why: string;
}
/** Where messages go that are no rows. What was put is there for good when the call returns. */
export interface DeadLetters {
  put(letters: readonly DeadLetter[]): Promise<void>;
  close(): Promise<void>;
}

/** Null if the settings name no place. */
export function deadLettersOf(settings: TopicSettings, source: string): DeadLetters | null {
  const { deadLetters } = settings;
  if (deadLetters === null) return null;
  return "file" in deadLetters
    ? toFile(deadLetters.file, settings, source)
    : toTopic(deadLetters.topic, settings, source);
}

function toFile(path: string, { topic }: TopicSettings, source: string): DeadLetters {
  return {
    put: async (letters) => {
      const lines = letters.map(({ message, why }) => {
        const { partition, offset, timestamp, key, value } = message;
        const at = new Date(Number(timestamp)).toISOString();
        const own = { source, topic, partition, offset: String(offset), time: at, why };
        return `${JSON.stringify({ ...own, key: textOf(key), value: textOf(value) })}\n`;
      });
      try {
        makeFolder(dirname(path));
        const file = await open(path, "a");
        try {
          await file.appendFile(lines.join(""));
          await file.sync();
        } finally {
          await file.close();
        }
      } catch (error) {
        throw new DataError(`can't write dead letters to ${path}: ${messageOf(error)}`, { cause: error });
      }
    },
    close: async () => undefined,
  };
}

/** Text as it is, other bytes as `{ base64 }`. */
function textOf(bytes: Buffer | null): unknown {
  if (bytes === null) return null;
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return { base64: bytes.toString("base64") };
  }
}

function toTopic(topic: string, settings: TopicSettings, source: string): DeadLetters {
  let producer: Producer | null = null;
  return {
    put: async (letters) => {
      const { Producer } = await loadKafka();
      producer ??= new Producer({ ...connection(settings), acks: -1, autocreateTopics: false });
      const messages = letters.map(({ message, why }) => ({
        topic,
        ...(message.key === null ? {} : { key: message.key }),
        // A message without a value has none there either.
        value: message.value as Buffer,
        headers: new Map<Buffer, Buffer>([
          ...message.headers.flatMap(([name, value]) =>
            name === null || value === null ? [] : [[name, value] as const],
          ),
          ...Object.entries({
            "feat-source": source,
            "feat-topic": settings.topic,
            "feat-partition": String(message.partition),
            "feat-offset": String(message.offset),
            "feat-reason": why,
          }).map(([name, value]) => [Buffer.from(name), Buffer.from(value)] as const),
        ]),
      }));
      try {
        await producer.send({ messages });
      } catch (error) {
        const why = reason(error);
        const way = /Unknown topic/.test(why) ? ": create it" : "";
        throw new DataError(`can't write dead letters to topic ${topic}: ${why}${way}`, { cause: error });
      }
    },
    close: async () => {
      // Every message was acknowledged when it was sent.
      await Promise.resolve(producer?.close()).catch(() => undefined);
    },
  };
}
