/** Sources that a target streams: FEAT2044, FEAT47xx. */
import { define } from "../diagnostic.js";
import { suggestion } from "../suggest.js";

/** `derived`: the name is a source of a `.feat` file. */
export const unknownStream = define<{ name: string; derived: boolean; sources: readonly string[] }>({
  code: "FEAT2044",
  name: "unknown-stream",
  severity: "error",
  message: ({ name, derived }) =>
    derived
      ? `\`${name}\` is derived from other sources, so no rows arrive for it`
      : `there is no source \`${name}\` to stream`,
  help: ({ name, derived, sources }) =>
    derived
      ? "name the source of the YAML file that it is derived from"
      : (suggestion(name, sources, "sources") ?? "name a source of the YAML files"),
});

/** `reason` follows "because". */
export const notStreamable = define<{ view: string; target: string; reason: string; help: string }>({
  code: "FEAT4701",
  name: "not-streamable",
  severity: "error",
  message: ({ view, target, reason }) =>
    `view \`${view}\` cannot be streamed on target \`${target}\`, because ${reason}`,
  help: ({ help }) => help,
});

export const unknownTopicTarget = define<{ name: string; targets: readonly string[] }>({
  code: "FEAT4702",
  name: "unknown-topic-target",
  severity: "error",
  message: ({ name }) => `there is no target \`${name}\` in feat.yaml`,
  help: ({ name, targets }) =>
    suggestion(name, targets, "targets") ??
    "write one map with `brokers` and `topic` for all targets, or name a target",
});

export const missingRegistry = define<Record<never, never>>({
  code: "FEAT4703",
  name: "missing-registry",
  severity: "error",
  message: () => "messages in Avro name their schema by a number, and only a registry knows it",
  help: () => "add `registry: URL`",
});

export const deleteWithoutDeleted = define<Record<never, never>>({
  code: "FEAT4704",
  name: "delete-without-deleted",
  severity: "error",
  message: () => "a message without a value can delete a key only of a source that has `deleted` and `key`",
  help: () => "declare both, or say `tombstones: skip`",
});

export const twoTopics = define<{ group: string; source: string }>({
  code: "FEAT4705",
  name: "shared-group",
  severity: "error",
  message: ({ group, source }) => `the group \`${group}\` is that of source \`${source}\` too`,
  help: () => "give each source a group of its own, or leave `group` out",
});

/** `reads`: what the target reads of the source instead. */
export const landingNotRead = define<{ source: string; target: string; folder: string; reads: string }>({
  code: "FEAT4706",
  name: "landing-not-read",
  severity: "error",
  message: ({ source, target, folder, reads }) =>
    `target \`${target}\` keeps pushed rows of \`${source}\` in ${folder}/${source}, but reads ${reads}`,
  help: ({ source, folder }) =>
    `let \`file\` of \`${source}\` match them, as \`${folder}/${source}/**/*.parquet\` does, or leave out \`landing\``,
});
