/** Errors in `extern fn`s. FEAT46xx. */
import { define } from "../diagnostic.js";

export const externNotHere = define<{ name: string; where: string; through: string | null }>({
  code: "FEAT4601",
  name: "extern-not-here",
  severity: "error",
  message: ({ name, where, through }) =>
    `${through === null ? "" : `\`${through}\` calls `}\`${name}\`${through === null ? " is" : ", which is"} an \`extern fn\`: it can't be called in ${where}`,
  help: () => "call it in a transform: it is TypeScript, and sources and views become SQL",
});

export const externKey = define<{ key: string; name: string }>({
  code: "FEAT4602",
  name: "extern-key",
  severity: "error",
  message: ({ key, name }) => `a hop's key cannot come from an \`extern fn\`: \`${key}\` is made by \`${name}\``,
  help: () => "compute the key in a `.feat` file, or let the caller pass it",
});

export const externModule = define<{ path: string }>({
  code: "FEAT4603",
  name: "extern-module",
  severity: "error",
  message: ({ path }) => `there is no file \`${path}\``,
  help: () => "the path is relative to this `.feat` file",
});

export const externPath = define<{ path: string }>({
  code: "FEAT4604",
  name: "extern-path",
  severity: "error",
  message: ({ path }) => `\`${path}\` is not a path to a module`,
  help: () => 'write a relative path to a TypeScript or JavaScript file: `"./score.ts"`',
});

export const externUrl = define<{ path: string; char: string }>({
  code: "FEAT4605",
  name: "extern-url",
  severity: "error",
  message: ({ path, char }) => `the module \`${path}\` has ${char} in its path`,
  help: () =>
    "rename the file or folder: generated code imports it by a URL, where `%`, `?`, `#`, `\\` and control characters have another meaning",
});
