import type { Rel } from "../algebra.js";

/** True if the rows are those of one physical source, each by itself, so that an index of the source can find them. */
export function isOfSource(rel: Rel): boolean {
  switch (rel.node) {
    case "scan":
      return true;
    case "filter":
    case "project":
    case "select":
      return isOfSource(rel.input);
    case "table":
      return rel.of === "source";
    default:
      return false;
  }
}
