import type { Diagnostic } from "../../../diagnostics/diagnostic.js";
import type { Project } from "../../../ir/index.js";
import type { RuleName, RuleSettings } from "../../../project/config.js";
import type { Symbols } from "../../../symbols/index.js";

export interface RuleContext {
  /** A project without errors. */
  readonly project: Project;
  readonly symbols: Symbols;
}

/** Finds the violations of a rule; the project sets their severity. */
export type Rule<K extends RuleName> = (context: RuleContext, setting: RuleSettings[K]) => readonly Diagnostic[];
