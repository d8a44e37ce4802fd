/**
 * SQL: plans → statements, per dialect.
 *
 * In: a project, one of its services or views, and a dialect. Out: the artifact that the runtime executes. Always:
 * deterministic. A statement names its sources and does not say where they are. Each block names the line that it comes
 * from. Expressions are trees, which are printed once and never parsed again. No other folder of the compiler writes
 * SQL.
 */

import type {
  CheckArtifact,
  ComputedFeatures,
  MaterializeArtifact,
  SeedArtifact,
  SourceFacts,
  Sql,
  TrainingArtifact,
} from "../../runtime/artifacts.js";
import type { Int } from "../../runtime/values.js";
import type { Project, Service, View } from "../ir/index.js";
import { fieldsAlone } from "../ir/service-inputs.js";
import { type SplitService, splitService } from "../ir/split-service.js";
import { aggregateColumn, failedColumn, holdsColumn, keyColumn, latestColumn, sampleColumn } from "../plan/columns.js";
import {
  columnsRead,
  type EngineFacts,
  type Needs,
  planChanges,
  planChecks,
  planMaterialize,
  planRowFacts,
  planSeeds,
  planSlice,
  planTraining,
  type Rel,
  readsAll,
  sourcesOfView,
  stagesOf,
} from "../plan/index.js";
import { repeatable } from "../plan/passes/repeatable.js";
import { supported } from "../plan/passes/supported.js";
import { bigquery } from "./dialects/bigquery/index.js";
import type { Dialect } from "./dialects/dialect.js";
import { duckdb } from "./dialects/duckdb/index.js";
import { postgres } from "./dialects/postgres/index.js";
import { snowflake } from "./dialects/snowflake/index.js";
import { spark } from "./dialects/spark/index.js";
import { programOf, statementOf } from "./lower/index.js";
import { lackedBy } from "./missing-functions.js";
import { sourceReads } from "./source-reads.js";
import { cast, NULL, number } from "./tree/index.js";

export { comment } from "./comment.js";
export type { Dialect } from "./dialects/dialect.js";
export * from "./given/index.js";
export { missingFunctions } from "./missing-functions.js";
export { wholeBinding } from "./source-binding.js";

/** Every dialect, by its name in `feat.yaml`. */
export const dialects: Readonly<Record<string, Dialect>> = { duckdb, postgres, bigquery, snowflake, spark };

/** A dialect by its name; undefined if there is none. */
export const dialectNamed = (name: string): Dialect | undefined =>
  Object.hasOwn(dialects, name) ? dialects[name] : undefined;

/** Instants that are written into a statement instead of its parameters. */
export type Instants = Readonly<Record<"at" | "from", Int | null>>;

/** The dialect, with the instants written in: an engine plans a statement with parameters anew for every run. */
const at = (dialect: Dialect, instants: Instants | undefined): Dialect =>
  instants === undefined
    ? dialect
    : {
        ...dialect,
        parameter: (name) => {
          const value = name === "at" || name === "from" ? instants[name] : null;
          return cast(value === null ? NULL : number(String(value)), "BIGINT");
        },
      };

/** What plans depend on of the dialect's engine. */
const engineOf = (dialect: Dialect): EngineFacts => ({ can: has(dialect), costs: dialect.costs });

/** True if the dialect's engine has what a strategy needs. */
const has =
  ({ orderedStructs, stamps, spans, frames }: Dialect) =>
  (needs: Needs): boolean =>
    (needs.orderedStructs !== true || orderedStructs) &&
    (needs.noOrderedStructs !== true || !orderedStructs) &&
    (needs.lateral !== true || stamps !== null) &&
    (needs.spans !== true || spans) &&
    (needs.frames ?? []).every(frames) &&
    (needs.noFrames === undefined || !needs.noFrames.every(frames));

/** The plan, with only the strategies that the dialect's engine supports. */
const ownPlan = (plan: Rel, dialect: Dialect): Rel => supported(plan, has(dialect));

interface In {
  /** DuckDB by default. */
  readonly dialect?: Dialect | undefined;
}

export interface TrainingOptions extends In {
  readonly again?: boolean;
  /** False to give each stage only its first plan, for files that people read. */
  readonly alternatives?: boolean;
  /**
   * Makes the TypeScript function of a transform. Only an artifact that is run needs it, for dialects that call no
   * `extern fn`.
   */
  readonly load?: LoadTransform | undefined;
}
export type LoadTransform = (project: Project, transform: string) => ReturnType<ComputedFeatures["load"]>;

