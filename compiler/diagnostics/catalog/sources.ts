/** What is wrong with a derived source: joins, elements, times. FEAT42xx. */
import { define } from "../diagnostic.js";

export const joinTarget = define<{ name: string; is: string }>({
  code: "FEAT4201",
  name: "join-target",
  severity: "error",
  message: ({ name, is }) => `\`${name}\` is ${is}: a join is to a \`state\` source or to a view`,
  help: ({ is }) => (is.includes("events") ? "aggregate its events in a view, and join that" : ""),
});

export const joinNeedsKeys = define<{ name: string; keys: readonly string[] }>({
  code: "FEAT4202",
  name: "join-needs-keys",
  severity: "error",
  message: ({ name, keys }) =>
    `the join to \`${name}\` does not say what ${keys.length === 0 ? "column" : `\`${keys.join("`, `")}\``} is equal to`,
  help: ({ keys }) =>
    `say \`on ${keys.length === 1 ? keys[0] : `(${(keys.length === 0 ? ["column"] : keys).join(", ")})`}\``,
});

export const notAnArray = define<{ found: string }>({
  code: "FEAT4203",
  name: "not-an-array",
  severity: "error",
  message: ({ found }) => `\`each\` goes through an array, and this is ${found}`,
});

export const retimeType = define<{ found: string }>({
  code: "FEAT4204",
  name: "retime-type",
  severity: "error",
  message: ({ found }) => `\`at\` takes a timestamp, and this is ${found}`,
  help: ({ found }) => (found.startsWith("date") ? "say `timestamp(d)`, its midnight in UTC" : ""),
});

export const aliasTaken = define<{ name: string; by: string }>({
  code: "FEAT4205",
  name: "alias-taken",
  severity: "error",
  message: ({ name, by }) => `\`${name}\` is the name of ${by} here`,
  help: () => "say `as` and a name of its own",
});

export const wholeAlias = define<{ name: string }>({
  code: "FEAT4206",
  name: "whole-alias",
  severity: "error",
  message: ({ name }) => `\`${name}\` is what was joined, no value`,
  help: ({ name }) => `say \`${name}.column\``,
});

export const joinKnown = define<{ view: string; source: string }>({
  code: "FEAT4207",
  name: "join-known",
  severity: "error",
  message: ({ view, source }) =>
    `\`${view}\` is \`known\`, and reads \`${source}\` through a join, which does not say when rows were written`,
  help: () => "declare `created` in its YAML",
});

export const branchColumns = define<{ missing: readonly string[]; extra: readonly string[] }>({
  code: "FEAT4208",
  name: "branch-columns",
  severity: "error",
  message: ({ missing, extra }) =>
    `this branch ${[
      ...(missing.length === 0 ? [] : [`lacks \`${missing.join("`, `")}\``]),
      ...(extra.length === 0 ? [] : [`has \`${extra.join("`, `")}\`, which the first has not`]),
    ].join(" and ")}`,
  help: () => "the branches of a union have the same columns, by name",
});

export const branchTypes = define<{ name: string; first: string; found: string }>({
  code: "FEAT4209",
  name: "branch-types",
  severity: "error",
  message: ({ name, first, found }) => `column \`${name}\` is ${found} in this branch, and ${first} in the first`,
});

export const branchKinds = define<{ first: string; found: string }>({
  code: "FEAT4210",
  name: "branch-kinds",
  severity: "error",
  message: ({ first, found }) =>
    `this branch reads a source of kind \`${found}\`, and the first one of kind \`${first}\``,
});

export const versionsUnordered = define<{ source: string }>({
  code: "FEAT4212",
  name: "versions-unordered",
  severity: "warning",
  message: ({ source }) => `\`${source}\` has a \`key\` and says not which version was written last`,
  help: () => "declare `created` or `sequence` in its YAML; without them only exact redeliveries make sense",
});

export const correctionsSeen = define<{ source: string }>({
  code: "FEAT4213",
  name: "corrections-seen",
  severity: "warning",
  message: ({ source }) => `training sees rows of \`${source}\` that were written after the label`,
  help: () => "say `known` in the view: then a row counts from when it was `created`",
});
