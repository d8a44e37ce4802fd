import { microsOfText } from "../runtime/functions/calendar.js";
import type { Int } from "../runtime/index.js";
import { usage } from "./exit.js";

/** The microseconds of an RFC 3339 time that an option gives. */
export function instantOption(option: string, text: string | undefined): Int | undefined {
  if (text === undefined) return undefined;
  const micros = microsOfText(text);
  if (micros !== null) return micros;
  throw usage(`${option} takes a time in RFC 3339 with its zone, not "${text}"`, 'as in "2024-01-31T09:30:00Z"');
}
