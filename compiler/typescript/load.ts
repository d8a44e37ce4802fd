import * as aggregates from "../../runtime/aggregates/index.js";
import type { ComputedInput, ProjectArtifact, Values } from "../../runtime/artifacts.js";
import { callExtern, type Externs } from "../../runtime/externs.js";
import * as functions from "../../runtime/functions/index.js";
import type { Value } from "../../runtime/values.js";
import type { Expr, Item, Project } from "../ir/index.js";
import { printArtifact } from "./client.js";
import { namesOf } from "./names.js";
import { printingOf } from "./printing.js";
import { transformsCode } from "./transforms.js";
import { javascript } from "./writer.js";

/**
 * The artifact that `client.ts` passes to the runtime, made in process from the same generated code without its types.
 * `externs` holds the functions of the project's `extern fn`s.
 */
export function loadArtifact(project: Project, externs: Externs = new Map()): ProjectArtifact {
  return run<ProjectArtifact>(project, printArtifact(printingOf(project, javascript())), externs);
}

/**
 * The values of constant expressions, computed with the project's functions. The result has one function per value,
 * which throws a `FeatureError` if the value cannot be computed.
 */
export function loadValues(project: Project, values: readonly Expr[]): readonly (() => Value)[] {
  const name = "values";
  const at = { file: "", line: 1 };
  const items = values.map((value, index): Item => {
    const origin = { kind: "computed" } as const;
    return {
      node: "feature",
      name: `value_${index}`,
      type: value.type,
      value,
      default: null,
      origin,
      doc: null,
      annotations: [],
      at,
    };
  });
  const transform = { name, doc: null, annotations: [], at, views: [], transforms: [], requests: [], keys: [], items };
  const alone = { ...project, externs: [], views: [], services: [], transforms: [transform] };
  const call = `${namesOf(alone).function("transform", name)}()`;
  const features = run<Readonly<Record<string, Value>>>(alone, call, new Map());
  // Properties that may throw are getters.
  return items.map((item) => () => features[item.name]!);
}

/** The function of a transform that reads no other step. */
export const loadTransform = (
  project: Project,
  transform: string,
  externs: Externs,
): ((input: ComputedInput) => Values) => run(project, namesOf(project).function("transform", transform), externs);

/** Evaluates an expression in the scope of a project's generated functions. */
function run<T>(project: Project, result: string, externs: Externs): T {
  const code = `"use strict";\n${transformsCode(project, javascript())}\nreturn ${result};`;
  const make: unknown = new Function("a", "f", "callExtern", "externs", code);
  if (typeof make !== "function") throw new Error("the generated code is not a function");
  return make(aggregates, functions, callExtern, externs);
}
