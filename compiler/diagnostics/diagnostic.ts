/**
 * A diagnostic: the one value for all errors and warnings of the compiler.
 *
 * In: nothing. Out: `Diagnostic`, `Outcome`, and `define`, which the catalog files use to make their rows.
 * Always: a code is stable and unique; the message states a fact, in lower case, without a full stop; only `help` says
 * what to do; a phase returns diagnostics, it never prints or throws them.
 */
import type { Span } from "../../grammar/ast.js";

export type Severity = "error" | "warning";

/** A place in a file of the project. The path `file` is relative to the project's folder and uses `/`. */
export interface Place {
  readonly file: string;
  readonly span: Span;
}

export interface Diagnostic {
  readonly code: string;
  /** Kebab-case, says what the code means: `unknown-name`. */
  readonly name: string;
  readonly severity: Severity;
  readonly message: string;
  readonly place: Place;
  readonly help: string | null;
  /** Other places that explain the first: "`x` is declared here". */
  readonly related: readonly { readonly place: Place; readonly message: string }[];
  /** The edit that fixes the problem, if one is known. */
  readonly fix: { readonly place: Place; readonly text: string } | null;
}

/** The result of every phase: its value, as complete as possible, and the diagnostics. */
export interface Outcome<T> {
  readonly value: T;
  readonly diagnostics: readonly Diagnostic[];
}

export interface DiagnosticRow<A> {
  readonly code: string;
  readonly name: string;
  readonly severity: Severity;
  readonly message: (args: A) => string;
  readonly help?: (args: A) => string | null;
}

type Extras = Partial<Pick<Diagnostic, "related" | "fix" | "help">>;

/** A catalog row, with the function that makes its diagnostic at a place. */
export interface DiagnosticKind<A> extends DiagnosticRow<A> {
  at(place: Place, args: A, extras?: Extras): Diagnostic;
}

/**
 * Makes one row of the catalog. Codes by phase: FEAT1xxx syntax, FEAT2xxx project YAML, FEAT3xxx names, FEAT4xxx types
 * and meaning, FEAT5xxx not in the language yet, FEAT6xxx plans and emitting, FEAT7xxx tests.
 */
export function define<A>(row: DiagnosticRow<A>): DiagnosticKind<A> {
  return {
    ...row,
    at: (place, args, extras = {}) => ({
      code: row.code,
      name: row.name,
      severity: row.severity,
      message: row.message(args),
      place,
      help: extras.help ?? row.help?.(args) ?? null,
      related: extras.related ?? [],
      fix: extras.fix ?? null,
    }),
  };
}

export const hasErrors = (diagnostics: readonly Diagnostic[]): boolean =>
  diagnostics.some((d) => d.severity === "error");
