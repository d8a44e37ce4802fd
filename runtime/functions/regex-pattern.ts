/**
 * The language's patterns: those that RE2 and JavaScript match alike (MEANING 89), and their form in JavaScript.
 *
 * Always: \d \w \s \b are ASCII's. A dot matches everything but a line feed. The first alternative that leads to a
 * match is taken. A repeated part must not match the empty text and must not hold a group, because there the engines
 * differ.
 */
export interface Pattern {
  /** The source for `new RegExp(source, "u")`. */
  readonly source: string;
  readonly groups: number;
}
export type ParsedPattern = { readonly pattern: Pattern } | { readonly problem: string };

export function parsePattern(text: string): ParsedPattern {
  try {
    return { pattern: new Reader(Array.from(text)).pattern() };
  } catch (error) {
    if (error instanceof Problem) return { problem: error.message };
    throw error;
  }
}

class Problem extends Error {}

/** A part of a pattern: its source in JavaScript, and what decides whether it may be repeated. */
interface Part {
  readonly source: string;
  readonly canBeEmpty: boolean;
  readonly groups: number;
  /** How many single characters it has when all counts are written out. RE2 limits this. */
  readonly size: number;
  /** The product of nested counts, which RE2 limits too. */
  readonly repeats: number;
}

const mostRepeats = 1000;
const largest = 20_000;
const classSize = 20;

