import type { Annotation } from "./index.js";

/** The first argument of `@owner`. */
export function ownerOf(annotations: readonly Annotation[]): string | null {
  const value = annotations.find(({ name }) => name === "owner")?.args[0]?.value;
  return typeof value === "string" ? value : null;
}
