import * as aggregates from "../../runtime/aggregates/index.js";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import { callExtern, type Externs } from "../../runtime/externs.js";
import * as functions from "../../runtime/functions/index.js";
import type { Project } from "../model/ir.js";
import { printArtifact } from "./client.js";
import { namesOf } from "./names.js";
import { printTransforms } from "./transforms.js";

const loaded = new WeakMap<Project, ProjectArtifact>();

/** What `client.ts` hands to the runtime, made in process from the very code that is generated, without its types. `externs` has what its `extern fn`s are. */
export function loadArtifact(project: Project, externs: Externs = new Map()): ProjectArtifact {
  const known = loaded.get(project);
  if (known !== undefined) return known;
  const style = { types: false };
  const code = `"use strict";\n${printTransforms(project, style)}\nreturn ${printArtifact(project, namesOf(project), style)};`;
  const make: unknown = new Function("a", "f", "callExtern", "externs", code);
  if (typeof make !== "function") throw new Error("generated code is no function");
  const artifact: ProjectArtifact = make(aggregates, functions, callExtern, externs);
  loaded.set(project, artifact);
  return artifact;
}
