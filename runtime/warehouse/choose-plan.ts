import type { ProgramPlan, ProgramStage, Sql } from "../artifacts.js";

/** What was counted before a stage ran, by name. */
export type Facts = Readonly<Record<string, number>>;

export interface Choice {
  readonly plan: ProgramPlan;
  /** Why the plan was chosen, for people. */
  readonly reason: string;
  /** The expected cost, in milliseconds of CPU; null if nothing was counted. */
  readonly milliseconds: number | null;
}

/**
 * The plan of a stage with the least expected cost. `forced` is the name of a strategy, or the beginning of it; it is
 * chosen for every stage that has it.
 */
export function choosePlan({ plans }: ProgramStage, facts: Facts | null, forced: string | null): Choice {
  const [first] = plans;
  const asked = forced === null ? undefined : planNamed(plans, forced);
  if (asked !== undefined) return { plan: asked, reason: "it was asked for", milliseconds: null };
  if (plans.length === 1) return { plan: first, reason: "there is no other", milliseconds: null };
  if (facts === null) return { plan: first, reason: "nothing was counted", milliseconds: null };
  const costs = plans.map((plan) => ({ plan, milliseconds: costOf(plan, facts) }));
  const best = costs.reduce((least, each) => (each.milliseconds < least.milliseconds ? each : least));
  const others = costs
    .filter(({ plan }) => plan !== best.plan)
    .map(({ plan, milliseconds }) => `${plan.strategy} ${timeText(milliseconds)}`);
  const reason = `${factsText(facts)}: expected ${timeText(best.milliseconds)} of CPU (${others.join(", ")})`;
  return { ...best, reason };
}

/** An index that is missing, and the facts with which the plans of a stage would be compared if it were there. */
export interface MissingIndex {
  readonly statement: string;
  readonly facts: Facts;
}

/** An index by which a stage would cost less. */
export interface IndexAdvice {
  /** The statement that makes it. */
  readonly statement: string;
  readonly strategy: string;
  /** The expected milliseconds of CPU with the index. */
  readonly milliseconds: number;
}

/** The advice to make an index, if the stage would cost much less with it. */
export function adviceOf(stage: ProgramStage, chosen: Choice, missing: MissingIndex | null): IndexAdvice | null {
  if (missing === null || chosen.milliseconds === null) return null;
  const { plan, milliseconds } = choosePlan(stage, missing.facts, null);
  if (plan.index === undefined || milliseconds === null || milliseconds > WORTH * chosen.milliseconds) return null;
  return { statement: missing.statement, strategy: plan.strategy, milliseconds };
}

/** An index is proposed if a stage costs at most this part with it. */
const WORTH = 0.7;

/**
 * The program with the plans of one strategy first in every stage that has it. `strategy` is its name, or the beginning
 * of it.
 */
export function withStrategy(sql: Sql, strategy: string): Sql {
  if (typeof sql === "string" || !("stages" in sql)) return sql;
  return {
    stages: sql.stages.map((stage): ProgramStage => {
      const asked = planNamed(stage.plans, strategy);
      return asked === undefined
        ? stage
        : { ...stage, plans: [asked, ...stage.plans.filter((plan) => plan !== asked)] };
    }),
  };
}

/** The names of all strategies in a program's stages. */
export const strategiesOf = (sql: Sql): readonly string[] =>
  typeof sql === "string" || !("stages" in sql)
    ? []
    : [...new Set(sql.stages.flatMap(({ plans }) => plans.map(({ strategy }) => strategy)))];

/** The plan of this name, or the first whose name begins with it. */
export const planNamed = (plans: readonly ProgramPlan[], name: string): ProgramPlan | undefined =>
  plans.find(({ strategy }) => strategy === name) ?? plans.find(({ strategy }) => strategy.startsWith(name));

/** Milliseconds of CPU. */
export function costOf({ cost }: ProgramPlan, facts: Facts): number {
  const nanoseconds = cost.map(({ fact, nanoseconds: each }) => {
    const count = facts[fact];
    if (count === undefined) throw new Error(`nothing counts ${fact}`);
    return each * count;
  });
  return nanoseconds.reduce((sum, each) => sum + each, 0) / 1e6;
}

const told = ["all rows", "rows", "labels", "pairs"] as const;
const words: Readonly<Record<(typeof told)[number], string>> = {
  "all rows": "rows",
  rows: "of the labels' keys",
  labels: "labels",
  pairs: "pairs of a label and a row",
};

const factsText = (facts: Facts): string =>
  told
    .flatMap((fact) =>
      facts[fact] === undefined ? [] : [`${Math.round(facts[fact]).toLocaleString("en")} ${words[fact]}`],
    )
    .join(", ");

export function timeText(milliseconds: number): string {
  if (milliseconds < 1) return "< 1 ms";
  return milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;
}
