import { visible } from "../../../runtime/visible.js";
import type { Diagnostic, Place } from "../diagnostic.js";
import { lineAt, positionAt } from "../position.js";
import { type Cell, cells, textOf, widthOf } from "./display.js";

/** Each function colours a text, or returns it unchanged. */
export interface Colours {
  readonly error: (text: string) => string;
  readonly warning: (text: string) => string;
  readonly help: (text: string) => string;
  readonly dim: (text: string) => string;
  readonly bold: (text: string) => string;
}

const same = (text: string): string => text;
export const noColours: Colours = { error: same, warning: same, help: same, dim: same, bold: same };

/** The text of a file of the project; null if it cannot be read. */
export type ReadText = (file: string) => string | null;

interface Texts {
  readonly read: ReadText;
  /** The path to show for a file: the path that opens it from the current folder. */
  readonly shown: (file: string) => string;
}

/** A diagnostic for people: the message, the place, the line with its span underlined, related places, and the help. */
export function renderTerminal(
  diagnostic: Diagnostic,
  read: ReadText,
  colours: Colours = noColours,
  shown: (file: string) => string = same,
): string {
  const from: Texts = { read, shown: (file) => visible(shown(file)) };
  const paint = colours[diagnostic.severity];
  const places = [diagnostic.place, ...diagnostic.related.map((related) => related.place)];
  const gutter = Math.max(...places.map((place) => numberOf(place, read).length));
  const bar = colours.dim("|");
  const margin = " ".repeat(gutter);
  const lines = [
    `${paint(`${diagnostic.severity}[${diagnostic.code}]`)}${colours.bold(`: ${clean(diagnostic.message)}`)}`,
    ...frame(diagnostic.place, from, gutter, colours, { mark: "^", paint, label: "" }),
  ];
  for (const { place, message } of diagnostic.related) {
    lines.push(...frame(place, from, gutter, colours, { mark: "~", paint: colours.help, label: clean(message) }));
  }
  if (diagnostic.help !== null) {
    lines.push(`${margin} ${bar}`, `${margin} ${colours.dim("=")} ${colours.help("help")}: ${clean(diagnostic.help)}`);
  }
  return lines.join("\n");
}

interface Underline {
  readonly mark: string;
  readonly paint: (text: string) => string;
  readonly label: string;
}

function frame(
  place: Place,
  { read, shown: nameOf }: Texts,
  gutter: number,
  colours: Colours,
  underline: Underline,
): string[] {
  const text = read(place.file);
  const margin = " ".repeat(gutter);
  const arrow = `${margin}${colours.dim("-->")} `;
  const label = underline.label === "" ? "" : ` ${underline.label}`;
  if (text === null) return [`${arrow}${nameOf(place.file)}${label === "" ? "" : `:${label}`}`];
  const { line, column } = positionAt(text, place.span.start);
  const source = lineAt(text, place.span.start);
  const start = place.span.start - source.start;
  const { shown, before, marked } = crop(cells(source.text), start, Math.max(start, place.span.end - source.start));
  const bar = colours.dim("|");
  return [
    `${arrow}${nameOf(place.file)}:${line}:${column}`,
    `${margin} ${bar}`,
    `${colours.dim(String(line).padStart(gutter))} ${bar} ${textOf(shown)}`.trimEnd(),
    `${margin} ${bar} ${" ".repeat(before)}${underline.paint(underline.mark.repeat(Math.max(1, marked)) + label)}`,
  ];
}

const widest = 140;
const ellipsis: Cell = { text: "…", width: 1, units: 0 };

/**
 * The part of a line to show: all of it, or the text around the span. The span is in UTF-16 units and is cut to the
 * line.
 */
function crop(
  line: readonly Cell[],
  start: number,
  end: number,
): { shown: readonly Cell[]; before: number; marked: number } {
  let units = 0;
  let from = line.length;
  let to = line.length;
  for (const [index, cell] of line.entries()) {
    if (units + cell.units > start && from === line.length) from = index;
    if (units >= end && to === line.length) to = index;
    units += cell.units;
  }
  to = Math.max(from, to);
  let first = 0;
  let last = line.length;
  if (widthOf(line) > widest) {
    first = from > widest / 2 ? from - 30 : 0;
    last = Math.min(line.length, first + widest);
  }
  const head = first > 0 ? [ellipsis] : [];
  const tail = last < line.length ? [ellipsis] : [];
  return {
    shown: [...head, ...line.slice(first, last), ...tail],
    before: widthOf([...head, ...line.slice(first, from)]),
    marked: widthOf(line.slice(from, Math.min(to, last))),
  };
}

const numberOf = (place: Place, read: ReadText): string => {
  const text = read(place.file);
  return text === null ? "" : String(positionAt(text, place.span.start).line);
};

/** Names in messages come from files, so control characters in them must not reach the terminal. */
const clean = (text: string): string => textOf(cells(text.replace(/[\t\r\n]+/g, " ")));

/** `2 errors, 1 warning`; empty if there are no diagnostics. */
export function summary(diagnostics: readonly Diagnostic[]): string {
  const count = (severity: Diagnostic["severity"]): string[] => {
    const n = diagnostics.filter((diagnostic) => diagnostic.severity === severity).length;
    return n === 0 ? [] : [`${n} ${severity}${n === 1 ? "" : "s"}`];
  };
  return [...count("error"), ...count("warning")].join(", ");
}
