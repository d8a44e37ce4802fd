/**
 * A test of paths with `/` against a pattern: `**` stands for any folders, `*` for a part of a name, `?` for one
 * character.
 */
export function globMatcher(pattern: string): (path: string) => boolean {
  const parts = normal(pattern).split("/");
  const last = parts.length - 1;
  const text = parts.map((part, index) => {
    if (part === "**") return index === last ? ".*" : "(?:[^/]+/)*";
    const name = part
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replace(/\*+/g, "[^/]*")
      .replace(/\?/g, "[^/]");
    return index === last ? name : `${name}/`;
  });
  const expression = new RegExp(`^${text.join("")}$`, "u");
  return (path) => expression.test(path);
}

/** The folder that holds every file that a pattern can match: the part before its first wildcard. */
export function globRoot(pattern: string): string {
  const parts = normal(pattern).split("/");
  const wild = parts.findIndex((part) => /[*?]/.test(part));
  return parts.slice(0, wild < 0 ? -1 : wild).join("/");
}

const normal = (pattern: string): string => pattern.replace(/^(?:\.\/)+/, "");
