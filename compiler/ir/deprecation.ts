import type { Annotation } from "./index.js";

/** The text of `@deprecated`, "" if it has none; null without the annotation. */
export function deprecationIn(annotations: readonly Annotation[]): string | null {
  const found = annotations.find(({ name }) => name === "deprecated");
  const text = found?.args[0]?.value;
  return found === undefined ? null : typeof text === "string" ? text : "";
}
