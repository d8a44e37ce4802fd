/** `feat.yaml` and the YAML of sources: FEAT2xxx. Settings that this version does not support yet: FEAT503x. */
import { define } from "../diagnostic.js";
import { foreignChoice, foreignKey, foreignKeyHelp, howToGive } from "../foreign/yaml.js";
import { suggest, suggestion } from "../suggest.js";

/* Files and YAML */

/** `known`: files that the path may have meant. */
export const missingFile = define<{ path: string; what: string; known?: readonly string[] }>({
  code: "FEAT2001",
  name: "missing-file",
  severity: "error",
  message: ({ path, what }) => `there is no file \`${path}\` with the ${what}`,
  help: ({ path, known = [] }) =>
    /[*?]/.test(path) ? "write the path of each file: patterns are not allowed here" : suggestion(path, known, "files"),
});

/** `matching`: patterns that match files of the project, the widest first. */
export const noFeatureFiles = define<{ pattern: string; matching: readonly string[] }>({
  code: "FEAT2002",
  name: "no-feature-files",
  severity: "error",
  message: ({ pattern }) => `no file matches \`${pattern}\``,
  help: ({ pattern, matching }) => {
    const inFolder = `${pattern.replace(/\/$/, "")}/**/*.feat`;
    const near = matching.includes(inFolder) ? inFolder : suggest(pattern, matching);
    if (near !== null) return `did you mean \`${near}\`?`;
    const some = matching.slice(0, 3).map((other) => `\`${other}\``);
    if (some.length > 0) return `the \`.feat\` files here match ${some.join(", ")}; patterns are relative to this file`;
    return "there is no `.feat` file in this folder or below it; patterns are relative to this file";
  },
});

export const yamlSyntax = define<{ problem: string }>({
  code: "FEAT2003",
  name: "yaml-syntax",
  severity: "error",
  message: ({ problem }) => problem,
});

export const duplicateKey = define<{ name: string }>({
  code: "FEAT2004",
  name: "duplicate-key",
  severity: "error",
  message: ({ name }) => `\`${name}\` is written twice here`,
  help: () => "remove one of them: otherwise the last would win silently",
});

/* Shape */

export const unknownKey = define<{ name: string; known: readonly string[] }>({
  code: "FEAT2005",
  name: "unknown-key",
  severity: "error",
  message: ({ name }) => `there is no key \`${name}\` here`,
  help: ({ name, known }) => {
    const ours = foreignKey(name, known);
    return ours === null ? (foreignKeyHelp(name) ?? suggestion(name, known, "keys")) : `it is called \`${ours}\` here`;
  },
});

export const missingKey = define<{ name: string; of: string }>({
  code: "FEAT2006",
  name: "missing-key",
  severity: "error",
  message: ({ name, of }) => `${of} needs \`${name}\``,
  help: ({ name }) => howToGive(name),
});

/** `needed`: the required keys, if the value is empty. */
export const wrongShape = define<{ name: string; expected: string; found: string; needed?: readonly string[] }>({
  code: "FEAT2007",
  name: "wrong-shape",
  severity: "error",
  message: ({ name, expected, found }) => `${name} must be ${expected}, but this is ${found}`,
  help: ({ name, needed = [], expected, found }) =>
    needed.length === 0
      ? helpForShape(name, expected, found)
      : `write ${needed.map((key) => `\`${key}: …\``).join(", ")}`,
});

/** How a value of the expected shape is written. */
function helpForShape(name: string, expected: string, found: string): string | null {
  if (found === "empty") return "write its value after the `:`";
  if (expected.startsWith("a map"))
    return found === "a list"
      ? "write `name: …` on a line of its own for each, without `-`"
      : "write `key: value` under it, indented by two spaces";
  if (expected.startsWith("true or false")) return "write `true` or `false`";
  const number = /^the number (.*)$/.exec(found)?.[1];
  if (expected.startsWith("a text") && number !== undefined)
    return /delay|max/.test(name)
      ? `a duration has its unit: \`${number}h\`, \`${number}d\``
      : `put it in quotes: \`"${number}"\``;
  if (expected.startsWith("a text")) return "write the text itself; put it in quotes if it begins with a symbol";
  return null;
}

