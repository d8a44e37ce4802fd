/**
 * The oracle: computes a service's features from the language's meaning alone.
 *
 * In: the typed IR of a project, its sources' rows in memory, a service's keys and request fields, an instant.
 * Out: each feature's value and status.
 * Always: it loops over all rows, without plans and indexes. It is written to be compared with MEANING, not to be fast.
 * It shares nothing with the planner, the SQL or the runtime: it has its own arithmetic, functions, aggregates and
 * calls of `extern fn`.
 */
import type { Project } from "../../../compiler/ir/index.js";
import type { UserFunctions } from "./extern.js";
import { readJoined } from "./view.js";
import { type PhysicalRow, World } from "./world.js";

export type { UserFunction, UserFunctions } from "./extern.js";
export { type Answer, type Filled, type Inputs, serviceAt } from "./service.js";
export { Fault, type Value } from "./values.js";
export type { Moment, Status } from "./view.js";
export type { PhysicalRow, World } from "./world.js";

/** A project with its sources' rows and the implementations of its `extern fn`s. */
export const worldOf = (
  project: Project,
  physical: ReadonlyMap<string, readonly PhysicalRow[]>,
  externs: UserFunctions = new Map(),
): World => new World(project, physical, readJoined, externs);
