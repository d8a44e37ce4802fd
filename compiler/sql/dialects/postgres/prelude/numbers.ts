import { type Helper, procedure } from "./define.js";

/*
 * Ints and decimals from texts; null if the text is not a number, or does not fit. Any number of leading zeros is
 * allowed.
 */

const int64 = procedure(
  "feat_int64",
  "x text",
  "bigint",
  `DECLARE
  whole numeric;
BEGIN
  IF x COLLATE "C" !~ '^[+-]?0*[0-9]{1,19}$' THEN RETURN NULL; END IF;
  whole := x::numeric;
  IF whole < -9223372036854775808 OR whole > 9223372036854775807 THEN RETURN NULL; END IF;
  RETURN whole::bigint;
END`,
  { strict: true },
);

/** One digit past the last one decides the rounding. */
const decimal = procedure(
  "feat_decimal",
  "x text, digits int, scale int",
  "numeric",
  `DECLARE
  parts text[] := regexp_match(x COLLATE "C", '^([+-]?)0*([0-9]*)(?:[.]([0-9]+))?$');
  rounded numeric;
BEGIN
  IF parts IS NULL OR x COLLATE "C" !~ '^[+-]?[0-9]' OR length(parts[2]) > digits - scale THEN RETURN NULL; END IF;
  rounded := round((parts[1] || '0' || parts[2] || '.' || left(coalesce(parts[3], '0'), scale + 1))::numeric, scale);
  IF abs(rounded) >= 10::numeric ^ (digits - scale) THEN RETURN NULL; END IF;
  RETURN rounded;
END`,
  { strict: true },
);

export const numbers: readonly Helper[] = [int64, decimal];
