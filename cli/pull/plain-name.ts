import { reservedWords } from "../../grammar/index.js";

/**
 * A name of the language for a thing of the data, in the data's own capitals: a column, a file, a table. `taken` are the
 * names that it must differ from by more than case, in lower case. It gets the new name too.
 */
export function plainName(name: string, otherwise: string, taken: Set<string>): string {
  const letters = name.normalize("NFKD").replace(/\p{M}/gu, "");
  const joined = letters.replace(/[^A-Za-z0-9_]+/g, "_").replace(/^_+(?=[A-Za-z])|_+$/g, "");
  // A name that is plain already stays as it is.
  const plain = /^[A-Za-z_][A-Za-z0-9_]*$/.test(name) ? name : /[A-Za-z0-9]/.test(joined) ? joined : otherwise;
  const started = /^[0-9]/.test(plain) ? `_${plain}` : plain;
  const free = reservedWords.has(started) ? `${started}_` : started;
  let own = free;
  for (let n = 2; taken.has(own.toLowerCase()); n++) own = `${free}_${n}`;
  taken.add(own.toLowerCase());
  return own;
}
