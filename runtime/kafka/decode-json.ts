import { messageOf } from "../errors.js";
import { parseJson } from "../json-text.js";
import { NoRow } from "./no-row.js";

/** The value of a message in JSON, with all digits of its numbers. Confluent's framing before it is skipped. */
export function decodeJson(bytes: Buffer): unknown {
  const body = bytes[0] === 0 && bytes.length > FRAME ? bytes.subarray(FRAME) : bytes;
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(body);
  } catch {
    throw new NoRow("it is not JSON: its bytes are not UTF-8");
  }
  try {
    return parseJson(text);
  } catch (error) {
    throw new NoRow(`it is not JSON: ${messageOf(error)}`);
  }
}

/** A zero byte, which begins no JSON, and the number of a schema. */
export const FRAME = 5;
