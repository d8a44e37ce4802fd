import { assertNever } from "../../../../ir/assert-never.js";
import type { Pattern } from "../../standard/pattern.js";

/** A step of a matcher. `fork` tries the first of its ways first. */
export type Step =
  | { readonly kind: "set"; readonly set: Extract<Pattern, { kind: "set" }>; readonly next: number }
  | { readonly kind: "fork"; readonly first: number; readonly second: number }
  | { readonly kind: "assert"; readonly at: "begin" | "end" | "word"; readonly next: number }
  | { readonly kind: "match" };

export interface Program {
  readonly steps: readonly Step[];
  readonly start: number;
}

/** A pattern as steps, with counts written out; null if there are too many. */
export function programOf(pattern: Pattern, most: number): Program | null {
  const steps: Step[] = [{ kind: "match" }];
  const add = (step: Step): number => {
    if (steps.length >= most) throw new TooLarge();
    return steps.push(step) - 1;
  };
  /** The first step of a part whose next step is `next`. */
  const into = (part: Pattern, next: number): number => {
    switch (part.kind) {
      case "set":
        return add({ kind: "set", set: part, next });
      case "anchor":
        return add({ kind: "assert", at: part.at, next });
      case "group":
        return into(part.of, next);
      case "sequence":
        return part.parts.reduceRight((after, each) => into(each, after), next);
      case "choice":
        return part.branches
          .map((branch) => into(branch, next))
          .reduceRight((second, first) => add({ kind: "fork", first, second }));
      case "repeat": {
        const fork = (again: number): Step =>
          part.lazy ? { kind: "fork", first: next, second: again } : { kind: "fork", first: again, second: next };
        let after = next;
        if (part.most === Number.POSITIVE_INFINITY) {
          const place = add(fork(next));
          steps[place] = fork(into(part.of, place));
          after = place;
        } else {
          for (let count = part.least; count < part.most; count++) after = add(fork(into(part.of, after)));
        }
        for (let count = 0; count < part.least; count++) after = into(part.of, after);
        return after;
      }
      default:
        return assertNever(part);
    }
  };
  try {
    return { start: into(pattern, 0), steps };
  } catch (error) {
    if (error instanceof TooLarge) return null;
    throw error;
  }
}
class TooLarge extends Error {}
