import { lowerText, upperText } from "../../../../../runtime/functions/case-mapping.js";
import { type Helper, procedure } from "./define.js";

/* Text. Upper and lower case are the language's, whatever the server's locale is (MEANING B13). */

/** Code points beyond ASCII, up to the last letter that has a case. */
const [FIRST, LAST] = [0x80, 0x1e943];
/**
 * The end of the Latin, Greek and Cyrillic letters. Nearly all letters in texts are among these, and a short list is
 * read faster.
 */
const COMMON = 0x52f;

interface Letters {
  readonly from: string;
  readonly to: string;
}
function lettersOf(mapped: (text: string) => string, last: number): Letters {
  let [from, to] = ["", ""];
  for (let point = FIRST; point <= last; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const char = String.fromCodePoint(point);
    const other = mapped(char);
    if (other === char) continue;
    from += char;
    to += other;
  }
  return { from, to };
}

/** A character class that holds the letters, and some other characters between them. */
function classOf({ from }: Letters): string {
  const ranges: [number, number][] = [];
  for (const char of from) {
    const point = char.codePointAt(0)!;
    const last = ranges.at(-1);
    if (last !== undefined && point - last[1] <= 16) last[1] = point;
    else ranges.push([point, point]);
  }
  const escaped = (point: number): string => `\\U${point.toString(16).toUpperCase().padStart(8, "0")}`;
  return ranges.map(([first, last]) => `${escaped(first)}-${escaped(last)}`).join("");
}

/** Maps only the letters that occur in a text with the long list, and then maps the text with the result. */
function mapping(name: "lower" | "upper", mapped: (text: string) => string): Helper {
  const [common, all] = [lettersOf(mapped, COMMON), lettersOf(mapped, LAST)];
  const translated = ({ from, to }: Letters): string => `translate(letters, '${from}', '${to}')`;
  return procedure(
    `feat_${name}`,
    "x text",
    "text",
    `DECLARE
  ascii text := ${name}(x COLLATE "C");
  letters text;
  found text;
BEGIN
  IF octet_length(x) = length(x) THEN RETURN ascii; END IF;
  letters := regexp_replace(x COLLATE "C", '[^${classOf(all)}]+', '', 'g');
  IF letters = '' THEN RETURN ascii; END IF;
  found := CASE
    WHEN letters COLLATE "C" ~ '[^\\u0080-\\u052F]' THEN ${translated(all)}
    ELSE ${translated(common)} END;
  RETURN CASE WHEN found = letters THEN ascii ELSE translate(ascii, letters, found) END;
END`,
    { strict: true },
  );
}

/** The table of distances between prefixes, row by row. */
const levenshtein = procedure(
  "feat_levenshtein",
  "a text, b text",
  "bigint",
  `DECLARE
  source text[] := string_to_array(a, NULL);
  target text[] := string_to_array(b, NULL);
  above int[];
  latest int[];
BEGIN
  above := ARRAY(SELECT generate_series(0, cardinality(target)));
  FOR i IN 1 .. cardinality(source) LOOP
    latest := ARRAY[i];
    FOR j IN 1 .. cardinality(target) LOOP
      latest[j + 1] := least(above[j + 1] + 1, latest[j] + 1,
        above[j] + CASE WHEN source[i] = target[j] THEN 0 ELSE 1 END);
    END LOOP;
    above := latest;
  END LOOP;
  RETURN above[cardinality(target) + 1];
END`,
  { strict: true },
);

/**
 * Replaces all matches. As in RE2, an empty match directly behind another one is skipped, which Postgres does not. `by`
 * holds texts and numbers of groups in turn.
 */
const regexReplace = procedure(
  "feat_regex_replace",
  "x text, pattern text, by text[]",
  "text",
  `DECLARE
  result text := '';
  place int := 1;
  begins int;
  ends int;
  last int := 0;
BEGIN
  WHILE place <= length(x) + 1 LOOP
    begins := regexp_instr(x, pattern, place, 1, 0);
    EXIT WHEN begins = 0;
    ends := regexp_instr(x, pattern, place, 1, 1);
    result := result || substr(x, place, begins - place);
    IF begins = ends AND begins = last THEN
      result := result || substr(x, begins, 1);
      place := begins + 1;
      CONTINUE;
    END IF;
    FOR piece IN 1 .. cardinality(by) LOOP
      result := result || CASE
        WHEN piece % 2 = 1 THEN by[piece]
        ELSE coalesce(regexp_substr(x, pattern, place, 1, '', by[piece]::int), '') END;
    END LOOP;
    place := ends;
    last := ends;
  END LOOP;
  RETURN result || substr(x, place);
END`,
  { strict: true },
);

export const text = (): readonly Helper[] => [
  mapping("lower", lowerText),
  mapping("upper", upperText),
  levenshtein,
  regexReplace,
];
