import { type Compiled, compile } from "../../../compiler/compile.js";
import { hasErrors } from "../../../compiler/diagnostics/index.js";
import type { Host } from "../../../compiler/project/index.js";

/** Compiles files in memory, and throws their errors. It is for programs that are meant to compile. */
export function compileTexts(files: Readonly<Record<string, string>>): Compiled {
  const host: Host = {
    read: (path) => (Object.hasOwn(files, path) ? (files[path] ?? null) : null),
    list: () => Object.keys(files).filter((path) => path.endsWith(".feat")),
  };
  const { value, diagnostics } = compile(host, "");
  if (value === null || hasErrors(diagnostics)) {
    const errors = diagnostics.filter(({ severity }) => severity === "error");
    const lines = errors.map(({ code, message, place }) => {
      const text = files[place.file] ?? "";
      return `${code} ${message} at ${place.file}: ${text.slice(place.span.start, place.span.end)}`;
    });
    throw new Error(`the program does not compile:\n${lines.join("\n")}`);
  }
  return value;
}
