import { fromSortableBytes, sortableBytes } from "../codec/index.js";
import type { Int } from "../values.js";
import type { ViewMeta, ViewName, ViewSpace } from "./store.js";

/** The same in every store: one record a view, 16 bytes: `asOf` and `complete`, sortable; eight zero bytes are null. */
export function packMeta(meta: ViewMeta): Buffer {
  return Buffer.concat([packInstant(meta.asOf), packInstant(meta.complete)]);
}

export function unpackMeta(bytes: Uint8Array | null | undefined): ViewMeta {
  if (bytes?.length !== 16) return { asOf: null, complete: null };
  return { asOf: unpackInstant(bytes.subarray(0, 8)), complete: unpackInstant(bytes.subarray(8)) };
}

/** Each part moves forward only. */
export function laterMeta(a: ViewMeta, b: ViewMeta): ViewMeta {
  return { asOf: later(a.asOf, b.asOf), complete: later(a.complete, b.complete) };
}

/* Unambiguous: what joins the parts is escaped in them. */
export const viewText = ({ project, view }: ViewName): string => joined([project, view]);
export const spaceText = ({ project, view, fingerprint }: ViewSpace): string => joined([project, view, fingerprint]);
const joined = (parts: readonly string[]): string =>
  parts.map((part) => part.replace(/[%:]/g, encodeURIComponent)).join(":");

const NONE = Buffer.alloc(8);
const packInstant = (instant: Int | null): Buffer => (instant === null ? NONE : sortableBytes(instant));
const unpackInstant = (bytes: Uint8Array): Int | null => (NONE.equals(bytes) ? null : fromSortableBytes(bytes));
const later = (a: Int | null, b: Int | null): Int | null => (a === null ? b : b === null ? a : a < b ? b : a);
