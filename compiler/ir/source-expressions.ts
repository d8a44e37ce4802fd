import type { Aggregate, DerivedSource, Expr, Step } from "./index.js";

/** The expressions of a source's own time, conditions, elements and joins. */
export const expressionsOf = (source: DerivedSource): readonly Expr[] => [
  ...(source.retime === null ? [] : [source.retime]),
  ...(source.where === null ? [] : [source.where]),
  ...source.steps.flatMap(readBy),
];

/** The expressions that an aggregate evaluates on each row of a source. */
export const expressionsOfAggregate = ({ args, where, by, window }: Aggregate): readonly Expr[] => [
  ...args,
  ...(where === null ? [] : [where]),
  ...(by === null ? [] : [by.value]),
  ...(window?.extent.kind === "since" ? [window.extent.condition] : []),
];

function readBy(step: Step): readonly Expr[] {
  switch (step.step) {
    case "where":
      return [step.condition];
    case "each":
      return [step.list];
    case "join":
      return step.on.map(({ value }) => value);
  }
}
