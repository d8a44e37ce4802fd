/** Groups of physical types whose values are read in the same way. */
export type Family =
  | "text"
  | "integer"
  | "float"
  | "decimal"
  | "bool"
  | "date"
  | "time"
  | "nanos"
  | "bytes"
  | "json"
  | "list"
  | "struct"
  | "map"
  /** Decimals beyond the engine's 38 digits, which it reads as other numbers. */
  | "wide"
  | "other";

/** A column's type in the data, reduced to what reading it needs. */
export interface Physical {
  readonly family: Family;
  /** The engine's name of the type, for messages. */
  readonly name: string;
  /** The element type of a list, or the value type of a map. */
  readonly element?: Physical;
  /** The key type of a map. */
  readonly key?: Physical;
  /** The type does not say how many dimensions a list has. */
  readonly dimensions?: "any";
  /** The length of a list that has a fixed one. */
  readonly size?: number;
  /** A text whose numbers have decimal commas. */
  readonly comma?: true;
  /** For a JSON column: SQL for its text (`->> '$'`) and for its kind (`json_type`), which are columns too. */
  readonly json?: { readonly text: string; readonly kind: string };
  /** How many digits a decimal has, where the name does not say it. */
  readonly digits?: { readonly precision: number; readonly scale: number };
  /** A text from a folder's name, as in `ds=20240131`. */
  readonly folder?: true;
  /** The fields of a struct. */
  readonly fields?: readonly PhysicalField[];
}
export interface PhysicalField {
  /** Its name in the data. */
  readonly name: string;
  /** The engine's name for it, if that differs. */
  readonly renamed?: string;
  readonly type: Physical;
}

/** The type of a CSV file's columns. */
export const textType: Physical = { family: "text", name: "VARCHAR" };

/** True if the engine reads values of the type, or of its parts, as other values. */
export const isWide = ({ family, element, key, fields = [] }: Physical): boolean =>
  family === "wide" ||
  [element, key, ...fields.map(({ type }) => type)].some((part) => part !== undefined && isWide(part));
