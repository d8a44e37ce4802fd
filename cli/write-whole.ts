import { renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { makeFolder } from "../runtime/make-folder.js";
import { removeLeftovers, temporaryBeside } from "../runtime/temporary-files.js";
import { data, toExit } from "./exit.js";

/** Writes a file completely or not at all, and makes its folder if needed. `shown` is the file's name in messages. */
export function writeWhole(path: string, text: string, shown: string): void {
  const temporary = temporaryBeside(path);
  try {
    makeFolder(dirname(path));
    removeLeftovers(path);
    try {
      writeFileSync(temporary, text);
      renameSync(temporary, path);
    } catch (error) {
      rmSync(temporary, { force: true });
      throw error;
    }
  } catch (error) {
    const why = toExit(error).message.replace(/^.*: /, "");
    throw data(`can't write ${shown}: ${why}`, null, error);
  }
}
