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
