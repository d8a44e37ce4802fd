import { visibleJson } from "../../runtime/visible.js";
import type { Project } from "./ir.js";

/**
 * The project's IR as the text of `manifest.json`. Lines of files (`at`) are left out: they are for messages and for comments in SQL, and
 * the manifest must not change with formatting.
 */
export function manifestText(project: Project): string {
  const content = { manifest: 1, ...project };
  const json = JSON.stringify(content, (key, value: unknown) => (key === "at" && isAt(value) ? undefined : value), 2);
  return `${visibleJson(json)}\n`;
}

const isAt = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "file" in value && "line" in value;
