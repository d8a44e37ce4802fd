import { narrow } from "../client/instant.js";
import { timestampText } from "../functions/calendar.js";
import { parseJson } from "../json-text.js";
import { avroDecoder, type Decode } from "./decode-avro.js";
import { decodeJson } from "./decode-json.js";
import type { Message } from "./message.js";
import type { MessageSource } from "./message-columns.js";
import { NoRow } from "./no-row.js";
import { openRegistry } from "./registry.js";
import { type Fields, rowOfFields } from "./row-of-fields.js";
import type { TopicSettings } from "./settings.js";

/** What a message is: a row to push, nothing at all, or no row, with the reason. */
export type Reading =
  | { readonly kind: "row"; readonly row: Fields }
  | { readonly kind: "skipped" }
  | { readonly kind: "bad"; readonly why: string };

export type ReadMessage = (message: Message) => Promise<Reading>;

/** Reads messages of a topic as rows of a source. It throws only if the registry cannot be asked. */
export async function messageReader(settings: TopicSettings, source: MessageSource): Promise<ReadMessage> {
  const decode: Decode =
    settings.format === "avro"
      ? await avroDecoder(openRegistry(settings.registry!), settings.schema)
      : async (bytes) => decodeJson(bytes);

  async function read({ value, key, timestamp }: Message): Promise<Reading> {
    if (value === null) {
      if (settings.tombstones === "skip") return { kind: "skipped" };
      if (settings.tombstones === "reject")
        throw new NoRow("it has no value (a tombstone); `tombstones` of the topic says what that means");
      return { kind: "row", row: await deletion(key, timestamp) };
    }
    return { kind: "row", row: rowOfFields(source, objectOf(await decode(value), "it")) };
  }

  /** A row that says that a key is gone. */
  async function deletion(bytes: Buffer | null, timestamp: bigint): Promise<Fields> {
    if (bytes === null) throw new NoRow("it has neither a value nor a key");
    const roles = { [source.time]: timestampText(narrow(timestamp * 1000n)), [source.deleted!]: true };
    const named = await keyOf(bytes);
    const [only, ...more] = source.key;
    const fields =
      typeof named === "object" && named !== null && !Array.isArray(named)
        ? (named as Fields)
        : more.length === 0
          ? { [only!]: named }
          : objectOf(named, "its key");
    const row = rowOfFields(source, fields);
    return { ...Object.fromEntries(source.key.map((name) => [name, row[name] ?? null])), ...roles };
  }

  /** The key in the topic's format, or a plain text. */
  async function keyOf(bytes: Buffer): Promise<unknown> {
    if (settings.format === "avro" && bytes[0] === 0) return decode(bytes);
    const text = bytes.toString("utf8");
    const isText = source.columns.find(({ name }) => name === source.key[0])?.type.kind === "string";
    try {
      const value = parseJson(text);
      return isText && typeof value !== "string" && typeof value !== "object" ? text : value;
    } catch {
      return text;
    }
  }

  return async (message) => {
    try {
      return await read(message);
    } catch (error) {
      if (error instanceof NoRow) return { kind: "bad", why: error.message };
      throw error;
    }
  };
}

function objectOf(value: unknown, what: string): Fields {
  if (typeof value === "object" && value !== null && !Array.isArray(value) && !Buffer.isBuffer(value))
    return value as Fields;
  throw new NoRow(`${what} is no object with the source's columns`);
}
