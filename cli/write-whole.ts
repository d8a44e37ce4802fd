import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { data, toExit } from "./exit.js";

/** Writes a file that appears whole or not at all; its folder is made where there is none. `shown`: what the reader calls it. */
export function writeWhole(path: string, text: string, shown: string): void {
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    const why = toExit(error).message.replace(/^.*: /, "");
    throw data(`can't write ${shown}: ${why}`, null, error);
  }
}
