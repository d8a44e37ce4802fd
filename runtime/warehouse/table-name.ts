import { InputError } from "../errors.js";

/** A part of a table's name. A quoted part is the name exactly; another may be found in other capitals. */
export interface NamePart {
  readonly name: string;
  readonly quoted: boolean;
}

const part = /"((?:[^"]|"")+)"|([^".]+)/y;

/** The parts of a table's name: `t`, `schema.t`, `"my schema"."a.b"`. Dots separate parts, and quotes are doubled. */
export function tableNameParts(text: string): readonly NamePart[] {
  const parts: NamePart[] = [];
  for (let at = 0; ; ) {
    part.lastIndex = at;
    const found = part.exec(text);
    if (found === null || text.includes("\0")) throw malformed(text);
    const [whole, quoted, plain] = found;
    parts.push(
      quoted === undefined
        ? { name: plain!.trim(), quoted: false }
        : { name: quoted.replaceAll('""', '"'), quoted: true },
    );
    if (parts.at(-1)!.name === "") throw malformed(text);
    at += whole.length;
    if (at === text.length) return parts;
    if (text[at] !== ".") throw malformed(text);
    at += 1;
  }
}

const malformed = (text: string): InputError =>
  new InputError(
    `${JSON.stringify(text)} is no name of a table: write \`schema.table\`, with quotes around a part that has a dot or a quote in it: \`schema."a.b"\``,
  );