export const notOneOf = define<{ value: string; choices: readonly string[] }>({
  code: "FEAT2008",
  name: "not-one-of",
  severity: "error",
  message: ({ value, choices }) => `\`${value}\` is not one of ${choices.map((choice) => `\`${choice}\``).join(", ")}`,
  help: ({ value, choices }) => {
    const near = foreignChoice(value, choices) ?? suggest(value, choices);
    if (near !== null) return `did you mean \`${near}\`?`;
    return helpForSwitch(value, choices) ?? "write one of these";
  },
});

/** `rules: { owner: true }`: a rule has a severity, and is not a switch. */
const helpForSwitch = (value: string, choices: readonly string[]): string | null => {
  const isSeverity = choices.includes("warn") && choices.includes("off");
  if (!isSeverity || !/^(?:true|yes|on|false|no)$/i.test(value)) return null;
  return /^(?:false|no)$/i.test(value)
    ? "`off` turns the rule off"
    : "say how severe a breach is: `error` stops the compiler, `warn` does not; `off` turns the rule off";
};

export const badName = define<{ name: string; what: string; help: string }>({
  code: "FEAT2009",
  name: "bad-name",
  severity: "error",
  message: ({ name, what }) => `\`${name}\` cannot name a ${what}`,
  help: ({ help }) => help,
});

export const location = define<{ found: readonly string[] }>({
  code: "FEAT2010",
  name: "source-location",
  severity: "error",
  message: ({ found }) =>
    found.length === 0
      ? "a source needs `file`, `table` or `query`"
      : `a source has one of ${found.map((key) => `\`${key}\``).join(" and ")}, not ${found.length}`,
  help: ({ found }) =>
    found.length === 0 ? "add `file: data/orders.parquet`, `table: …` or `query: …`" : "keep the one that it reads",
});

/* Sources */

export const duplicateSource = define<{ name: string }>({
  code: "FEAT2011",
  name: "duplicate-source",
  severity: "error",
  message: ({ name }) => `there are two sources named \`${name}\``,
});

export const columnCase = define<{ name: string; first: string }>({
  code: "FEAT2012",
  name: "columns-differ-by-case",
  severity: "error",
  message: ({ name, first }) => `columns \`${first}\` and \`${name}\` differ by case only`,
  help: () => "readers of tables and Parquet files ignore case",
});

export const badType = define<{ text: string; known: readonly string[] }>({
  code: "FEAT2013",
  name: "bad-type",
  severity: "error",
  message: ({ text }) => `\`${text}\` is not a type`,
  help: ({ text, known }) => suggestion(text, known, "types"),
});

export const badDuration = define<{ text: string }>({
  code: "FEAT2014",
  name: "bad-duration",
  severity: "error",
  message: ({ text }) => `\`${text}\` is not a duration`,
  help: () => "a duration is a whole number and a unit: us, ms, s, m, h, d or w, as in `2h`",
});

export const shortRetention = define<{ text: string }>({
  code: "FEAT2047",
  name: "short-retention",
  severity: "error",
  message: ({ text }) => `a \`retention\` is at least an hour, and \`${text}\` is less`,
  help: () => "rows go by the clock, so it must be longer than clocks differ and than a run may be late",
});

export const badZone = define<{ text: string; known: readonly string[] }>({
  code: "FEAT2015",
  name: "bad-zone",
  severity: "error",
  message: ({ text }) => `there is no time zone \`${text}\``,
  help: ({ text, known }) => {
    const near = suggest(text, known);
    return near === null ? "a zone is named as in `Europe/Berlin`, or `UTC`" : `did you mean \`${near}\`?`;
  },
});

export const dateNeedsAt = define<{ name: string }>({
  code: "FEAT2016",
  name: "date-needs-at",
  severity: "error",
  message: ({ name }) => `\`${name}\` is a date: choose which moment of the day it means`,
  help: ({ name }) =>
    `write \`time: { column: ${name}, format: date, at: end }\` if a day's rows are known when the day is over, else \`at: start\``,
});

