/* The language's patterns (MEANING 89) as trees. A pattern was checked before, so it is well formed here. */

/** Code points from the first to the last. */
export type Range = readonly [first: number, last: number];
export type Pattern =
  | { readonly kind: "set"; readonly ranges: readonly Range[]; readonly negated: boolean }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly branches: readonly Pattern[] }
  | { readonly kind: "group"; readonly captures: boolean; readonly of: Pattern }
  | {
      readonly kind: "repeat";
      readonly of: Pattern;
      readonly least: number;
      readonly most: number;
      readonly lazy: boolean;
    }
  | { readonly kind: "anchor"; readonly at: "begin" | "end" | "word" };

export const GREATEST = 0x10ffff;
export const WORD: readonly Range[] = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
export const isWord = (point: number): boolean => WORD.some(([first, last]) => first <= point && point <= last);
const shorthands: Readonly<Record<string, readonly Range[]>> = {
  d: [[48, 57]],
  w: WORD,
  s: [
    [9, 10],
    [12, 13],
    [32, 32],
  ],
};
const controls: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };

export const patternOf = (text: string): Pattern => new Reader(Array.from(text)).choice();

class Reader {
  #at = 0;
  constructor(private readonly chars: readonly string[]) {}

  choice(): Pattern {
    const branches = [this.#sequence()];
    while (this.#take("|")) branches.push(this.#sequence());
    return branches.length === 1 ? branches[0]! : { kind: "choice", branches };
  }

  #sequence(): Pattern {
    const parts: Pattern[] = [];
    while (this.#at < this.chars.length && this.#next !== "|" && this.#next !== ")") parts.push(this.#repeated());
    return parts.length === 1 ? parts[0]! : { kind: "sequence", parts };
  }

  #repeated(): Pattern {
    const of = this.#single();
    const count = this.#count();
    return count === null ? of : { kind: "repeat", of, ...count, lazy: this.#take("?") };
  }

  #count(): { readonly least: number; readonly most: number } | null {
    if (this.#take("*")) return { least: 0, most: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { least: 1, most: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { least: 0, most: 1 };
    const match = /^\{(\d+)(,)?(\d+)?\}/.exec(this.chars.slice(this.#at, this.#at + 12).join(""));
    if (match === null) return null;
    this.#at += match[0].length;
    const least = Number(match[1]);
    if (match[2] === undefined) return { least, most: least };
    return { least, most: match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]) };
  }

  #single(): Pattern {
    const char = this.chars[this.#at++]!;
    switch (char) {
      case "(": {
        const captures = !this.#take("?");
        if (!captures) this.#at++;
        const of = this.choice();
        this.#at++;
        return { kind: "group", captures, of };
      }
      case "[":
        return this.#class();
      case ".":
        return { kind: "set", ranges: [[10, 10]], negated: true };
      case "^":
        return { kind: "anchor", at: "begin" };
      case "$":
        return { kind: "anchor", at: "end" };
      case "\\": {
        const escaped = this.chars[this.#at++]!;
        if (escaped === "b") return { kind: "anchor", at: "word" };
        const ranges = shorthands[escaped.toLowerCase()];
        if (ranges !== undefined) return { kind: "set", ranges, negated: escaped !== escaped.toLowerCase() };
        return one(controls[escaped] ?? escaped);
      }
      default:
        return one(char);
    }
  }

  #class(): Pattern {
    const negated = this.#take("^");
    const ranges: Range[] = [];
    while (!this.#take("]")) {
      const first = this.#member();
      if (typeof first !== "number") ranges.push(...first);
      else if (this.#next === "-" && this.chars[this.#at + 1] !== "]") {
        this.#at++;
        ranges.push([first, this.#member() as number]);
      } else ranges.push([first, first]);
    }
    return { kind: "set", ranges, negated };
  }

  #member(): number | readonly Range[] {
    const char = this.chars[this.#at++]!;
    if (char !== "\\") return char.codePointAt(0)!;
    const escaped = this.chars[this.#at++]!;
    return shorthands[escaped] ?? (controls[escaped] ?? escaped).codePointAt(0)!;
  }

  get #next(): string {
    return this.chars[this.#at] ?? "";
  }
  #take(char: string): boolean {
    if (this.#next !== char) return false;
    this.#at++;
    return true;
  }
}

const one = (char: string): Pattern => {
  const point = char.codePointAt(0)!;
  return { kind: "set", ranges: [[point, point]], negated: false };
};

export const inSet = (point: number, { ranges, negated }: Extract<Pattern, { kind: "set" }>): boolean =>
  ranges.some(([first, last]) => first <= point && point <= last) !== negated;

export function childrenOf(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case "sequence":
      return pattern.parts;
    case "choice":
      return pattern.branches;
    case "group":
    case "repeat":
      return [pattern.of];
    case "set":
    case "anchor":
      return [];
  }
}
export const anyIn = (pattern: Pattern, holds: (part: Pattern) => boolean): boolean =>
  holds(pattern) || childrenOf(pattern).some((child) => anyIn(child, holds));
