import { DataError, messageOf } from "../../errors.js";
import { SparkError } from "./worker.js";

/** The class of an error, also where it comes wrapped from an executor. */
export function conditionOf(error: unknown): string | null {
  if (!(error instanceof SparkError)) return null;
  return error.condition ?? /\[([A-Z][A-Z0-9_]*(?:\.[A-Z0-9_]+)?)\]/.exec(error.message)?.[1] ?? null;
}

/** What an error says: the text of a raised one, or Spark's first line without its class and plan. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof SparkError)) return messageOf(error);
  const { parameters, message } = error;
  if (conditionOf(error) === "USER_RAISED_EXCEPTION") {
    const own = parameters.errorMessage ?? /\[USER_RAISED_EXCEPTION\] ([\s\S]*?) SQLSTATE: P0001/.exec(message)?.[1];
    if (own !== undefined) return own;
  }
  const wrapped = /\[[A-Z][A-Z0-9_.]*\] ([\s\S]*)/.exec(message)?.[1] ?? message;
  return wrapped.split(/ SQLSTATE: |; line \d+ pos|\n/)[0]!.trim();
}

/** Spark's words for what people meet most, by class. */
const known: Readonly<Record<string, (words: string, parameters: Readonly<Record<string, string>>) => string>> = {
  TABLE_OR_VIEW_NOT_FOUND: (_, { relationName = "" }) =>
    `table ${relationName.replaceAll("`", "")} does not exist in the warehouse`,
  PATH_NOT_FOUND: (_, { path = "" }) => `there is no ${path}`,
  UNRESOLVED_COLUMN: (words) => words,
};

/** The error in plain words. */
export function dataError(error: unknown, doing: string): DataError {
  if (error instanceof DataError) return error;
  const condition = conditionOf(error);
  const words = wordsOf(error);
  const parameters = error instanceof SparkError ? error.parameters : {};
  const told = (condition === null ? undefined : known[condition.split(".")[0]!])?.(words, parameters) ?? words;
  return new DataError(`${doing}${told}`, { cause: error });
}

const ranges: ReadonlySet<string> = new Set([
  "ARITHMETIC_OVERFLOW",
  "BINARY_ARITHMETIC_OVERFLOW",
  "NUMERIC_VALUE_OUT_OF_RANGE",
  "NUMERIC_OUT_OF_SUPPORTED_RANGE",
  "CAST_OVERFLOW",
]);
/** A number beyond its range. */
export const isOutOfRange = (error: unknown): boolean => ranges.has(conditionOf(error)?.split(".")[0] ?? "");

/** The problem in the language's words. */
export const rangeProblem = (error: unknown): string =>
  /^NUMERIC/.test(conditionOf(error) ?? "") ? "decimal overflow" : "int64 overflow";
