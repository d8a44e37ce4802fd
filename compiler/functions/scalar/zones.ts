import { isZone } from "../../../runtime/functions/zone.js";
import { checked, exactly, optional } from "../define.js";

/* Local times of zones. A zone is a literal, so that the compiler knows that it exists. */

export const zone = optional(
  checked(exactly("zone", "string"), (name) => (isZone(name) ? null : `there is no time zone "${name}"`)),
);

/** The local time at an instant as a TIMESTAMP: in UTC, or in a zone. */
export const local = (micros: string, zone: string | undefined): string =>
  zone === undefined ? `make_timestamp(${micros})` : `timezone(${zone}, make_timestamp(${micros}) AT TIME ZONE 'UTC')`;
