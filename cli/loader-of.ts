import type { LoadTransform } from "../compiler/sql/index.js";
import { loadTransform } from "../compiler/typescript/index.js";
import type { Externs } from "../runtime/index.js";

/** How TypeScript computes features for an engine that calls no `extern fn`. */
export const loaderOf =
  (externs: Externs): LoadTransform =>
  (project, transform) =>
    loadTransform(project, transform, externs);
