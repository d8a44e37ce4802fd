import type { Expr } from "./index.js";

type Chain = Extract<Expr, { node: "chain" }>;
type Call = Extract<Expr, { node: "call" }>;

/**
 * The calls that a chain stands for, innermost first: the first argument of each is the call before it. They may nest
 * deep, so do not recurse into them.
 */
export function callsOf({ first, steps }: Chain): readonly Call[] {
  let left = first;
  return steps.map(({ arg, ...step }): Call => {
    const call: Call = { node: "call", ...step, args: [left, arg] };
    left = call;
    return call;
  });
}
