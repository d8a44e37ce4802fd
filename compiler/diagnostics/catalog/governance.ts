/** Personal data, deprecation, annotations and a project's own rules. FEAT43xx. */
import { define } from "../diagnostic.js";
import { suggest, suggestion } from "../suggest.js";

/* Personal data */

export const piiServed = define<{ service: string; path: readonly string[]; more: readonly string[] }>({
  code: "FEAT4301",
  name: "pii-served",
  severity: "error",
  message: ({ service, path, more }) =>
    `\`${service}\` serves personal data without \`allow pii\`: ${path.join(" ← ")}${
      more.length === 0 ? "" : `; also ${listed(more)}`
    }`,
  help: () => "write `allow pii` in the service if this data may be served, or do not serve the feature",
});

export const needlessAllowPii = define<{ service: string; again: boolean }>({
  code: "FEAT4302",
  name: "needless-allow-pii",
  severity: "warning",
  message: ({ service, again }) =>
    again ? `\`allow pii\` is written twice in \`${service}\`` : `\`${service}\` serves no personal data`,
  help: () => "remove `allow pii`, so that data marked as personal later is not served by mistake",
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
  message: ({ names }) => `\`*\` includes deprecated features: ${listed(names)}`,
  help: () => "exclude them with `except { … }`, or pick features by name",
});

/* Annotations */

export const unknownAnnotation = define<{ name: string; known: readonly string[] }>({
  code: "FEAT4305",
  name: "unknown-annotation",
  severity: "warning",
  message: ({ name }) => `there is no annotation \`@${name}\`, so it does nothing`,
  help: ({ name, known }) =>
    suggest(name, known) === null
      ? `${suggestion(name, known, "annotations are")}; your own data goes into \`@tags(${name}: "…")\``
      : `did you mean \`@${suggest(name, known)}\`?`,
});

export const misplacedAnnotation = define<{ name: string; what: string; on: readonly string[] }>({
  code: "FEAT4306",
  name: "misplaced-annotation",
  severity: "warning",
  message: ({ name, what }) => `\`@${name}\` does nothing before ${what}`,
  help: ({ on }) => `it goes before ${on.slice(0, -1).join(", ")}${on.length > 1 ? " or " : ""}${on.at(-1)}`,
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
  message: ({ name }) => `\`@${name}\` is written twice here`,
});

/* Rules of `feat.yaml`. The file sets their severity. */

export const ruleOwner = define<{ what: string }>({
  code: "FEAT4320",
  name: "rule-owner",
  severity: "warning",
  message: ({ what }) => `${what} has no owner`,
  help: () => 'the project\'s rules require one: write `@owner("team")` before it',
});

export const ruleDocs = define<{ what: string }>({
  code: "FEAT4321",
  name: "rule-docs",
  severity: "warning",
  message: ({ what }) => `${what} is not documented`,
  help: () => "the project's rules require it: describe it in a `///` line before it",
});

export const ruleTtl = define<{ view: string; source: string; columns: readonly string[] }>({
  code: "FEAT4322",
  name: "rule-ttl",
  severity: "warning",
  message: ({ view, source, columns }) =>
    `\`${view}\` has no \`ttl\`, and serves ${listed(columns)} of \`${source}\` however old they are`,
  help: () => "the project's rules require one: write `ttl 30d` after the source",
});

export const ruleNames = define<{ name: string; what: string; pattern: string }>({
  code: "FEAT4323",
  name: "rule-names",
  severity: "warning",
  message: ({ name, what, pattern }) => `the name of ${what} \`${name}\` does not match \`${pattern}\``,
  help: () => "the project's rules require it",
});

export const ruleLongestWindow = define<{ reach: string | null; max: string }>({
  code: "FEAT4324",
  name: "rule-longest-window",
  severity: "warning",
  message: ({ reach, max }) =>
    `this window reaches ${reach === null ? "back without a limit" : `${reach} back`}, but the project allows ${max} at most`,
});

function listed(names: readonly string[]): string {
  const shown = names.slice(0, 5).map((name) => `\`${name}\``);
  const more = names.length - shown.length;
  if (more > 0) return `${shown.join(", ")} and ${more} more`;
  return shown.length < 2 ? shown.join("") : `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}`;
}
