import { GREATEST, inSet, type Pattern } from "./pattern.js";
import { type Program, programOf } from "./program.js";

/*
 * Of the matches that begin at one place the language takes the one that its choices lead to first, Postgres the longest one or the
 * shortest one. The matcher is run over all texts at once, with its states in the order in which they are preferred: what it
 * would take is the longest match if no state is left behind a match, and the shortest if none is left before one.
 */

export interface Preference {
  /** What Postgres has to take, for the same match. */
  readonly takes: "longest" | "shortest";
  /** A match can be made in several ways, which may give groups other texts. */
  readonly ambiguous: boolean;
}

/** A state of the matcher. An uncertain one is there only if an anchor held. */
interface State {
  readonly step: number;
  readonly uncertain: boolean;
}

const MOST_STEPS = 2000;
const MOST_SETS = 2000;

/** Null if Postgres takes another match for some text, or if that would take too long to find out. */
export function preferenceOf(pattern: Pattern): Preference | null {
  const program = programOf(pattern, MOST_STEPS);
  if (program === null) return null;
  const points = representatives(program);
  let [longest, shortest, ambiguous] = [true, true, false];
  const seen = new Set<string>();
  const open: (readonly State[])[] = [];
  const reach = (states: readonly State[]): void => {
    const closure = closed(program, states);
    ambiguous ||= closure.ambiguous;
    const key = closure.states.map(({ step, uncertain }) => (uncertain ? -step : step)).join();
    if (seen.has(key)) return;
    seen.add(key);
    open.push(closure.states);
  };
  reach([{ step: program.start, uncertain: false }]);
  for (let states = open.pop(); states !== undefined; states = open.pop()) {
    if (seen.size > MOST_SETS) return null;
    const match = states.findIndex(({ step }) => program.steps[step]!.kind === "match");
    if (match >= 0) {
      if (match < states.length - 1) longest = false;
      if (match > 0) shortest = false;
    }
    if (!longest && !shortest) return null;
    for (const point of points) {
      const next = states.flatMap(({ step, uncertain }): readonly State[] => {
        const own = program.steps[step]!;
        return own.kind === "set" && inSet(point, own.set) ? [{ step: own.next, uncertain }] : [];
      });
      if (next.length > 0) reach(next);
    }
  }
  return { takes: longest ? "longest" : "shortest", ambiguous };
}

/** The states that are reached without a character: those that read one, and the match. */
function closed(
  program: Program,
  from: readonly State[],
): { readonly states: readonly State[]; readonly ambiguous: boolean } {
  const states: State[] = [];
  const certain = new Set<number>();
  const uncertain = new Set<number>();
  let ambiguous = false;
  const visit = (step: number, maybe: boolean): void => {
    if (certain.has(step) || (maybe && uncertain.has(step))) {
      ambiguous = true;
      return;
    }
    if (uncertain.has(step)) ambiguous = true;
    (maybe ? uncertain : certain).add(step);
    const own = program.steps[step]!;
    switch (own.kind) {
      case "fork":
        visit(own.first, maybe);
        visit(own.second, maybe);
        return;
      case "assert":
        // Nothing is behind the end of the text, so that a match there is as long as it can be, and the only one.
        if (own.at === "end" && program.steps[own.next]!.kind === "match") return;
        visit(own.next, true);
        return;
      case "set":
      case "match":
        states.push({ step, uncertain: maybe });
    }
  };
  for (const { step, uncertain: maybe } of from) visit(step, maybe);
  return { states, ambiguous };
}

/** A code point of each kind that the pattern tells apart. */
function representatives({ steps }: Program): readonly number[] {
  const borders = new Set([0]);
  for (const step of steps) {
    if (step.kind !== "set") continue;
    for (const [first, last] of step.set.ranges) {
      borders.add(first);
      if (last < GREATEST) borders.add(last + 1);
    }
  }
  return [...borders];
}