/** `again`: the statement is kept and run many times, so only plans that an engine can repeat are allowed. */
export function trainingArtifact(
  project: Project,
  service: Service,
  { again = false, alternatives = true, dialect = duckdb, load }: TrainingOptions = {},
): TrainingArtifact {
  const lacks = lackedBy(dialect);
  const split = splitService(
    project,
    service,
    (expr) => (expr.node === "extern" && dialect.extern === null) || lacks(expr),
  );
  const sql = split?.sql ?? { project, service };
  const own = ownPlan(
    planTraining(sql.project, sql.service, { whole: dialect.wholeRow !== null, ...engineOf(dialect) }),
    dialect,
  );
  const plan = again ? repeatable(own, dialect.asOfJoins) : own;
  const views = new Set(service.steps.flatMap((step) => (step.node === "read" ? [step.view] : [])));
  return {
    service: service.name,
    sql: programOf(stagesOf(plan, { alternatives }), sql.project, dialect),
    sources: sourceReads(
      plan,
      project.views.filter(({ name }) => views.has(name)),
      project,
      dialect,
    ),
    inputs: [
      ...service.keys.map(({ name, type }) => ({ name, type, role: "key" as const })),
      ...fieldsAlone(service).map(({ name, type }) => ({ name, type, role: "request" as const })),
    ],
    features: service.features.map(({ name, type }) => ({ name, type })),
    ...(split === null ? {} : { computed: computedBy(split, load) }),
  };
}

function computedBy({ sql, rest, computed }: SplitService, load: LoadTransform | undefined): ComputedFeatures {
  return {
    columns: sql.service.features.map(({ name, type }) => ({ name, type })),
    inputs: rest.inputs,
    features: computed,
    load: () => {
      if (load === undefined) throw new Error("the artifact was made without the functions of the project");
      return load(rest.project, rest.transform);
    },
  };
}

export function materializeArtifact(
  project: Project,
  view: View,
  instants?: Instants,
  { dialect = duckdb }: In = {},
): MaterializeArtifact {
  const own = ownPlan(planMaterialize(project, view, engineOf(dialect)), dialect);
  // A statement with instants written in is one of many that tests run again and again.
  const plan = instants === undefined ? own : repeatable(own, dialect.asOfJoins);
  return {
    view: view.name,
    sql: statementOf(plan, project, at(dialect, instants)),
    sources: sourceReads(plan, [], project, dialect),
    ...(readsAll(project, view) ? { ignoresFrom: true } : {}),
    columns: {
      keys: view.keys.map((_, index) => keyColumn(index)),
      time: "@time",
      live: "@live",
      until: "@until",
      latest: view.latest.map(({ column }) => latestColumn(column)),
      aggregates: view.aggregates.map(({ id }) => aggregateColumn(id)),
    },
  };
}

/** A materialization that can be run in slices, and for changed keys alone. */
export function runnableMaterialize(project: Project, view: View, { dialect = duckdb }: In = {}): MaterializeArtifact {
  const artifact = materializeArtifact(project, view, undefined, { dialect });
  const engine = engineOf(dialect);
  const statement = (rel: Rel): Sql => statementOf(ownPlan(rel, dialect), project, dialect);
  const changes = planChanges(project, view, engine);
  return {
    ...artifact,
    sliced: statement(planSlice(project, view, engine)),
    changes: {
      keys: changes.known ? { known: true, sql: statement(changes.rel) } : changes,
      sources: factsOf(project, view, planMaterialize(project, view, engine), changes.known, dialect),
    },
  };
}

function factsOf(project: Project, view: View, plan: Rel, compared: boolean, dialect: Dialect): readonly SourceFacts[] {
  const { own, joined } = sourcesOfView(project, view);
  return [...columnsRead(plan)].map(([source, columns]) => ({
    source: source.name,
    sql: statementOf(planRowFacts(source, columns, compared), project, dialect),
    own: own.has(source.name),
    joined: joined.has(source.name),
    compared,
  }));
}

/** The statements that fill the store for a streamed view. */
export function seedArtifact(project: Project, view: View, { dialect = duckdb }: In = {}): SeedArtifact {
  const seeds = planSeeds(project, view).map(({ source, rel, bounded }) => ({
    source,
    bounded,
    rel: ownPlan(rel, dialect),
  }));
  return {
    view: view.name,
    seeds: seeds.map(({ source, rel, bounded }) => ({
      source: source.name,
      sql: statementOf(rel, project, dialect),
      bounded,
    })),
    sources: seeds.flatMap(({ rel }) => sourceReads(rel, [], project, dialect)),
    changes: {
      keys: { known: false, reason: "its sources are streamed" },
      sources: seeds.flatMap(({ rel }) => factsOf(project, view, rel, false, dialect)),
    },
  };
}

/** Null if the view has no `expect`. */
export function checkArtifact(project: Project, view: View, { dialect = duckdb }: In = {}): CheckArtifact | null {
  if (view.expects.length === 0) return null;
  const { rel, values, named } = planChecks(project, view, engineOf(dialect));
  const own = ownPlan(rel, dialect);
  return {
    view: view.name,
    sql: statementOf(own, project, dialect),
    sources: sourceReads(own, [], project, dialect),
    keys: "@keys",
    rules: view.expects.map(({ text, at, aggregates }, index) => ({
      text,
      file: at.file,
      line: at.line,
      result:
        aggregates.length > 0
          ? { over: "all", holds: holdsColumn(index) }
          : { over: "each", failed: failedColumn(index), samples: view.keys.map((_, key) => sampleColumn(index, key)) },
    })),
    values: { sql: statementOf(ownPlan(values, dialect), project, dialect), columns: named },
  };
}
