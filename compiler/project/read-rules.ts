import { badDuration, badPattern } from "../diagnostics/catalog/project.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { ProjectRules, RuleSetting } from "./config.js";
import { durationMicros } from "./duration-text.js";
import type { Path, YamlFile } from "./yaml-file.js";

type SeverityYaml = "error" | "warn" | "off";

/** `rules` of a file whose shape was checked. */
export interface RulesYaml {
  readonly owner?: SeverityYaml;
  readonly docs?: SeverityYaml;
  readonly ttl?: SeverityYaml;
  readonly names?: "off" | { readonly pattern: string; readonly severity?: SeverityYaml };
  readonly longest_window?: "off" | { readonly max: string; readonly severity?: SeverityYaml };
}

/** The rules that are on. A rule that is off is checked as well, so that it is right when it is turned on. */
export function readRules(
  file: YamlFile,
  path: Path,
  yaml: RulesYaml,
  report: (diagnostic: Diagnostic) => void,
): ProjectRules {
  const names = yaml.names === "off" ? undefined : yaml.names;
  const longest = yaml.longest_window === "off" ? undefined : yaml.longest_window;
  const named = names === undefined ? null : settingOf(names.severity ?? "error");
  const limited = longest === undefined ? null : settingOf(longest.severity ?? "error");
  const problem = names === undefined ? null : patternProblem(names.pattern);
  if (names !== undefined && problem !== null)
    report(badPattern.at(file.value([...path, "names", "pattern"]), { text: names.pattern, problem }));
  const micros = longest === undefined ? null : durationMicros(longest.max);
  if (longest !== undefined && micros === null)
    report(badDuration.at(file.value([...path, "longest_window", "max"]), { text: longest.max }));
  return {
    ...on("owner", settingOf(yaml.owner)),
    ...on("docs", settingOf(yaml.docs)),
    ...on("ttl", settingOf(yaml.ttl)),
    ...on(
      "names",
      names === undefined || named === null || problem !== null ? null : { ...named, pattern: names.pattern },
    ),
    ...on(
      "longest_window",
      longest === undefined || limited === null || micros === null
        ? null
        : { ...limited, max: longest.max, maxMicros: micros },
    ),
  };
}

const on = <K extends keyof ProjectRules>(name: K, setting: ProjectRules[K] | null): ProjectRules =>
  setting === null ? {} : { [name]: setting };

const settingOf = (severity: SeverityYaml | undefined): RuleSetting | null =>
  severity === undefined || severity === "off" ? null : { severity: severity === "warn" ? "warning" : "error" };

/** Why a text is not a regular expression; null if it is one. */
function patternProblem(text: string): string | null {
  try {
    new RegExp(text, "u");
    return null;
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    return message.slice(message.lastIndexOf(": ") + 2).toLowerCase();
  }
}
