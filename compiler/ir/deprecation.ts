import type { Annotation } from "./index.js";

export interface Deprecation {
  /** What to use instead; "" if it is not said. */
  readonly text: string;
  /** The date from which on it takes no new readers; null if it is not said. */
  readonly until: string | null;
}

/** Null without `@deprecated`. */
export function deprecationOf(annotations: readonly Annotation[]): Deprecation | null {
  const found = annotations.find(({ name }) => name === "deprecated");
  if (found === undefined) return null;
  const argument = (name: string | null): string | null => {
    const value = found.args.find((arg) => arg.name === name)?.value;
    return typeof value === "string" ? value : null;
  };
  return { text: argument(null) ?? "", until: argument("until") };
}

/** What people read of `@deprecated`, "" if it says nothing; null without the annotation. */
export function deprecationIn(annotations: readonly Annotation[]): string | null {
  const found = deprecationOf(annotations);
  if (found === null) return null;
  const until = found.until === null ? [] : [`no new uses from ${found.until} on`];
  return [...(found.text === "" ? [] : [found.text]), ...until].join("; ");
}
