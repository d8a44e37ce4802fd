import { describe, expect, test } from "vitest";
import type { ProjectRules } from "../../compiler/project/index.js";
import { check } from "./check.js";

const read = (rules: string) =>
  check({ "feat.yaml": `project: p\nrules: ${rules}\n`, "a.feat": "", "sources.yaml": "sources: {}\n" });

describe("rules in feat.yaml", () => {
  test.each<readonly [yaml: string, rules: ProjectRules]>([
    [
      '{ owner: error, docs: warn, ttl: error, names: { pattern: "^[a-z_]+$", severity: warn }, longest_window: { max: 90d, severity: error } }',
      {
        owner: { severity: "error" },
        docs: { severity: "warning" },
        ttl: { severity: "error" },
        names: { severity: "warning", pattern: "^[a-z_]+$" },
        longest_window: { severity: "error", max: "90d", maxMicros: "7776000000000" },
      },
    ],
    [
      "{ owner: off, docs: off, ttl: off, names: { pattern: x, severity: off }, longest_window: { max: 1d, severity: off } }",
      {},
    ],
    ["{ names: off, longest_window: off }", {}],
    ["{}", {}],
    [
      "{ names: { pattern: x }, longest_window: { max: 36h } }",
      {
        names: { severity: "error", pattern: "x" },
        longest_window: { severity: "error", max: "36h", maxMicros: "129600000000" },
      },
    ],
  ])("%s", (yaml, rules) => {
    const { config, said } = read(yaml);
    expect(said).toEqual([]);
    expect(config?.rules).toEqual(rules);
  });

  test.each<readonly [yaml: string, ...said: readonly string[]]>([
    [
      "{ owners: error }",
      "FEAT2005 unknown-key feat.yaml:2:10 |owners| there is no key `owners` here (did you mean `owner`?)",
    ],
    [
      "{ owner: warning }",
      "FEAT2008 not-one-of feat.yaml:2:17 |warning| `warning` is none of `error`, `warn`, `off` (did you mean `warn`?)",
    ],
    [
      "{ owner: true }",
      "FEAT2008 not-one-of feat.yaml:2:17 |true| `true` is none of `error`, `warn`, `off` (say how severe a breach is: `error` stops the compiler, `warn` does not; `off` turns the rule off)",
    ],
    [
      "{ names: error }",
      'FEAT2007 wrong-shape feat.yaml:2:17 |error| `names` is a map or `off`, this is the text "error" (write `key: value` under it, indented by two spaces)',
    ],
    [
      "{ names: { severity: warn } }",
      "FEAT2006 missing-key feat.yaml:2:10 |names| `names` needs `pattern` (add `pattern: …`)",
    ],
    [
      '{ names: { pattern: "[a-" } }',
      'FEAT2026 bad-pattern feat.yaml:2:28 |"[a-"| `[a-` is no regular expression: unterminated character class',
    ],
    [
      '{ names: { pattern: "[a-", severity: off } }',
      'FEAT2026 bad-pattern feat.yaml:2:28 |"[a-"| `[a-` is no regular expression: unterminated character class',
    ],
    [
      "{ longest_window: { max: 3 months } }",
      "FEAT2014 bad-duration feat.yaml:2:33 |3 months| `3 months` is no duration (a duration is a whole number and a unit: us, ms, s, m, h, d or w, as in `2h`)",
    ],
    [
      "{ longest_window: { max: 90 } }",
      "FEAT2007 wrong-shape feat.yaml:2:33 |90| `max` is a text, this is the number 90 (a duration has its unit: `90h`, `90d`)",
    ],
    [
      "{ longest_window: { max: 90d, severity: loud } }",
      "FEAT2008 not-one-of feat.yaml:2:48 |loud| `loud` is none of `error`, `warn`, `off` (write one of them)",
    ],
    [
      "[owner]",
      "FEAT2007 wrong-shape feat.yaml:2:8 |[owner]| `rules` is a map, this is a list (write `name: …` on a line of its own for each, without `-`)",
    ],
  ])("%s", (yaml, ...said) => {
    expect(read(yaml).said).toEqual(said);
  });
});
