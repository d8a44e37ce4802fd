import { type Compiled, compile } from "../../compiler/index.js";

export function compiled(files: Readonly<Record<string, string>>): Compiled {
  const host = { read: (path: string) => files[path] ?? null, list: () => ["long.feat"] };
  const { value, diagnostics } = compile(host, "");
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return value;
}