const sets: Readonly<Record<string, string>> = { d: "0-9", w: "0-9A-Za-z_", s: "\\t\\n\\f\\r\\u{20}" };
const controls: Readonly<Record<string, string>> = { t: "\t", n: "\n", r: "\r", f: "\f", v: "\v" };
const isPunctuation = (char: string): boolean => /^[!-/:-@[-^`{-~]$/.test(char);
const codeOf = (char: string): string => `\\u{${char.codePointAt(0)!.toString(16)}}`;

class Reader {
  private at = 0;
  constructor(private readonly chars: readonly string[]) {}

  pattern(): Pattern {
    if (this.chars.includes("\0")) throw new Problem("a pattern can't hold U+0000");
    const part = this.alternatives();
    if (this.at < this.chars.length) throw new Problem("a `)` closes no group");
    if (part.size > largest) throw new Problem("the pattern is too large when its counts are written out");
    return { source: part.source, groups: part.groups };
  }

  private alternatives(): Part {
    const parts = [this.sequence()];
    while (this.take("|")) parts.push(this.sequence());
    return {
      source: parts.map(({ source }) => source).join("|"),
      canBeEmpty: parts.some((part) => part.canBeEmpty),
      groups: sum(parts.map((part) => part.groups)),
      size: sum(parts.map((part) => part.size)),
      repeats: Math.max(1, ...parts.map((part) => part.repeats)),
    };
  }

  private sequence(): Part {
    const parts: Part[] = [];
    while (this.at < this.chars.length && this.next !== "|" && this.next !== ")") parts.push(this.repeated());
    return {
      source: parts.map(({ source }) => source).join(""),
      canBeEmpty: parts.every((part) => part.canBeEmpty),
      groups: sum(parts.map((part) => part.groups)),
      size: sum(parts.map((part) => part.size)),
      repeats: Math.max(1, ...parts.map((part) => part.repeats)),
    };
  }

  private repeated(): Part {
    const part = this.single();
    const count = this.count();
    if (count === null) return part;
    const { least, most, source } = count;
    if (part.canBeEmpty) throw new Problem(`\`${source}\` repeats what can be empty`);
    if (part.groups > 0 && most !== 1) throw new Problem(`\`${source}\` repeats a group: write it as \`(?:…)\``);
    const lazy = this.take("?") ? "?" : "";
    const times = Math.max(1, least, Number.isFinite(most) ? most : 1);
    const [size, repeats] = [part.size * times, part.repeats * times];
    if (size > largest || repeats > mostRepeats)
      throw new Problem("the pattern is too large when its counts are written out");
    if (this.at < this.chars.length && "*+?{".includes(this.next)) throw new Problem("a count follows a count");
    return { source: part.source + source + lazy, canBeEmpty: least === 0, groups: part.groups, size, repeats };
  }

  private count(): { readonly least: number; readonly most: number; readonly source: string } | null {
    if (this.take("*")) return { least: 0, most: Number.POSITIVE_INFINITY, source: "*" };
    if (this.take("+")) return { least: 1, most: Number.POSITIVE_INFINITY, source: "+" };
    if (this.take("?")) return { least: 0, most: 1, source: "?" };
    if (this.next !== "{") return null;
    const match = /^\{([0-9]{1,4})(?:(,)([0-9]{1,4})?)?\}/.exec(this.chars.slice(this.at, this.at + 12).join(""));
    if (match === null) throw new Problem("a `{` begins a count, as in `{2,5}`; the character is `\\{`");
    this.at += match[0].length;
    const least = Number(match[1]);
    const most = match[2] === undefined ? least : match[3] === undefined ? Number.POSITIVE_INFINITY : Number(match[3]);
    if (least > mostRepeats || (Number.isFinite(most) && most > mostRepeats) || most < least || most === 0)
      throw new Problem(`the numbers of a count must ascend, from 1 to ${mostRepeats}`);
    return { least, most, source: match[0] };
  }

  private single(): Part {
    const char = this.chars[this.at++]!;
    switch (char) {
      case "(":
        return this.group();
      case "[":
        return { source: this.characterClass(), canBeEmpty: false, groups: 0, size: classSize, repeats: 1 };
      case ".":
        return { source: "[^\\n]", canBeEmpty: false, groups: 0, size: classSize, repeats: 1 };
      case "^":
      case "$":
        return { source: char, canBeEmpty: true, groups: 0, size: 1, repeats: 1 };
      case "\\":
        return this.escaped();
      case "*":
      case "+":
      case "?":
        throw new Problem(`\`${char}\` repeats nothing`);
      case "{":
      case "}":
      case "]":
        throw new Problem(`the character is \`\\${char}\``);
      default:
        return one(char);
    }
  }

  private group(): Part {
    let [open, own] = ["(", 1];
    if (this.take("?")) {
      if (!this.take(":")) throw new Problem("`(?:…)` is the only group that may begin with `(?`");
      [open, own] = ["(?:", 0];
    }
    const part = this.alternatives();
    if (!this.take(")")) throw new Problem("a `(` is not closed");
    return { ...part, source: `${open}${part.source})`, groups: part.groups + own };
  }

  private escaped(): Part {
    const char = this.chars[this.at++];
    if (char === undefined) throw new Problem("a `\\` ends the pattern");
    if (char === "b") return { source: "\\b", canBeEmpty: true, groups: 0, size: 1, repeats: 1 };
    const set = shorthand(char);
    if (set !== null) return { source: set, canBeEmpty: false, groups: 0, size: classSize, repeats: 1 };
    return one(this.escapedCharacter(char));
  }

  private escapedCharacter(char: string): string {
    const control = Object.hasOwn(controls, char) ? controls[char] : undefined;
    if (control !== undefined) return control;
    if (!isPunctuation(char)) throw new Problem(`there is no \`\\${char}\``);
    return char;
  }

  private characterClass(): string {
    const negated = this.take("^");
    let source = "";
    while (!this.take("]")) {
      if (this.next === "-" && source !== "" && this.chars[this.at + 1] !== "]")
        throw new Problem("a `-` that is not a range must stand first or last in `[ ]`");
      const first = this.member();
      if (typeof first !== "string") source += first.set;
      else if (this.next === "-" && this.chars[this.at + 1] !== "]") {
        this.at++;
        const last = this.member();
        if (typeof last !== "string" || last.codePointAt(0)! < first.codePointAt(0)!)
          throw new Problem("a range must go from a character to the same or a later one");
        source += `${codeOf(first)}-${codeOf(last)}`;
      } else source += codeOf(first);
    }
    if (source === "") throw new Problem("`[]` holds nothing");
    return `[${negated ? "^" : ""}${source}]`;
  }

  /** One character of a class, or a set such as `\d`. */
  private member(): string | { readonly set: string } {
    const char = this.chars[this.at++];
    if (char === undefined) throw new Problem("a `[` is not closed");
    if (char === "[") throw new Problem("in `[ ]` the character `[` is written `\\[`");
    if (char !== "\\") return char;
    const escaped = this.chars[this.at++] ?? "";
    if ("DWS".includes(escaped) && escaped !== "") throw new Problem(`\`\\${escaped}\` is not allowed in \`[ ]\``);
    const set = Object.hasOwn(sets, escaped) ? sets[escaped] : undefined;
    return set === undefined ? this.escapedCharacter(escaped) : { set };
  }

  private get next(): string {
    return this.chars[this.at] ?? "";
  }
  private take(char: string): boolean {
    if (this.next !== char) return false;
    this.at++;
    return true;
  }
}

const one = (char: string): Part => ({ source: codeOf(char), canBeEmpty: false, groups: 0, size: 1, repeats: 1 });
const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);

/** `\d` and similar, as a class. */
function shorthand(char: string): string | null {
  const set = Object.hasOwn(sets, char.toLowerCase()) ? sets[char.toLowerCase()] : undefined;
  return set === undefined ? null : `[${char === char.toLowerCase() ? "" : "^"}${set}]`;
}
