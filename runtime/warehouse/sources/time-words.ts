import type { SourceTime } from "../../artifacts.js";

/** What a format of instants accepts. */
export type Wanted = "instant" | "day" | "number";
export const wantedTimes: Readonly<Record<SourceTime["format"], Wanted>> = {
  timestamp: "instant",
  iso8601: "instant",
  date: "day",
  unix_s: "number",
  unix_ms: "number",
  unix_us: "number",
  unix_ns: "number",
};
export const sayWhich = (column: string): string =>
  `write \`time: { column: ${column}, format: date, at: end }\` where a day's rows are known when it is over, else \`at: start\``;

/** How instants are written, for errors. */
export const timeForms: Readonly<Record<Wanted, string>> = {
  instant:
    'write times like "2024-01-31T09:00:00Z" or "2024-01-31 09:00:00", and leave a field empty where there is none',
  day: 'write dates like "2024-01-31", and leave a field empty where there is none',
  number: "write numbers, and leave a field empty where there is none; texts of times need no `format`",
};
