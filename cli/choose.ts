import { suggestion } from "../compiler/diagnostics/index.js";
import { usage } from "./exit.js";

/** The item of that name. If there is none, the command ends with an error that lists the names. */
export function choose<T extends { readonly name: string }>(all: readonly T[], name: string, what: string): T {
  const found = all.find((one) => one.name === name);
  if (found !== undefined) return found;
  const names = all.map((one) => one.name);
  throw usage(`there is no ${what} \`${name}\``, suggestion(name, names, `${what}s`) ?? `this project has no ${what}s`);
}
