/**
 * The rules that a project may set for itself in `feat.yaml`.
 *
 * In: a project without errors, its symbols, and the rules that are on. Out: a diagnostic for each violation.
 * Always: a rule is one row here, one in the JSON Schema, and one in the catalog; the project sets its severity.
 */
import type { Diagnostic } from "../../../diagnostics/diagnostic.js";
import type { ProjectRules, RuleName, RuleSettings } from "../../../project/config.js";
import { docs } from "./docs.js";
import { longestWindow } from "./longest-window.js";
import { names } from "./names.js";
import { owner } from "./owner.js";
import type { Rule, RuleContext } from "./rule.js";
import { ttl } from "./ttl.js";

const table: { readonly [K in RuleName]: Rule<K> } = {
  owner,
  docs,
  ttl,
  names,
  longest_window: longestWindow,
};

export const checkRules = (rules: ProjectRules, context: RuleContext): readonly Diagnostic[] =>
  (Object.keys(table) as RuleName[]).flatMap((name) => broken(name, rules, context));

function broken<K extends RuleName>(name: K, rules: ProjectRules, context: RuleContext): readonly Diagnostic[] {
  const setting: RuleSettings[K] | undefined = rules[name];
  if (setting === undefined) return [];
  return table[name](context, setting).map((found) => ({ ...found, severity: setting.severity }));
}