export const atWithoutDate = define<{ format: string }>({
  code: "FEAT2017",
  name: "at-without-date",
  severity: "error",
  message: ({ format }) => `\`at\` is for dates, but the format of this time is \`${format}\``,
});

export const zoneWithoutUse = define<{ format: string }>({
  code: "FEAT2018",
  name: "zone-without-use",
  severity: "error",
  message: ({ format }) => `a time in \`${format}\` counts from the epoch and has no zone`,
});

export const columnType = define<{ role: string; column: string; type: string; expected: string }>({
  code: "FEAT2019",
  name: "column-type",
  severity: "error",
  message: ({ role, column, type, expected }) => `\`${role}\` must be ${expected}, but column \`${column}\` is ${type}`,
  help: ({ role, column }) =>
    role === "time" || role === "created" || role === "until"
      ? `declare it as \`${column}: timestamp\`, and tell how it is stored: \`${role}: { column: ${column}, format: unix_s }\``
      : "change the column's type, or name another column",
});

export const undeclaredKey = define<{ name: string; columns: readonly string[] }>({
  code: "FEAT2020",
  name: "undeclared-key",
  severity: "error",
  message: ({ name }) => `\`key\` names \`${name}\`, which is not a column of this source`,
  help: ({ name, columns }) => suggestion(name, columns, "columns"),
});

export const stateOnly = define<{ key: string }>({
  code: "FEAT2021",
  name: "state-only",
  severity: "error",
  message: ({ key }) =>
    `\`${key}\` is for sources of kind \`state\`: an event ${key === "complete" ? "is not a snapshot" : "does not end"}`,
});

export const missingSetting = define<{ kind: string; setting: string }>({
  code: "FEAT2024",
  name: "missing-setting",
  severity: "error",
  message: ({ kind, setting }) => `\`${kind}\` needs \`${setting}\``,
});

export const outsideOut = define<{ path: string }>({
  code: "FEAT2025",
  name: "bad-out-folder",
  severity: "error",
  message: ({ path }) => `\`out: ${path}\` is not a relative path to a folder`,
  help: () => "artifacts are written to `<out>/<project>/`, and any other file there is reported as an orphan",
});

export const badPattern = define<{ text: string; problem: string }>({
  code: "FEAT2026",
  name: "bad-pattern",
  severity: "error",
  message: ({ text, problem }) => `\`${text}\` is not a regular expression: ${problem}`,
});

export const ownColumn = define<{ name: string }>({
  code: "FEAT2027",
  name: "own-column",
  severity: "error",
  message: ({ name }) =>
    `column \`${name}\`: names that begin with \`@\` or \`~\` are reserved for columns of the generated SQL`,
  help: ({ name }) =>
    `read it under another name: \`${name.replace(/^[@~]+/, "") || "name"}: { type: …, column: ${JSON.stringify(name)} }\``,
});

export const nullCharacter = define<{ role: string }>({
  code: "FEAT2028",
  name: "null-character",
  severity: "error",
  message: ({ role }) => `${role} has a null character in its name`,
  help: () => "SQL cannot name this column: rename it in the data",
});

/* The registry */

export const twoRegistries = define<Readonly<Record<never, never>>>({
  code: "FEAT2046",
  name: "two-registries",
  severity: "error",
  message: () => "`registry` has both a `path` and a `url`",
  help: () => "keep one of them: a folder, or a bucket or database",
});

/* Not in this version */

export const laterDialect = define<{ dialect: string }>({
  code: "FEAT5030",
  name: "later-dialect",
  severity: "warning",
  message: ({ dialect }) => `SQL for \`${dialect}\` is not in this version yet: \`duckdb\` and \`postgres\` are`,
});

export const laterTarget = define<{ kind: string; role: "offline" | "online"; supported: readonly string[] }>({
  code: "FEAT5033",
  name: "later-target",
  severity: "error",
  message: ({ kind, role }) => `an ${role} store of kind \`${kind}\` is not in this version yet`,
  help: ({ supported }) =>
    `this version supports ${supported.map((kind) => `\`${kind}\``).join(" and ")}; choose another target with --target`,
});
