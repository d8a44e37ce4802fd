import type { SourceTime } from "../../artifacts.js";
import type { epochUnit } from "../../epoch-unit.js";
import type { Type } from "../../types.js";

export type TimeRole = "time" | "created" | "until";
export type Unit = ReturnType<typeof epochUnit>;
export type Severity = "error" | "warning" | "note";

/** A column as the data has it: its name, and the engine's name of its type. CSV and JSON have no types. */
export interface ColumnThere {
  readonly name: string;
  readonly type: string | null;
}

/** A difference between what a project declares of a source and its data. `name` is a column's declared name. */
export type Finding =
  /** The data cannot be opened or read. */
  | { readonly kind: "unreadable"; readonly problem: string }
  | { readonly kind: "no-rows" }
  | {
      readonly kind: "missing";
      readonly name: string;
      readonly column: string;
      readonly declared: boolean;
      /** The file that lacks it, where others have it. Null: it is nowhere. */
      readonly file: string | null;
      readonly there: readonly ColumnThere[];
      readonly near: string | null;
    }
  /** The role may not read the column. `grant` is the statement that lets it. */
  | {
      readonly kind: "denied";
      readonly name: string;
      readonly column: string;
      readonly declared: boolean;
      readonly grant: string;
    }
  /** The column may be null, and some files lack it. */
  | { readonly kind: "missing-in-some"; readonly name: string; readonly column: string; readonly file: string }
  | {
      readonly kind: "ambiguous";
      readonly name: string;
      readonly column: string;
      readonly declared: boolean;
      readonly why: "case" | "twice" | "folder";
      readonly alike: readonly string[];
      readonly file: string | null;
    }
  | { readonly kind: "extra"; readonly columns: readonly ColumnThere[] }
  /** Columns that no source can declare, because the language has no type for them. */
  | { readonly kind: "untyped"; readonly columns: readonly ColumnThere[] }
  | {
      readonly kind: "wrong-type";
      readonly name: string;
      readonly type: Type;
      readonly physical: string;
      /** The type that fits the data. */
      readonly fits: Type | null;
      readonly count: number;
      readonly rows: number;
    }
  | { readonly kind: "converted"; readonly name: string; readonly type: Type; readonly physical: string }
  | {
      readonly kind: "bad-values";
      readonly name: string;
      readonly role: TimeRole | null;
      readonly format: SourceTime["format"] | null;
      readonly count: number;
      readonly rows: number;
      /** `row 2 of data/orders.csv`, of one of them. */
      readonly where: string | null;
      /** Where in the value the fault is: `[3].price`. */
      readonly path: string;
      /** `"x" is not a valid int64`. */
      readonly what: string;
      /** The values that the type takes. */
      readonly takes: string;
      /** The type that the data have. Null if it is not known, or is the declared one. */
      readonly fits: Type | null;
    }
  | {
      readonly kind: "nulls";
      readonly name: string;
      readonly type: Type;
      readonly count: number;
      readonly rows: number;
    }
  | {
      readonly kind: "time-number";
      readonly role: TimeRole;
      readonly column: string;
      readonly physical: string;
      readonly unit: Unit;
    }
  | { readonly kind: "time-day"; readonly column: string }
  | {
      readonly kind: "time-format";
      readonly role: TimeRole;
      readonly column: string;
      readonly physical: string;
      readonly format: SourceTime["format"];
    }
  | {
      readonly kind: "time-unit";
      readonly role: TimeRole;
      readonly column: string;
      readonly format: SourceTime["format"];
      readonly unit: Unit;
    }
  | { readonly kind: "not-a-time"; readonly role: TimeRole; readonly column: string; readonly physical: string }
  /** Texts of days are read as their midnights. */
  | { readonly kind: "days"; readonly column: string }
  | { readonly kind: "without-time"; readonly column: string; readonly count: number; readonly rows: number }
  | { readonly kind: "without-key"; readonly columns: readonly string[]; readonly count: number; readonly rows: number }
  | {
      readonly kind: "repeated-key";
      readonly columns: readonly string[];
      readonly of: "state" | "events";
      /** How many rows repeat the key of another one (of a state: also its time). */
      readonly count: number;
      readonly rows: number;
      /** `created` or `sequence` says which of them counts. */
      readonly ordered: boolean;
    };

const severities: Readonly<Record<Finding["kind"], Severity>> = {
  unreadable: "error",
  "no-rows": "note",
  missing: "error",
  denied: "error",
  "missing-in-some": "note",
  ambiguous: "error",
  extra: "note",
  untyped: "note",
  "wrong-type": "error",
  converted: "note",
  "bad-values": "error",
  nulls: "error",
  "time-number": "error",
  "time-day": "error",
  "time-format": "error",
  "time-unit": "warning",
  "not-a-time": "error",
  days: "note",
  "without-time": "warning",
  "without-key": "warning",
  "repeated-key": "note",
};

/** All kinds, for the schema of what commands print. */
export const findingKinds: readonly string[] = Object.keys(severities);

/** Rows that never count are an error only if there are no others. */
export function severityOf(finding: Finding): Severity {
  switch (finding.kind) {
    case "without-time":
    case "without-key":
      return finding.count === finding.rows ? "error" : "warning";
    case "repeated-key":
      return finding.ordered ? "note" : "warning";
    default:
      return severities[finding.kind];
  }
}
