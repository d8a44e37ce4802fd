/**
 * SQL: plans → statements, per dialect.
 *
 * In: a project and one of its services or views. Out: the artifact that the runtime executes.
 * Always: deterministic; a statement names its sources and does not say where they are; each block names the line that it
 * comes from; expressions are trees, which are printed once and not looked into again; no other folder of the compiler writes SQL.
 */

import type { CheckArtifact, MaterializeArtifact, TrainingArtifact } from "../../runtime/artifacts.js";
import type { Int } from "../../runtime/values.js";
import type { Project, Service, View } from "../ir/index.js";
import { fieldsAlone } from "../ir/service-inputs.js";
import { planChecks, planMaterialize, planTraining, readsAll, stagesOf } from "../plan/index.js";
import { repeatable } from "../plan/passes/repeatable.js";
import type { Dialect } from "./dialects/dialect.js";
import { duckdb } from "./dialects/duckdb/index.js";
import { programOf, statementOf } from "./lower/index.js";
import { sourceReads } from "./source-reads.js";
import { cast, NULL, number } from "./tree/index.js";

export { comment } from "./comment.js";
export * from "./given-rows.js";
export { missingFunctions } from "./missing-functions.js";

export const dialects: Readonly<Record<string, Dialect>> = { duckdb };

/** Instants that stand in a statement in the place of its parameters. */
export type Instants = Readonly<Record<"at" | "from", Int | null>>;

/** A dialect that writes the instants themselves: an engine plans a statement with parameters anew at every run. */
const at = (instants: Instants | undefined): Dialect =>
  instants === undefined
    ? duckdb
    : {
        ...duckdb,
        parameter: (name) => cast(instants[name] === null ? NULL : number(String(instants[name])), "BIGINT"),
      };

export interface TrainingOptions {
  readonly again?: boolean;
  /** Without them each stage has its first plan alone: that is what a file shows. */
  readonly alternatives?: boolean;
}

/** `again`: its statement is kept and run many times, by plans that an engine can run so. */
export function trainingArtifact(
  project: Project,
  service: Service,
  { again = false, alternatives = true }: TrainingOptions = {},
): TrainingArtifact {
  const own = planTraining(project, service, { whole: duckdb.wholeRow !== null });
  const plan = again ? repeatable(own) : own;
  const views = new Set(service.steps.flatMap((step) => (step.node === "read" ? [step.view] : [])));
  return {
    service: service.name,
    sql: programOf(stagesOf(plan, { alternatives }), project, duckdb),
    sources: sourceReads(
      plan,
      project.views.filter(({ name }) => views.has(name)),
      project,
      duckdb,
    ),
    inputs: [
      ...service.keys.map(({ name, type }) => ({ name, type, role: "key" as const })),
      ...fieldsAlone(service).map(({ name, type }) => ({ name, type, role: "request" as const })),
    ],
    features: service.features.map(({ name, type }) => ({ name, type })),
  };
}

export function materializeArtifact(project: Project, view: View, instants?: Instants): MaterializeArtifact {
  const own = planMaterialize(project, view);
  // With instants written in, it is one of many statements that tests run again and again.
  const plan = instants === undefined ? own : repeatable(own);
  return {
    view: view.name,
    sql: statementOf(plan, project, at(instants)),
    sources: sourceReads(plan, [], project, duckdb),
    ...(readsAll(project, view) ? { ignoresFrom: true } : {}),
    columns: {
      keys: view.keys.map((_, index) => `@k${index}`),
      time: "@time",
      live: "@live",
      until: "@until",
      latest: view.latest.map(({ column }) => `l.${column}`),
      aggregates: view.aggregates.map(({ id }) => `a.${id}`),
    },
  };
}

/** Null where the view has no `expect`. */
export function checkArtifact(project: Project, view: View): CheckArtifact | null {
  if (view.expects.length === 0) return null;
  const { rel, values, named } = planChecks(project, view);
  return {
    view: view.name,
    sql: statementOf(rel, project, duckdb),
    sources: sourceReads(rel, [], project, duckdb),
    keys: "@keys",
    rules: view.expects.map(({ text, at, aggregates }, index) => ({
      text,
      file: at.file,
      line: at.line,
      result:
        aggregates.length > 0
          ? { over: "all", holds: `@holds${index}` }
          : { over: "each", failed: `@failed${index}`, samples: view.keys.map((_, key) => `@sample${index}.${key}`) },
    })),
    values: { sql: statementOf(values, project, duckdb), columns: named },
  };
}
