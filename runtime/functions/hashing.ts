import { createHash } from "node:crypto";
import type { Int } from "../values.js";
import { strict1 } from "./strict.js";

const digest = (algorithm: "md5" | "sha256", text: string): string =>
  createHash(algorithm).update(text, "utf8").digest("hex");

export const md5 = strict1((text: string) => digest("md5", text));
export const sha256 = strict1((text: string) => digest("sha256", text));

/** Takes 52 bits, which are safe in a number (MEANING 88). An n beyond 2^52 leaves them unchanged. */
function bucketOf(text: string, n: Int | null): number | null {
  if (n === null || n <= 0) return null;
  const hash = Number.parseInt(digest("md5", text).slice(0, 13), 16);
  return typeof n === "bigint" ? hash : hash % n;
}
export const hashBucketString = (text: string | null, n: Int | null): number | null =>
  text === null ? null : bucketOf(text, n);
export const hashBucketInt64 = (value: Int | null, n: Int | null): number | null =>
  value === null ? null : bucketOf(String(value), n);

const encoded = (encoding: "hex" | "base64", bytes: Uint8Array): string =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString(encoding);
export const hexOfBytes = strict1((bytes: Uint8Array) => encoded("hex", bytes));
export const base64OfBytes = strict1((bytes: Uint8Array) => encoded("base64", bytes));
export const hexOfString = strict1((text: string) => Buffer.from(text, "utf8").toString("hex"));
export const base64OfString = strict1((text: string) => Buffer.from(text, "utf8").toString("base64"));
