import type { CsvFormat, SourceTime } from "../../runtime/artifacts.js";
import type { Type } from "../../runtime/types.js";

/** How the YAML of a project may declare data. What is guessed says why. */
export interface Proposal {
  readonly name: string;
  readonly location: LocationText;
  readonly rows: number;
  readonly kind: Guessed<"state" | "events">;
  /** Null if no column of the data is a time. */
  readonly time: Guessed<TimeText> | null;
  readonly created: Guessed<TimeText> | null;
  readonly key: Guessed<string> | null;
  /** `key` is a comment only, because nothing says which row of a key is the newest. */
  readonly keyIsOpen: boolean;
  readonly sequence: Guessed<string> | null;
  readonly columns: readonly ProposedColumn[];
  readonly leftOut: readonly LeftOut[];
}

export interface Guessed<T> {
  readonly value: T;
  /** The reason. Null if it is not a guess. */
  readonly guess: string | null;
}
/** Where data are, as YAML says it. */
export interface LocationText {
  readonly key: "file" | "table" | "query";
  readonly text: string;
  readonly csv: Guessed<CsvFormat> | null;
}
export interface TimeText {
  /** The declared name of the column. */
  readonly column: string;
  readonly format: SourceTime["format"] | null;
  readonly at: "start" | "end" | null;
}
export interface ProposedColumn {
  /** The name that features use. */
  readonly name: string;
  /** The name in the data. */
  readonly column: string;
  readonly type: Type;
  readonly guess: string | null;
}
/** A column that cannot be declared. */
export interface LeftOut {
  readonly column: string;
  readonly why: string;
}
