/**
 * Makes a path that a file in `folder` names relative to the project's folder. Absolute paths and URLs stay as they
 * are.
 */
export function underFolder(folder: string, path: string): string {
  if (isAbsolute(path) || folder === "") return normalize(path);
  // A variable may hold an absolute path, which is seen only when it is replaced.
  return normalize(`${folder}/${path}`);
}

export const isAbsolute = (path: string): boolean =>
  /^(?:[/\\]|[A-Za-z]:[/\\]|[A-Za-z][A-Za-z0-9+.-]*:\/\/)/.test(path);

export const folderOf = (path: string): string => path.split("/").slice(0, -1).join("/");

/**
 * A path without `.` and inner `..`. A `..` that leads out of the folder stays, and so does everything after a
 * variable.
 */
export function normalize(path: string): string {
  const scheme = /^[A-Za-z][A-Za-z0-9+.-]*:\/\//.exec(path)?.[0] ?? "";
  if (scheme !== "") return path;
  const out: string[] = [];
  // A variable's default may hold slashes of its own, and its value may be more than one folder.
  const variable = path.indexOf("${");
  const sure = variable === -1 ? path : path.slice(0, path.lastIndexOf("/", variable) + 1);
  for (const part of sure === "" ? [] : sure.split("/")) {
    if (part === "." || (part === "" && out.length > 0)) continue;
    if (part === ".." && out.length > 0 && out.at(-1) !== ".." && out.at(-1) !== "") out.pop();
    else out.push(part);
  }
  const rest = path.slice(sure.length);
  return (rest === "" ? out : [...out, rest]).join("/");
}
