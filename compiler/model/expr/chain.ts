import type { ChainStep, Expr } from "../../ir/index.js";

/** From this many calls on, each over the result of the one before, the calls become a chain. */
const LONG = 32;

type Call = Extract<Expr, { node: "call" }>;

/**
 * Builds an expression from `results`, innermost first, each over the one before. Long runs of calls whose first
 * argument is the result before them become chains; everything else stays as it is.
 */
export function chained(results: readonly Expr[]): Expr {
  let made = results[0]!;
  let run: Call[] = [];
  const close = (): void => {
    made = run.length > LONG ? chainOf(made, run) : run.reduce<Expr>(over, made);
    run = [];
  };
  for (const [index, result] of results.entries()) {
    if (index === 0) continue;
    const before = results[index - 1]!;
    if (result.node === "call" && result.args.length === 2 && result.args[0] === before) {
      run.push(result);
      continue;
    }
    close();
    made = replaced(result, before, made);
  }
  close();
  return made;
}

const over = (first: Expr, call: Call): Expr => ({ ...call, args: [first, call.args[1]!] });

function chainOf(first: Expr, run: readonly Call[]): Expr {
  const steps = run.map(
    ({ type, function: name, overload, args }): ChainStep => ({ type, function: name, overload, arg: args[1]! }),
  );
  return { node: "chain", type: run.at(-1)!.type, first, steps };
}

/** `result`, with `made` in place of `before`. */
function replaced(result: Expr, before: Expr, made: Expr): Expr {
  if (result === before) return made;
  switch (result.node) {
    case "call":
      return { ...result, args: [replaced(result.args[0]!, before, made), ...result.args.slice(1)] };
    case "convert":
    case "field":
      return { ...result, value: replaced(result.value, before, made) };
    default:
      return result;
  }
}
