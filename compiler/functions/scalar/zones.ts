import { isZone } from "../../../runtime/functions/zone.js";
import { checked, exactly, optional } from "../define.js";

/* Local times of zones. A zone is a literal, so that the compiler knows that it exists. */

export const zone = optional(
  checked(exactly("zone", "string"), (name) => (isZone(name) ? null : `there is no time zone "${name}"`)),
);
