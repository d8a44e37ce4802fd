import { timestampText } from "../../../../runtime/functions/calendar.js";
import { add } from "../../../../runtime/functions/int64.js";
import type { Int } from "../../../../runtime/values.js";

/** The beginning of the next second, in RFC 3339. */
export const instantAfter = (instant: Int): string => timestampText(add(instant, 1_000_000)).replace(/\.\d+Z$/, "Z");
