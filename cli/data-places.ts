import { relative, resolve, sep } from "node:path";
import { formatOf } from "../runtime/warehouse/file-format.js";
import { tableNameParts } from "../runtime/warehouse/table-name.js";
import type { FileOutput, Labels, TableOutput } from "../runtime/warehouse/warehouse.js";
import { usage } from "./exit.js";

/* Where `--labels` and `--out` say that data is: `table:NAME`, `query:SELECT …`, or a file. */

/** `cwd`: the folder to which paths are relative. */
export function labelsAt(text: string, time: string | undefined, cwd: string): Exclude<Labels, { kind: "rows" }> {
  const [kind, rest] = prefixed(text);
  switch (kind) {
    case "table":
      tableNameParts(rest);
      return { kind: "table", table: rest, time };
    case "query":
      if (rest.trim() === "") throw usage("--labels query: says no query: write `query:SELECT …`");
      return { kind: "query", sql: rest, folder: cwd, time };
    case "file":
      return { kind: "file", path: resolve(cwd, rest), time };
  }
}

export function outputAt(text: string, cwd: string): FileOutput | TableOutput {
  const [kind, rest] = prefixed(text);
  switch (kind) {
    case "table":
      tableNameParts(rest);
      return { table: rest };
    case "query":
      throw usage("--out cannot be a query: write `table:NAME` or a file");
    case "file":
      // This throws for a format that can't be written, before anything is read.
      formatOf(rest, "--out");
      return { path: resolve(cwd, rest) };
  }
}

function prefixed(text: string): readonly ["table" | "query" | "file", string] {
  const found = /^(table|query):([\s\S]*)$/.exec(text);
  return found === null ? ["file", text] : [found[1] as "table" | "query", found[2]!];
}

/** A place relative to another folder than `cwd`. Tables and queries are where they are. */
export function relativePlace(text: string, cwd: string, folder: string): string {
  const [kind, rest] = prefixed(text);
  return kind === "file" ? relative(folder, resolve(cwd, rest)).split(sep).join("/") : text;
}
