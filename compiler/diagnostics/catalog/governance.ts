/** Personal data, deprecation, annotations and a project's own rules. FEAT43xx. */
import { define } from "../diagnostic.js";
import { suggest, suggestion } from "../suggest.js";

/* Personal data */

export const piiServed = define<{ service: string; path: readonly string[]; more: readonly string[] }>({
  code: "FEAT4301",
  name: "pii-served",
  severity: "error",
  message: ({ service, path, more }) =>
    `\`${service}\` serves personal data and does not say \`allow pii\`: ${path.join(" ← ")}${
      more.length === 0 ? "" : `; also ${listed(more)}`
    }`,
  help: () => "say `allow pii` in the service if it may be served, or leave it out: nothing else cleans it",
});

export const needlessAllowPii = define<{ service: string; again: boolean }>({
  code: "FEAT4302",
  name: "needless-allow-pii",
  severity: "warning",
  message: ({ service, again }) =>
    again ? `\`allow pii\` stands twice in \`${service}\`` : `\`${service}\` serves no personal data`,
  help: () => "leave `allow pii` out: then data that becomes personal later is not served by mistake",
});

/* Deprecation */

export const deprecated = define<{ name: string; what: string; text: string }>({
  code: "FEAT4303",
  name: "deprecated",
  severity: "warning",
  message: ({ name, what, text }) => `${what} \`${name}\` is deprecated${text === "" ? "" : `: ${text}`}`,
});

export const deprecatedByStar = define<{ names: readonly string[] }>({
  code: "FEAT4304",
  name: "deprecated-by-star",
  severity: "warning",
  message: ({ names }) => `\`*\` takes what is deprecated: ${listed(names)}`,
  help: () => "leave it out with `except { … }`, or pick features by their names",
});

/* Annotations */

export const unknownAnnotation = define<{ name: string; known: readonly string[] }>({
  code: "FEAT4305",
  name: "unknown-annotation",
  severity: "warning",
  message: ({ name }) => `there is no annotation \`@${name}\`, so it does nothing`,
  help: ({ name, known }) =>
    suggest(name, known) === null
      ? `${suggestion(name, known, "annotations are")}; what is your own goes into \`@tags(${name}: "…")\``
      : `did you mean \`@${suggest(name, known)}\`?`,
});

export const misplacedAnnotation = define<{ name: string; what: string; on: readonly string[] }>({
  code: "FEAT4306",
  name: "misplaced-annotation",
  severity: "warning",
  message: ({ name, what }) => `\`@${name}\` does nothing before ${what}`,
  help: ({ on }) => `it stands before ${on.slice(0, -1).join(", ")}${on.length > 1 ? " or " : ""}${on.at(-1)}`,
});

export const annotationArguments = define<{ name: string; wants: string; example: string }>({
  code: "FEAT4307",
  name: "annotation-arguments",
  severity: "error",
  message: ({ name, wants }) => `\`@${name}\` takes ${wants}`,
  help: ({ example }) => `write \`${example}\``,
});

export const annotationTwice = define<{ name: string }>({
  code: "FEAT4308",
  name: "annotation-twice",
  severity: "warning",
  message: ({ name }) => `\`@${name}\` stands twice here`,
});

/* Rules of `feat.yaml`, which says how severe they are */

export const ruleOwner = define<{ what: string }>({
  code: "FEAT4320",
  name: "rule-owner",
  severity: "warning",
  message: ({ what }) => `${what} has no owner`,
  help: () => 'say `@owner("team")` before it: the project\'s rules ask for it',
});

export const ruleDocs = define<{ what: string }>({
  code: "FEAT4321",
  name: "rule-docs",
  severity: "warning",
  message: ({ what }) => `${what} is not documented`,
  help: () => "say what it is in a line of `///` before it: the project's rules ask for it",
});

export const ruleTtl = define<{ view: string; source: string; columns: readonly string[] }>({
  code: "FEAT4322",
  name: "rule-ttl",
  severity: "warning",
  message: ({ view, source, columns }) =>
    `\`${view}\` has no \`ttl\`, and serves ${listed(columns)} of \`${source}\` however old they are`,
  help: () => "say `ttl 30d` after the source: the project's rules ask for it",
});

export const ruleNames = define<{ name: string; what: string; pattern: string }>({
  code: "FEAT4323",
  name: "rule-names",
  severity: "warning",
  message: ({ name, what, pattern }) => `the name of ${what} \`${name}\` does not match \`${pattern}\``,
  help: () => "the project's rules ask for it",
});

export const ruleLongestWindow = define<{ reach: string | null; max: string }>({
  code: "FEAT4324",
  name: "rule-longest-window",
  severity: "warning",
  message: ({ reach, max }) =>
    `this window reaches ${reach === null ? "back without end" : `${reach} back`}, and the project's longest is ${max}`,
});

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
