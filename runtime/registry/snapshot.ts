import { createHash } from "node:crypto";
import { gunzipSync, gzipSync } from "node:zlib";

/** The id of a manifest's text. */
export const snapshotId = (manifest: string): string => createHash("sha256").update(manifest).digest("hex");

export const snapshotBytes = (manifest: string): Uint8Array => gzipSync(manifest);

/** The text of a snapshot; else what is wrong with its bytes. */
export function readSnapshot(
  id: string,
  bytes: Uint8Array,
): { readonly ok: true; readonly text: string } | { readonly ok: false; readonly why: string } {
  let text: string;
  try {
    text = gunzipSync(bytes).toString("utf8");
  } catch {
    return { ok: false, why: "it can't be unpacked: it is cut off or altered" };
  }
  return snapshotId(text) === id ? { ok: true, text } : { ok: false, why: "it was altered: it has another hash" };
}
