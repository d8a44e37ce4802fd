import { visibleJson } from "../../runtime/visible.js";
import type { Project } from "./ir.js";

/**
 * The project's IR as the text of `manifest.json`. Line numbers (`at`) are left out: they serve messages and comments
 * in SQL, and formatting must not change the manifest.
 */
export function manifestText(project: Project): string {
  const content = { manifest: 1, ...project };
  const json = JSON.stringify(content, (key, value: unknown) => (key === "at" && isAt(value) ? undefined : value), 2);
  return `${visibleJson(json)}\n`;
}

const isAt = (value: unknown): boolean =>
  typeof value === "object" && value !== null && "file" in value && "line" in value;
