import type { SourceBinding } from "../../artifacts.js";

/** The file or files of a source, as the project states them. Null for a table or query. */
export function pathOf({ location }: Pick<SourceBinding, "location">): string | null {
  if (location.kind !== "file") return null;
  return location.folder === "" ? location.path : `${location.folder}/${location.path}`;
}
