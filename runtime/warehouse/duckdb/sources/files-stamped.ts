import { stat } from "node:fs/promises";
import type { FileStamp } from "../../warehouse.js";
import type { Engine } from "../engine.js";
import { filesOf } from "./describe.js";
import { isUrl, type Located } from "./location.js";

/** Null if the data are not local files, or if a file cannot be looked at: whoever reads it reports why. */
export async function filesStamped(engine: Engine, location: Located): Promise<readonly FileStamp[] | null> {
  if (location.kind !== "file") return null;
  try {
    const files = await filesOf(engine, location.path);
    if (files.some(isUrl)) return null;
    return await Promise.all(
      files.map(async (path) => {
        const { size, mtimeNs, ctimeNs, ino, dev } = await stat(path, { bigint: true });
        return { path, changed: ctimeNs, stamp: `${size} ${mtimeNs} ${dev} ${ino}` };
      }),
    );
  } catch {
    return null;
  }
}
