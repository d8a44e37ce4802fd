/**
 * Governance: personal data, and the project's own rules.
 *
 * In: the IR of a project without errors, its symbols, its rules, and the places where services pick their features.
 * Out: the IR with `pii` on everything that is personal data or computed from it, and the diagnostics.
 * Always: a pure pass over the IR; nothing here changes what a feature means. Annotations, and names that are
 * deprecated, are checked while the IR is made (`check-annotations.ts`, `deprecation.ts`).
 */
import type { Outcome, Place } from "../../diagnostics/diagnostic.js";
import type { Project, ServiceFeature } from "../../ir/index.js";
import type { ProjectRules } from "../../project/config.js";
import type { Symbols } from "../../symbols/index.js";
import { checkPii } from "./check-pii.js";
import { markPii } from "./mark-pii.js";
import { checkRules } from "./rules/index.js";
import { Taints } from "./taint.js";

export interface Governed {
  readonly project: Project;
  readonly symbols: Symbols;
  readonly rules: ProjectRules;
  readonly picked: ReadonlyMap<ServiceFeature, Place>;
}

export function govern({ project, symbols, rules, picked }: Governed): Outcome<Project> {
  const taints = new Taints(project);
  // Items stand after those that they read. Visited in this order, each finds the taints that it depends on already
  // known, so that the recursion stays shallow.
  const value = markPii(project, taints);
  return {
    value,
    diagnostics: [...checkPii(project, taints, symbols, picked), ...checkRules(rules, { project, symbols })],
  };
}
