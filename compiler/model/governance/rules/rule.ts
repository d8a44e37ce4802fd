import type { Diagnostic } from "../../../diagnostics/diagnostic.js";
import type { RuleName, RuleSettings } from "../../../project/config.js";
import type { Symbols } from "../../../symbols/index.js";
import type { Project } from "../../ir.js";

export interface RuleContext {
  /** Without errors. */
  readonly project: Project;
  readonly symbols: Symbols;
}

/** Finds what breaks a rule; how severe that is, the project says. */
export type Rule<K extends RuleName> = (context: RuleContext, setting: RuleSettings[K]) => readonly Diagnostic[];
