/**
 * What a project has to answer for: personal data, and its own rules.
 *
 * In: the IR of a project without errors, its symbols, its rules, and where services pick their features. Out: the IR with `pii` on all that
 * is personal data or made of it, and what is wrong.
 * Always: a pure pass over what is there; nothing here changes what a feature means. Annotations and mentions of what is deprecated
 * are looked at while the IR is made (`check-annotations.ts`, `deprecation.ts`).
 */
import type { Outcome, Place } from "../../diagnostics/diagnostic.js";
import type { ProjectRules } from "../../project/config.js";
import type { Symbols } from "../../symbols/index.js";
import type { Project, ServiceFeature } from "../ir.js";
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
  // Items stand after what they read: looked at in this order, none is far from what is known.
  const value = markPii(project, taints);
  return {
    value,
    diagnostics: [...checkPii(project, taints, symbols, picked), ...checkRules(rules, { project, symbols })],
  };
}
