import { mapExpressions } from "../ir/expressions-in.js";
import type { FunctionTable } from "../ir/function-table.js";

import { substitute } from "../ir/substitute.js";

/** A plan has no calls of declared functions: here their bodies are inlined. */
export const inlined = <T>(part: T, functions: FunctionTable): T =>
  functions.size === 0 ? part : mapExpressions(part, (expr) => substitute(expr, (leaf) => leaf, functions));
