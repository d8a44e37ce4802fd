import type { Alternative, Measure, Rel, Stage } from "./algebra.js";
import { optimized } from "./passes/index.js";
import { inputsOf, mapInputs } from "./rel-inputs.js";

/** One statement of a program. Its rows go to a table, or are the result. */
export interface StagePlan {
  /** Null for the result. */
  readonly stage: Stage | null;
  readonly alternatives: readonly [Alternative, ...Alternative[]];
  readonly measure: Measure | null;
}

export interface StagesOptions {
  /** False to give each stage only its first plan, for statements that are read and not run. */
  readonly alternatives?: boolean;
}

/**
 * A plan as a program: its stages, each after those that it reads, and then the result. A single stage gets no table:
 * the result is computed in one statement.
 */
export function stagesOf(root: Rel, { alternatives = true }: StagesOptions = {}): readonly StagePlan[] {
  const stages = stagesIn(root);
  const of = (stage: Stage): Stage["alternatives"] => (alternatives ? stage.alternatives : [stage.alternatives[0]]);
  const [only, ...others] = stages;
  if (only === undefined)
    return [{ stage: null, alternatives: [{ strategy: "only plan", rel: optimized(root), cost: [] }], measure: null }];
  if (others.length === 0) {
    const [first, ...rest] = of(only).map(
      (each): Alternative => ({ ...each, rel: optimized(replaced(root, only, each.rel)) }),
    );
    return [{ stage: null, alternatives: [first!, ...rest], measure: only.measure }];
  }
  return [
    ...stages.map((stage): StagePlan => ({ stage, alternatives: pruned(of(stage)), measure: stage.measure })),
    {
      stage: null,
      alternatives: [{ strategy: "join of the stages", rel: optimized(root), cost: [] }],
      measure: null,
    },
  ];
}

function pruned([first, ...others]: Stage["alternatives"]): StagePlan["alternatives"] {
  const own = (each: Alternative): Alternative => ({ ...each, rel: optimized(each.rel) });
  return [own(first), ...others.map(own)];
}

/** All stages that a relation reads. The stages that these read come before them. */
function stagesIn(root: Rel): readonly Stage[] {
  const found: Stage[] = [];
  const names = new Set<string>();
  const seen = new Set<Rel>();
  const visit = (rel: Rel): void => {
    if (seen.has(rel)) return;
    seen.add(rel);
    for (const input of inputsOf(rel)) visit(input);
    if (rel.node !== "stage" || names.has(rel.name)) return;
    names.add(rel.name);
    found.push(rel);
  };
  visit(root);
  return found;
}

/** The relation with a stage replaced by another relation. */
function replaced(root: Rel, stage: Stage, by: Rel): Rel {
  const known = new Map<Rel, Rel>();
  const change = (rel: Rel): Rel => {
    if (rel === stage) return by;
    const before = known.get(rel);
    if (before !== undefined) return before;
    const after = mapInputs(rel, change);
    known.set(rel, after);
    return after;
  };
  return change(root);
}
