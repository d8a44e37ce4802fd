import type { SqlTemplate } from "../row.js";

/** RFC 3339 with a zone, seconds without leap, at most six fraction digits (MEANING A10). */
export const timestampText =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

/**
 * A float as ECMAScript prints it (MEANING B24). DuckDB has the same digits, the shortest that read back, in other forms: `1.0`, `1e+16`, `1e-05`. So
 * its text is taken apart into sign, digits and exponent: ECMAScript writes out exponents from -7 to 20.
 */
export const stringOfFloat: SqlTemplate = ([x]) => {
  const sign = "regexp_extract(v, '^-')";
  const digits = "regexp_replace(v, '^-|[.]|e.*$', '', 'g')";
  const exponent = "TRY_CAST(regexp_extract(v, 'e(.*)$', 1) AS INTEGER)";
  const printed =
    "CASE WHEN v IN ('0.0', '-0.0') THEN '0'" +
    " WHEN v = 'inf' THEN 'Infinity' WHEN v = '-inf' THEN '-Infinity' WHEN v = 'nan' THEN 'NaN'" +
    " WHEN NOT contains(v, 'e') THEN regexp_replace(v, '[.]0$', '')" +
    ` WHEN ${exponent} BETWEEN 0 AND 20 THEN ${sign} || rpad(${digits}, ${exponent} + 1, '0')` +
    ` WHEN ${exponent} BETWEEN -6 AND -1 THEN ${sign} || '0.' || repeat('0', -${exponent} - 1) || ${digits}` +
    " ELSE regexp_replace(v, 'e([+-])0+', 'e\\1') END";
  return `list_transform([CAST(${x} AS VARCHAR)], lambda v: ${printed})[1]`;
};
