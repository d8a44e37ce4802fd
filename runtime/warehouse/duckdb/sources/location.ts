import { stat } from "node:fs/promises";
import { isAbsolute, resolve } from "node:path";
import type { SourceLocation } from "../../../artifacts.js";
import { DataError } from "../../../errors.js";
import { type Environment, withEnvironment } from "../../environment.js";
import { userQuery } from "../../user-query.js";
import { pattern } from "../text.js";

export interface Place {
  /** The project's folder. */
  readonly folder: string;
  readonly environment: Environment;
}

type FileLocation = Extract<SourceLocation, { readonly kind: "file" }>;
/** A location with the values of environment variables. */
export type Located =
  | Exclude<SourceLocation, FileLocation>
  | (Omit<FileLocation, "folder"> & {
      /** An absolute path or URL, which may be a pattern. */
      readonly path: string;
      /** Folders down to this one, which may be a pattern, are not part of the data: their names add no columns. */
      readonly root: string;
    });

export function located(location: SourceLocation, { folder, environment }: Place): Located {
  const root = location.kind === "table" ? "" : pattern(resolve(folder, location.folder));
  const absolute = (path: string): string => (isAbsolute(path) || isUrl(path) ? path : resolve(root, path));
  switch (location.kind) {
    case "table":
      return { ...location, name: withEnvironment(location.name, environment) };
    case "query":
      return { ...location, sql: userQuery(location.sql, environment, absolute) };
    case "file":
      return { ...location, path: absolute(withEnvironment(location.path, environment)), root };
  }
}

/** No file matches a source's path. */
export class NoFile extends DataError {}

export const isUrl = (path: string): boolean => /^[a-z][a-z0-9+.-]*:\/\//i.test(path);

/** Why no file was found although it exists: its name reads as a pattern. */
export async function namedLikePattern(
  location: SourceLocation,
  { folder, environment }: Place,
  error: Error,
): Promise<string> {
  if (location.kind !== "file" || !(error instanceof NoFile)) return "";
  const path = withEnvironment(location.path, environment);
  if (!/[*?[]/.test(path) || isUrl(path)) return "";
  // This only adds a hint to an error, so a file that cannot be looked at is as good as none.
  const there = await stat(resolve(folder, location.folder, path)).catch(() => null);
  return there === null
    ? ""
    : "; a file has this very name, but `*`, `?` and `[` make a pattern: write `[*]`, `[?]`, `[[]`";
}
