import type { SourceBinding } from "../../artifacts.js";
import { visible } from "../../visible.js";
import { sourcePlace } from "./place.js";

/** A value of a source that does not convert. */
export interface Fault {
  readonly source: SourceBinding;
  readonly column: string;
  readonly path: string;
  readonly what: string;
  readonly takes: string;
  /** `row 2 of data/orders.csv`. */
  readonly where: string | null;
  readonly time: string | null;
}

/** The error about it: where it is, what it is, what the column takes. */
export function faultText({ source, column, path, what, takes, where, time }: Fault): string {
  const at = path === "" ? "" : `, at ${visible(column)}${path}`;
  const row = where === null ? "" : `${where}, `;
  const missing = /^"(na|n\/a|null|none|nil|-|\?)" /i.test(what.trim()) ? wayOut(source) : "";
  const when = time === null ? "" : `, in the row of ${time}`;
  return `${sourcePlace(source)}${row}column \`${visible(column)}\`${at}: ${what}; it takes ${takes}${missing}${when}`;
}

const wayOut = ({ location }: SourceBinding): string =>
  location.kind === "file" && location.format === "csv"
    ? "; where there is no value, leave the field empty, or name the word in the source's `csv: { nulls: … }`"
    : "; where there is no value, write null";
