import { mapExpressions } from "../model/expressions-in.js";
import type { Fn } from "../model/ir.js";
import { substitute } from "../model/substitute.js";

/** A plan has no calls of declared functions: in this part of the IR their bodies stand in their places. */
export const inlined = <T>(part: T, functions: ReadonlyMap<string, Fn>): T =>
  functions.size === 0 ? part : mapExpressions(part, (expr) => substitute(expr, (leaf) => leaf, functions));
