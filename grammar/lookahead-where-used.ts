import { type ILookaheadStrategy, LLkLookaheadStrategy } from "chevrotain";

/**
 * Computes what a decision of the grammar looks ahead for when a text first comes to it. Most texts come to few
 * decisions, and computing all takes longer than parsing most projects.
 */
export function lookaheadWhereUsed(maxLookahead: number): ILookaheadStrategy {
  const strategy = new LLkLookaheadStrategy({ maxLookahead });
  return {
    validate: (options) => strategy.validate(options),
    buildLookaheadForAlternation: (options) => whenUsed(() => strategy.buildLookaheadForAlternation(options)),
    buildLookaheadForOptional: (options) => whenUsed(() => strategy.buildLookaheadForOptional(options)),
  };
}

/** The function that `build` gives, which is built by the first call. Its `this` is the parser. */
function whenUsed<This, Args extends unknown[], Result>(
  build: () => (this: This, ...args: Args) => Result,
): (this: This, ...args: Args) => Result {
  let built: ((this: This, ...args: Args) => Result) | null = null;
  return function (...args) {
    built ??= build();
    return built.apply(this, args);
  };
}
