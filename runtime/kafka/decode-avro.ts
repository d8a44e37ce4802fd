import type { Type } from "avsc";
import { DataError, messageOf } from "../errors.js";
import { avroTypes, unwrapped } from "./avro-types.js";
import { FRAME } from "./decode-json.js";
import { NoRow } from "./no-row.js";
import { loadAvro } from "./package.js";
import type { Registry } from "./registry.js";

export type Decode = (bytes: Buffer) => Promise<unknown>;

/**
 * Reads Avro with Confluent's framing: a zero byte, the number of the schema that wrote the message, and the message.
 * With `readBy` messages are resolved into that schema, by Avro's rules.
 */
export async function avroDecoder(registry: Registry, readBy: string | null): Promise<Decode> {
  const typeOf = avroTypes(await loadAvro());
  let reader: Type | null = null;
  try {
    if (readBy !== null) reader = typeOf({ text: readBy, references: [] });
  } catch (error) {
    throw new DataError(`the file of \`schema\` is no schema of Avro: ${messageOf(error)}`);
  }
  const known = new Map<number, (body: Buffer) => unknown>();

  async function decoderOf(id: number): Promise<(body: Buffer) => unknown> {
    const found = known.get(id);
    if (found !== undefined) return found;
    const schema = await registry(id);
    let made: (body: Buffer) => unknown;
    try {
      const writer = typeOf(schema);
      const resolver = reader?.createResolver(writer);
      const type = reader ?? writer;
      made = (body) => unwrapped(type, type.fromBuffer(body, resolver));
    } catch (error) {
      const what = reader === null ? "cannot be read" : "cannot be resolved into the one of `schema`";
      throw new NoRow(`its schema, with the id ${id}, ${what}: ${messageOf(error)}`);
    }
    known.set(id, made);
    return made;
  }

  return async (bytes) => {
    if (bytes[0] !== 0 || bytes.length < FRAME)
      throw new NoRow("it does not begin with the number of its schema, as messages with Confluent's framing do");
    const id = bytes.readInt32BE(1);
    const decode = await decoderOf(id);
    try {
      return decode(bytes.subarray(FRAME));
    } catch (error) {
      throw new NoRow(`it is not what its schema, with the id ${id}, says: ${messageOf(error)}`);
    }
  };
}
