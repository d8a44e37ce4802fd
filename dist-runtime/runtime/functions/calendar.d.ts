import type { Int } from "../values.js";
export declare const microsPerDay = 86400000000;
export declare const microsPerSecond = 1000000;
export interface CivilDate {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}
/** Years start in March here, so that a leap day is the last day of its year. 400 years are an era of 146,097 days. */
export declare function civilOfDays(days: number): CivilDate;
export declare function daysOfCivil({ year, month, day }: CivilDate): number;
/** YYYY-MM-DD. Years outside 0 to 9999 have as many digits as they need, as DuckDB prints them. */
export declare function dateText(days: number): string;
/** RFC 3339 with six fraction digits and `Z`. */
export declare function timestampText(micros: Int): string;
/** The days since the epoch of `YYYY-MM-DD`, for years 1 to 9999. Null for any other text. */
export declare function daysOfText(text: string): number | null;
/**
 * The microseconds since the epoch of an RFC 3339 text with a zone and at most six fraction digits (MEANING A10). Null
 * for any other text.
 */
export declare function microsOfText(text: string): Int | null;
/** The date's midnight in UTC. */
export declare const microsOfDays: (days: number) => Int;
/** The instant's day in UTC. */
export declare const daysOfMicros: (micros: Int) => number;
