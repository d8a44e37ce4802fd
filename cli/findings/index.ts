/**
 * What `feat check --data` finds, for people and as JSON.
 *
 * In: the findings about each source. Out: text that fits the terminal's width, and values for `--json`.
 * Always: a finding says its line of the YAML and the way out. Text of the data is made visible.
 */
import { cells, widthOf } from "../../compiler/diagnostics/index.js";
import { timestampText } from "../../runtime/functions/calendar.js";
import type { Int } from "../../runtime/index.js";
import { visible } from "../../runtime/visible.js";
import type { Severity } from "../../runtime/warehouse/data/index.js";
import type { Paint } from "../terminal/colours.js";
import { plural } from "../terminal/table.js";
import type { Words } from "./words.js";

/** A finding with its words and its place. */
export interface Shown extends Words {
  readonly kind: string;
  readonly severity: Severity;
  readonly column: string | null;
  readonly file: string;
  readonly line: number;
}
export interface SourceFindings {
  readonly source: string;
  /** The files, the table or the query. */
  readonly location: string;
  /** Null if the data could not be read. */
  readonly rows: number | null;
  readonly first: Int | null;
  readonly last: Int | null;
  readonly findings: readonly Shown[];
}

const order: Readonly<Record<Severity, number>> = { error: 0, warning: 1, note: 2 };
const marginOf = (severity: Severity): string => `  ${severity.padEnd(7)}  `;

/** `shown` gives the path of a project's file as the reader would open it. */
export function findingsText(
  { source, location, rows, first, last, findings }: SourceFindings,
  paint: Paint,
  width: number,
  shown: (file: string) => string,
): string {
  const times = first === null || last === null ? "" : `, ${day(first)} to ${day(last)}`;
  const count = rows === null ? "" : `, ${plural(rows, "row")}${times}`;
  const isGood = findings.every(({ severity }) => severity === "note");
  const head = `${isGood ? paint.good("✓") : paint.bad("✗")} ${paint.bold(visible(source))}  ${visible(location)}${count}`;
  const sorted = findings.toSorted((a, b) => order[a.severity] - order[b.severity] || a.line - b.line);
  const texts = sorted.flatMap(({ severity, file, line, message, help }) => {
    const margin = marginOf(severity);
    const colour = severity === "error" ? paint.error : severity === "warning" ? paint.warning : paint.dim;
    const [lead = "", ...more] = wrapped(visible(`${shown(file)}:${line}: ${message}`), width - margin.length);
    const under = help === null ? [] : wrapped(visible(`help: ${help}`), width - margin.length);
    return [
      `  ${colour(severity)}${margin.slice(2 + severity.length)}${lead}`,
      ...[...more, ...under].map((text) => `${" ".repeat(margin.length)}${text}`),
    ];
  });
  return [head, ...texts, ""].join("\n");
}

const day = (instant: Int): string => timestampText(instant).slice(0, timestampText(instant).indexOf("T"));

/** A text in lines of at most this width. A word that is longer has a line of its own. */
export function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    const next = line === "" ? word : `${line} ${word}`;
    if (line !== "" && widthOf(cells(next)) > width) {
      lines.push(line);
      line = word;
    } else line = next;
  }
  return [...lines, line];
}

/** `2 errors, 1 warning`: how many findings of each severity there are, without those that are none. */
export function countsText(all: readonly SourceFindings[]): string {
  const counts = (["error", "warning", "note"] as const).flatMap((severity) => {
    const count = all.reduce(
      (sum, { findings }) => sum + findings.filter((each) => each.severity === severity).length,
      0,
    );
    return count === 0 ? [] : [plural(count, severity)];
  });
  return counts.join(", ");
}

export const findingsJson = ({ source, location, rows, first, last, findings }: SourceFindings) => ({
  source,
  location,
  rows,
  first: first === null ? null : timestampText(first),
  last: last === null ? null : timestampText(last),
  findings: findings.map(({ kind, severity, column, message, help, file, line }) => ({
    kind,
    severity,
    column,
    message,
    help,
    file,
    line,
  })),
});
