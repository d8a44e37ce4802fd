import { visibleJson } from "../../runtime/visible.js";
import type { Project } from "./index.js";

/** Values below this depth are written on one line: they would have more indentation than text. */
const DEEP = 64;

/**
 * The project's IR as the text of `manifest.json`. Line numbers (`at`) are left out: they serve messages and comments
 * in SQL, and formatting must not change the manifest. The values of an enum are in `enums`; its type elsewhere has
 * only its name.
 */
export function manifestText(project: Project): string {
  return `${visibleJson(textOf({ manifest: 1, ...project }, 0))}\n`;
}

/** The text that `JSON.stringify` with an indent of two spaces gives, except for values below `DEEP`. */
function textOf(value: unknown, depth: number): string {
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const isList = Array.isArray(value);
  const own = depth < DEEP ? `\n${"  ".repeat(depth + 1)}` : "";
  const colon = depth < DEEP ? ": " : ":";
  let text = "";
  for (const [key, part] of Object.entries(value)) {
    if (!isList && (part === undefined || isRepeated(value, key, part))) continue;
    if (text !== "") text += ",";
    text += isList ? own + textOf(part, depth + 1) : own + JSON.stringify(key) + colon + textOf(part, depth + 1);
  }
  const end = text === "" || depth >= DEEP ? "" : `\n${"  ".repeat(depth)}`;
  return isList ? `[${text}${end}]` : `{${text}${end}}`;
}

/** With an enum's values in each of its types, a `match` over it would grow with the square of their number. */
const isRepeated = (holder: object, key: string, value: unknown): boolean =>
  (key === "at" && isAt(value)) || (key === "values" && isEnumType(holder));

const isEnumType = (holder: unknown): boolean =>
  typeof holder === "object" && holder !== null && "kind" in holder && holder.kind === "enum";

const isAt = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "file" in value && "line" in value;
