import { visible } from "../../runtime/visible.js";
import type { Failure } from "./failure.js";

/** A failure for people: what fails, and below it the result of each way if the two differ. */
export function linesOf({ target, feature, message, sides, expected }: Failure): {
  readonly what: string;
  readonly message: string;
  readonly under: readonly string[];
} {
  const what = feature === null ? target : `${target}.${feature}`;
  const under =
    sides === null
      ? []
      : [
          `SQL:        ${visible(sides.sql)}`,
          `TypeScript: ${visible(sides.typescript)}`,
          ...(expected === null ? [] : [`expected:   ${visible(JSON.stringify(expected))}`]),
        ];
  return { what, message: visible(message), under };
}
