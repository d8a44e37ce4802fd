/** Errors in derived sources: joins, elements, times. FEAT42xx. */
import { define } from "../diagnostic.js";

export const joinTarget = define<{ name: string; is: string }>({
  code: "FEAT4201",
  name: "join-target",
  severity: "error",
  message: ({ name, is }) => `\`${name}\` is ${is}, but a join needs a \`state\` source or a view`,
  help: ({ is }) => (is.includes("events") ? "aggregate its events in a view, and join that" : ""),
});

export const joinNeedsKeys = define<{ name: string; keys: readonly string[] }>({
  code: "FEAT4202",
  name: "join-needs-keys",
  severity: "error",
  message: ({ name, keys }) =>
    `the join to \`${name}\` does not say which column is equal to ${keys.length === 0 ? "its key" : `\`${keys.join("`, `")}\``}`,
  help: ({ keys }) =>
    `write \`on ${keys.length === 1 ? keys[0] : `(${(keys.length === 0 ? ["column"] : keys).join(", ")})`}\``,
});

export const notAnArray = define<{ found: string }>({
  code: "FEAT4203",
  name: "not-an-array",
  severity: "error",
  message: ({ found }) => `\`each\` needs an array, but this is ${found}`,
});

export const retimeType = define<{ found: string }>({
  code: "FEAT4204",
  name: "retime-type",
  severity: "error",
  message: ({ found }) => `\`at\` takes a timestamp, but this is ${found}`,
  help: ({ found }) => (found.startsWith("date") ? "write `timestamp(d)`, its midnight in UTC" : ""),
});

export const aliasTaken = define<{ name: string; by: string }>({
  code: "FEAT4205",
  name: "alias-taken",
  severity: "error",
  message: ({ name, by }) => `\`${name}\` is the name of ${by} here`,
  help: () => "give it another name with `as`",
});

export const wholeAlias = define<{ name: string }>({
  code: "FEAT4206",
  name: "whole-alias",
  severity: "error",
  message: ({ name }) => `\`${name}\` is the joined row, not a value`,
  help: ({ name }) => `write \`${name}.column\``,
});

export const joinKnown = define<{ view: string; source: string }>({
  code: "FEAT4207",
  name: "join-known",
  severity: "error",
  message: ({ view, source }) =>
    `\`${view}\` is \`known\` and joins \`${source}\`, which does not say when its rows were written`,
  help: () => "declare `created` in its YAML",
});

export const branchColumns = define<{ missing: readonly string[]; extra: readonly string[] }>({
  code: "FEAT4208",
  name: "branch-columns",
  severity: "error",
  message: ({ missing, extra }) =>
    `this branch ${[
      ...(missing.length === 0 ? [] : [`lacks \`${missing.join("`, `")}\``]),
      ...(extra.length === 0 ? [] : [`has \`${extra.join("`, `")}\`, which the first branch does not have`]),
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
    `this branch reads a source of kind \`${found}\`, but the first branch reads one of kind \`${first}\``,
});

export const versionsUnordered = define<{ source: string }>({
  code: "FEAT4212",
  name: "versions-unordered",
  severity: "warning",
  message: ({ source }) => `\`${source}\` has a \`key\`, but does not say which version of a row was written last`,
  help: () =>
    "declare `created` or `sequence` in its YAML; without them, several versions of a row must be exact duplicates",
});

export const correctionsSeen = define<{ source: string }>({
  code: "FEAT4213",
  name: "corrections-seen",
  severity: "warning",
  message: ({ source }) => `training sees rows of \`${source}\` that were written after the label`,
  help: () => "write `known` in the view, so that a row counts only from its `created` time",
});
