import { anyIn, GREATEST, inSet, isWord, type Pattern, WORD } from "../../standard/pattern.js";
import { type Program, programOf } from "./program.js";

/*
 * Among the matches that begin at one place, the language takes the one that its choices reach first; Postgres takes
 * the longest or the shortest. Two matchers run over all texts at once: one follows all choices, the other drops those
 * that come after a match. If the second finds each match of the first, it ends with the longest one.
 */

export interface Preference {
  /** The match that Postgres must take to agree with the language. */
  readonly takes: "longest" | "shortest";
  /** True if a match can be made in several ways, which may give groups other texts. */
  readonly ambiguous: boolean;
}

/** Between two characters, or at an end of the text. */
interface Place {
  readonly begins: boolean;
  readonly behindWord: boolean;
}
/** The steps of both matchers, in their order of preference. No step is past an anchor yet. */
interface Reached extends Place {
  readonly preferred: readonly number[];
  readonly all: readonly number[];
  /** True if there was a match before. */
  readonly matched: boolean;
}
const END = -1;

const MOST_STEPS = 2000;
const MOST_REACHED = 5000;

/** Null if Postgres takes another match for some text, or if finding that out would take too long. */
export function preferenceOf(pattern: Pattern): Preference | null {
  const program = programOf(pattern, MOST_STEPS);
  if (program === null) return null;
  const isMatch = (step: number): boolean => program.steps[step]!.kind === "match";
  const points = [...representatives(pattern), END];
  let [longest, shortest, ambiguous] = [true, true, false];
  const seen = new Set<string>();
  const open: Reached[] = [];
  const reach = (reached: Reached): void => {
    const key = JSON.stringify(reached);
    if (seen.has(key)) return;
    seen.add(key);
    open.push(reached);
  };
  const start = [program.start];
  for (const [begins, behindWord] of [
    [true, false],
    [false, false],
    [false, true],
  ] as const)
    reach({ begins, behindWord, preferred: start, all: start, matched: false });
  for (let reached = open.pop(); reached !== undefined; reached = open.pop()) {
    if (seen.size > MOST_REACHED) return null;
    for (const next of points) {
      const all = closed(program, reached.all, reached, next);
      const whole = closed(program, reached.preferred, reached, next).steps;
      const match = whole.findIndex(isMatch);
      const preferred = match < 0 ? whole : whole.slice(0, match + 1);
      ambiguous ||= all.ambiguous;
      const matches = all.steps.some(isMatch);
      if (matches && match < 0) longest = false;
      if (matches && !reached.matched && match !== 0) shortest = false;
      if (!longest && !shortest) return null;
      if (next === END) continue;
      const after = { begins: false, behindWord: isWord(next), matched: reached.matched || matches };
      const moved = { preferred: read(program, preferred, next), all: read(program, all.steps, next) };
      if (moved.all.length > 0) reach({ ...after, ...moved });
    }
  }
  return { takes: longest ? "longest" : "shortest", ambiguous };
}

const read = ({ steps }: Program, from: readonly number[], point: number): readonly number[] =>
  from.flatMap((step) => {
    const own = steps[step]!;
    return own.kind === "set" && inSet(point, own.set) ? [own.next] : [];
  });

/** The steps that are reached at a place before the next character: those that read a character, and the match. */
function closed(
  program: Program,
  from: readonly number[],
  { begins, behindWord }: Place,
  next: number,
): { readonly steps: readonly number[]; readonly ambiguous: boolean } {
  const holds = {
    begin: begins,
    end: next === END,
    word: behindWord !== (next !== END && isWord(next)),
  };
  const steps: number[] = [];
  const visited = new Set<number>();
  let ambiguous = false;
  const visit = (step: number): void => {
    if (visited.has(step)) {
      ambiguous = true;
      return;
    }
    visited.add(step);
    const own = program.steps[step]!;
    switch (own.kind) {
      case "fork":
        visit(own.first);
        visit(own.second);
        return;
      case "assert":
        if (holds[own.at]) visit(own.next);
        return;
      case "set":
      case "match":
        steps.push(step);
    }
  };
  for (const step of from) visit(step);
  return { steps, ambiguous };
}

/** One code point of each kind that the pattern distinguishes. */
function representatives(pattern: Pattern): readonly number[] {
  const borders = new Set([0]);
  const add = (ranges: readonly (readonly [number, number])[]): void => {
    for (const [first, last] of ranges) {
      borders.add(first);
      if (last < GREATEST) borders.add(last + 1);
    }
  };
  anyIn(pattern, (part) => {
    if (part.kind === "set") add(part.ranges);
    if (part.kind === "anchor" && part.at === "word") add(WORD);
    return false;
  });
  return [...borders];
}
