import type { SqlTemplate } from "../row.js";

/** RFC 3339 with a zone, without leap seconds, with at most six fraction digits (MEANING A10). */
export const timestampText =
  "[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt]([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]([.][0-9]{1,6})?([Zz]|[+-]([01][0-9]|2[0-3]):[0-5][0-9])";

/**
 * Floats as ECMAScript prints them (MEANING B24). DuckDB's JSON has the same digits and exponents, the shortest that
 * read back, with three exceptions: `1.0`, `-0.0`, `1e21`. `json` is the text of a float, or of a list of floats.
 */
export const asEcmaScript = (json: string): string =>
  String.raw`regexp_replace(regexp_replace(regexp_replace(${json}, '-0[.]0\b', '0', 'g'), '[.]0\b', '', 'g'), 'e([0-9])', 'e+\1', 'g')`;

export const stringOfFloat: SqlTemplate = ([x]) => asEcmaScript(`CAST(to_json(CAST(${x} AS DOUBLE)) AS VARCHAR)`);
