import { isZone } from "../../../runtime/functions/zone.js";
import { checked, exactly, optional } from "../define.js";

/*
 * Wall clocks. A zone is a literal, so that it is known to exist.
 */

export const zone = optional(
  checked(exactly("zone", "string"), (name) => (isZone(name) ? null : `there is no time zone "${name}"`)),
);

/** What clocks show at an instant, a TIMESTAMP: in UTC, or in a zone. */
export const local = (micros: string, zone: string | undefined): string =>
  zone === undefined ? `make_timestamp(${micros})` : `timezone(${zone}, make_timestamp(${micros}) AT TIME ZONE 'UTC')`;
