import { createHash } from "node:crypto";
import { spaceText } from "./meta.js";
import type { ViewSpace } from "./store.js";

/** A space in 16 bytes, for stores in which each row carries it. */
export const spaceId = (space: ViewSpace): Buffer =>
  createHash("sha256").update(spaceText(space)).digest().subarray(0, 16);
