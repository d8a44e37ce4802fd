import { microsOfText } from "../../../runtime/functions/calendar.js";
import type { Int } from "../../../runtime/index.js";

/** The full text of an instant that may be short. */
export function instantText(text: string): string {
  const [, day = "", time = ""] = /^(?:(\d\d-\d\d) )?(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)$/.exec(text) ?? [];
  if (time === "") return text;
  return `2024-${day === "" ? "01-10" : day}T${time.length === 5 ? `${time}:00` : time}Z`;
}

/** Microseconds since the epoch. */
export function instant(text: string): Int {
  const micros = microsOfText(instantText(text));
  if (micros === null) throw new Error(`${text} is not an instant`);
  return micros;
}
