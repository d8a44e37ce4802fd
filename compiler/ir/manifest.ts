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
  if (depth >= DEEP || typeof value !== "object" || value === null) return JSON.stringify(value, withoutRepeated);
  const [open, close] = Array.isArray(value) ? ["[", "]"] : ["{", "}"];
  const parts = Array.isArray(value)
    ? value.map((element: unknown) => textOf(element, depth + 1))
    : Object.entries(value)
        .filter(([key, part]) => withoutRepeated.call(value, key, part) !== undefined)
        .map(([key, part]) => `${JSON.stringify(key)}: ${textOf(part, depth + 1)}`);
  if (parts.length === 0) return `${open}${close}`;
  const indent = "  ".repeat(depth);
  return `${open}\n${parts.map((part) => `${indent}  ${part}`).join(",\n")}\n${indent}${close}`;
}

/** With an enum's values in each of its types, a `match` over it would grow with the square of their number. */
function withoutRepeated(this: unknown, key: string, value: unknown): unknown {
  return (key === "at" && isAt(value)) || (key === "values" && isEnumType(this)) ? undefined : value;
}

const isEnumType = (holder: unknown): boolean =>
  typeof holder === "object" && holder !== null && "kind" in holder && holder.kind === "enum";

const isAt = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "file" in value && "line" in value;
