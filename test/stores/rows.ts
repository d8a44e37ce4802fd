import { type RowCodec, rowCodec } from "../../runtime/codec/index.js";
import { spaceText } from "../../runtime/online/meta.js";
import type { OnlineStore, ReadAnswer, StoredRow, ViewSpace } from "../../runtime/online/store.js";
import { Unreadable } from "../../runtime/online/unreadable.js";
import { scalar } from "../../runtime/types.js";
import type { Int } from "../../runtime/values.js";

/** Making a codec takes longer than using it. A test has one space, so the last one is kept. */
let last: { readonly text: string; readonly codec: RowCodec } | null = null;
function codecIn(space: ViewSpace): RowCodec {
  const text = spaceText(space);
  if (last?.text !== text)
    last = { text, codec: rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, text) };
  return last.codec;
}

/** A row with one text. A name stands for a key's bytes. */
export function row(space: ViewSpace, name: string | Uint8Array, at: Int, x: string): StoredRow {
  const key = bytesOf(name);
  return { key, value: codecIn(space).encode(key, { at, time: at, live: true, until: null }, [x]) };
}

/** The texts of rows that were read. */
export function texts(space: ViewSpace, names: readonly (string | Uint8Array)[], answer: ReadAnswer | undefined) {
  return decoded(space, names, answer).map((found) => found?.text ?? null);
}

/** The rows that were read. Null where none is stored. */
export function decoded(space: ViewSpace, names: readonly (string | Uint8Array)[], answer: ReadAnswer | undefined) {
  return answer!.rows.map((found, index) => {
    if (found instanceof Unreadable) throw new Error(found.why);
    if (found === null) return null;
    const { at, stored } = codecIn(space).decode(bytesOf(names[index]!), found);
    return { at, text: String(stored.latest.x) };
  });
}

export async function readTexts(store: OnlineStore, space: ViewSpace, ...names: (string | Uint8Array)[]) {
  const [answer] = await store.read([{ space, keys: names.map(bytesOf) }]);
  return texts(space, names, answer);
}

export function metaIn(answer: ReadAnswer | undefined) {
  const { meta } = answer!;
  if (meta instanceof Unreadable) throw new Error(meta.why);
  return meta;
}

export const bytesOf = (name: string | Uint8Array): Uint8Array => (typeof name === "string" ? Buffer.from(name) : name);

export const numbered = (count: number): string[] => Array.from({ length: count }, (_, index) => `k${index}`);
