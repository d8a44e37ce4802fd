/**
 * From plans to SQL trees, and on to the statements that a runtime runs.
 *
 * In: the stages of a plan, a dialect. Out: a program: a statement per strategy for each stage, and the facts to count
 * for the choice among them. Always: a relation that is read more than once in a statement is one block of it. Every
 * block names the line of the project that it comes from. A stage is read as a table, made by an earlier statement of
 * the program.
 */
import type { Program, ProgramPlan, ProgramStage, SourceBinding, Statement } from "../../../runtime/artifacts.js";
import type { Project } from "../../ir/index.js";
import { addsFloats } from "../../plan/adds-floats.js";
import type { Rel } from "../../plan/algebra.js";
import { optimized } from "../../plan/passes/index.js";
import type { StagePlan } from "../../plan/stages.js";
import type { Dialect } from "../dialects/dialect.js";
import { printTree } from "../print/index.js";
import { bothBindings } from "../source-binding.js";
import { indexOf } from "./index-of.js";
import { type LoweredStatement, Lowering, Names, tableOf } from "./lowering.js";
import { measure } from "./measure.js";
import { lowerRelation } from "./relation.js";

export function programOf(stages: readonly StagePlan[], project: Project, dialect: Dialect): Program {
  const names = new Names(
    project,
    stages.flatMap(({ stage }) => (stage === null ? [] : [stage])),
  );
  const lower = (rel: Rel): Statement => printed(new Lowering(dialect, names, lowerRelation).statement(rel), dialect);
  return withAllColumns({
    stages: stages.map(({ stage, alternatives, measure: facts }): ProgramStage => {
      const [first, ...others] = alternatives.map(({ strategy, rel, cost }): ProgramPlan => {
        const index = indexOf(rel);
        return { strategy, statement: lower(rel), cost, ...(index === null ? {} : { index }) };
      });
      return {
        table: stage === null ? null : tableOf(stage),
        title: stage?.title ?? "the result",
        place: stage?.at === undefined ? null : `${stage.at.file}:${stage.at.line}`,
        plans: [first!, ...others],
        facts: facts === null || others.length === 0 ? null : factsOf(facts, names, dialect),
        ...(alternatives.some(({ rel }) => addsFloats(rel)) ? { addsFloats: true } : {}),
      };
    }),
  });
}

/**
 * Every statement binds a source with all columns that any statement reads, so that a source is bound once for the
 * whole program.
 */
function withAllColumns({ stages }: Program): Program {
  const bindings = new Map<string, SourceBinding>();
  const statements = stages.flatMap(({ plans, facts }) => [
    ...plans.map(({ statement }) => statement),
    ...(facts === null ? [] : [facts]),
  ]);
  for (const source of statements.flatMap(({ sources }) => sources)) {
    const known = bindings.get(source.relation);
    bindings.set(source.relation, known === undefined ? source : bothBindings(known, source));
  }
  const whole = (statement: Statement): Statement => ({
    ...statement,
    sources: statement.sources.map(({ relation }) => bindings.get(relation)!),
  });
  return {
    stages: stages.map((stage): ProgramStage => {
      const [first, ...others] = stage.plans.map((plan) => ({ ...plan, statement: whole(plan.statement) }));
      return { ...stage, plans: [first!, ...others], facts: stage.facts === null ? null : whole(stage.facts) };
    }),
  };
}

function factsOf(facts: NonNullable<StagePlan["measure"]>, names: Names, dialect: Dialect): Statement {
  const lowering = new Lowering(dialect, names, lowerRelation);
  const found = measure({ ...facts, left: optimized(facts.left), events: optimized(facts.events) }, lowering);
  const result = lowering.rewritten(found);
  return printed({ ...lowering.parts(), result }, dialect);
}

/** A single plan as one statement. */
export function statementOf(root: Rel, project: Project, dialect: Dialect): Statement {
  return printed(new Lowering(dialect, new Names(project, []), lowerRelation).statement(optimized(root)), dialect);
}

function printed({ sources, blocks, result }: LoweredStatement, dialect: Dialect): Statement {
  return {
    sources,
    blocks,
    result: printTree(result, dialect),
  };
}
