/** A path from a file in `folder`, as one from the project's folder; absolute paths, URLs and variables at the start stay. */
export function underFolder(folder: string, path: string): string {
  if (isAbsolute(path) || folder === "") return normalize(path);
  // What the variable holds may be absolute, which is seen only when it is resolved.
  return normalize(`${folder}/${path}`);
}

export const isAbsolute = (path: string): boolean =>
  /^(?:[/\\]|[A-Za-z]:[/\\]|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(path);

export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

/** Without `.` and inner `..`; what leads out of the folder keeps its `..`. */
export function normalize(path: string): string {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(path)?.[0] ?? "";
  if (scheme !== "") return path;
  const out: string[] = [];
  for (const part of path.split("/")) {
    if (part === "." || (part === "" && out.length > 0)) continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== ".." && out.at(-1) !== "") out.pop();
    else out.push(part);
  }
  return out.join("/");
}
