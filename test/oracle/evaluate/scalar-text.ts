import { createHash } from "node:crypto";
import { int, isInt, list, type Scalar, strict, text } from "./scalar-words.js";
import { equal, type Value } from "./values.js";

/* Functions of text, from their meaning alone: strings as lists of code points. */

const points = (value: Value): readonly string[] => [...text(value)];
const longest = 1_000_000n;
const blank = new Set([" ", "\t", "\n", "\v", "\f", "\r"]);

function withoutBlanksBefore(chars: readonly string[]): readonly string[] {
  const first = chars.findIndex((char) => !blank.has(char));
  return first < 0 ? [] : chars.slice(first);
}
const reversed = (chars: readonly string[]): readonly string[] => [...chars].reverse();

/** Cuts a text at every occurrence of `part`, from the left, without overlaps. */
function cut(chars: readonly string[], part: readonly string[]): readonly string[] {
  const pieces: string[] = [];
  let piece = "";
  for (let i = 0; i < chars.length; ) {
    if (part.every((char, k) => chars[i + k] === char)) {
      pieces.push(piece);
      piece = "";
      i += part.length;
    } else piece += chars[i++];
  }
  return [...pieces, piece];
}

const padding = (before: boolean): Scalar =>
  strict((s = null, n = null, fill = " ") => {
    if (int(n) < 0n || int(n) > longest) return null;
    const [own, more] = [points(s), points(fill)];
    const missing = Number(int(n)) - own.length;
    if (missing <= 0) return own.slice(0, Number(int(n))).join("");
    if (more.length === 0) return text(s);
    const filling = Array.from({ length: missing }, (_, i) => more[i % more.length]).join("");
    return before ? filling + text(s) : text(s) + filling;
  });

/** The edit distance, by its recursive definition, with memoization. */
function edits(a: readonly string[], b: readonly string[]): number {
  const known = new Map<string, number>();
  const distance = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i},${j}`;
    const found =
      known.get(key) ??
      (a[i - 1] === b[j - 1]
        ? distance(i - 1, j - 1)
        : 1 + Math.min(distance(i - 1, j), distance(i, j - 1), distance(i - 1, j - 1)));
    known.set(key, found);
    return found;
  };
  return distance(a.length, b.length);
}

const hash = (algorithm: string, value: string): string => createHash(algorithm).update(value).digest("hex");
const bytes = (value: Value): Buffer => (value instanceof Uint8Array ? Buffer.from(value) : Buffer.from(text(value)));
const orNull = (index: number): bigint | null => (index < 0 ? null : BigInt(index));

export const texts: Readonly<Record<string, Scalar>> = {
  ends_with: strict((s = null, end = null) => text(end) === "" || text(s).slice(-text(end).length) === text(end)),
  ltrim: strict((s = null) => withoutBlanksBefore(points(s)).join("")),
  rtrim: strict((s = null) => reversed(withoutBlanksBefore(reversed(points(s)))).join("")),
  replace: strict((s = null, part = null, by = null) =>
    text(part) === "" ? s : cut(points(s), points(part)).join(text(by)),
  ),
  split: strict((s = null, separator = null) =>
    text(separator) === "" ? points(s) : cut(points(s), points(separator)),
  ),
  join: strict((xs = null, separator = null) => (list(xs).includes(null) ? null : list(xs).join(text(separator)))),
  lpad: padding(true),
  rpad: padding(false),
  repeat: strict((s = null, n = null) =>
    int(n) < 0n || BigInt(points(s).length) * int(n) > longest
      ? null
      : text(s) === ""
        ? ""
        : Array.from({ length: Number(n) }, () => s).join(""),
  ),
  reverse: strict((s = null) => reversed(points(s)).join("")),
  left: strict((s = null, n = null) => (int(n) < 0n ? null : points(s).slice(0, Number(n)).join(""))),
  right: strict((s = null, n = null) =>
    int(n) < 0n
      ? null
      : points(s)
          .slice(Math.max(0, points(s).length - Number(n)))
          .join(""),
  ),
  index_of: strict((where = null, what = null) => {
    if (Array.isArray(where)) return orNull(where.findIndex((x: Value) => x !== null && equal(x, what)));
    const [own, part] = [points(where), points(what)];
    return orNull([...own, ""].findIndex((_, i) => part.every((char, k) => own[i + k] === char)));
  }),
  levenshtein: strict((a = null, b = null) => BigInt(edits(points(a), points(b)))),
  hash_bucket: strict((x = null, n = null) =>
    int(n) <= 0n ? null : BigInt(`0x${hash("md5", isInt(x) ? x.toString() : text(x)).slice(0, 13)}`) % int(n),
  ),
  md5: strict((s = null) => hash("md5", text(s))),
  sha256: strict((s = null) => hash("sha256", text(s))),
  hex: strict((b = null) => bytes(b).toString("hex")),
  base64: strict((b = null) => bytes(b).toString("base64")),
};
