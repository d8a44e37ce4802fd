import type { PushedRowFiles } from "../row-files/index.js";
import type { KeepRows } from "./surface.js";

/** Keeps the rows of each push as a file in the folder of its source. What writes them is loaded with the first push. */
export function keepRowsIn(folder: string): KeepRows {
  let files: Promise<PushedRowFiles> | null = null;
  return async (source, rows, { id }) => {
    files ??= import("../row-files/index.js").then(({ pushedRowFiles }) => pushedRowFiles(folder));
    await (await files).put(source, rows, id);
  };
}
