import type { DerivedSource, Expr, Step } from "./ir.js";

/** What a source's own time, conditions, elements and joins read. */
export const expressionsOf = (source: DerivedSource): readonly Expr[] => [
  ...(source.retime === null ? [] : [source.retime]),
  ...(source.where === null ? [] : [source.where]),
  ...source.steps.flatMap(readBy),
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
