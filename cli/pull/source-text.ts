import { typeText } from "../../runtime/types.js";
import { visible, visibleJson } from "../../runtime/visible.js";
import { isTimeName } from "../../runtime/warehouse/data/index.js";
import type { Guessed, LocationText, Proposal, ProposedColumn, TimeText } from "./proposal.js";

/* The YAML of proposals, in lines without the indentation of their place. A guess is marked by a comment. */

export const guessed = "guessed: ";
/** The comment of a column that the data no longer have. */
export const vanished = "# not in the data any more";

const comment = (guess: string | null): string => (guess === null ? "" : ` # ${guessed}${visible(guess)}`);
const indented = (lines: readonly string[]): readonly string[] => lines.map((line) => `  ${line}`);

/** A text as YAML, in quotes unless every reader of YAML takes it for a text without them. */
export const yamlScalar = (text: string): string =>
  /^[A-Za-z_./][A-Za-z0-9_ ?[\]().<>,/=-]*$/.test(text) && !/ $|^(null|true|false|yes|no|on|off)$/i.test(text)
    ? text
    : visibleJson(JSON.stringify(text));

export function sourceLines(proposal: Proposal): readonly string[] {
  const { name, location, kind, time, created, key, keyIsOpen, sequence, columns, leftOut } = proposal;
  const keyLines =
    key === null
      ? []
      : keyIsOpen
        ? [
            `# key: ${key.value} # ${guessed}${key.guess}; say it with \`created\` or \`sequence\` if a row may come twice`,
          ]
        : [`key: ${key.value}${comment(key.guess)}`];
  return [
    `${name}:`,
    ...indented([
      `kind: ${kind.value}${comment(kind.guess)}`,
      ...locationLines(location),
      ...(time === null ? ["time: # which column is the time of a row?"] : timeLines("time", time)),
      ...(created === null ? [] : timeLines("created", created)),
      ...(sequence === null ? [] : [`sequence: ${sequence.value}${comment(sequence.guess)}`]),
      ...keyLines,
      ...(columns.length === 0 ? ["columns: {}"] : ["columns:", ...indented(columns.flatMap(columnLines))]),
      ...indented(leftOut.map(({ column, why }) => `# ${leftOutText(column)}: ${visible(why)}`)),
    ]),
  ];
}

/** The beginning of the comment for a column that is left out, which says so to the next run too. */
export const leftOutText = (column: string): string => `left out ${visible(JSON.stringify(column))}`;

/** Block maps, because readers of YAML 1.1 do not take `int64?` within braces (MEANING 110). */
export function columnLines({ name, column, type, guess }: ProposedColumn): readonly string[] {
  const text = yamlScalar(typeText(type));
  if (name === column) return [`${yamlScalar(name)}: ${text}${comment(guess)}`];
  return [`${yamlScalar(name)}:${comment(guess)}`, `  type: ${text}`, `  column: ${yamlScalar(column)}`];
}

function locationLines({ key, text, csv }: LocationText): readonly string[] {
  const options = csv === null ? [] : Object.entries(csv.value);
  return [
    `${key}: ${yamlScalar(text)}`,
    ...(csv === null || options.length === 0
      ? []
      : [
          `csv:${comment(csv.guess)}`,
          ...options.map(([name, value]) => `  ${name}: ${visibleJson(JSON.stringify(value))}`),
        ]),
  ];
}

function timeLines(
  role: "time" | "created",
  { value: { column, format, at }, guess }: Guessed<TimeText>,
): readonly string[] {
  if (format === null) return [`${role}: ${column}${comment(guess)}`];
  return [
    `${role}:${comment(guess)}`,
    ...indented([`column: ${column}`, `format: ${format}`, ...(at === null ? [] : [`at: ${at}`])]),
  ];
}

/**
 * A source whose data have no time, as a comment: a source needs a time, and only a person knows which one is meant.
 */
export function openLines(proposal: Proposal): readonly string[] {
  const { name, columns } = proposal;
  const why =
    columns.length === 0
      ? `${name} is left out: its data have no columns.`
      : `${name} is left out: no column of its data is a time, and a source needs one.`;
  return [
    `# ${why}`,
    ...(columns.length === 0
      ? []
      : [
          "# Write the column in `time:`, and take away the `#`. Data whose rows were always so may be a query that adds",
          "# a time: `select *, timestamp '1970-01-01' as since from …`",
          ...columns
            .filter(({ column, type }) => type.kind === "string" && isTimeName(column))
            .map(
              ({ column }) =>
                `# ${visible(JSON.stringify(column))} has texts that are no times as ISO 8601 writes them; a query may convert them.`,
            ),
        ]),
    ...sourceLines(proposal).map((line) => `# ${line}`),
  ];
}

/** True if a file has the source as a comment already. */
export const isOpenIn = (name: string, text: string): boolean => new RegExp(`^\\s*# ${name}:\\s*$`, "m").test(text);
