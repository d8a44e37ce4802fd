import { lowerText, upperText } from "../../../../runtime/functions/case-mapping.js";
import { sparkText } from "../../../../runtime/spark-types.js";

/** The last letter that has a case. */
const LAST = 0x1e943;

/** The letters that change, ASCII included, and what they become. */
function lettersOf(mapped: (text: string) => string): { readonly from: string; readonly to: string } {
  let [from, to] = ["", ""];
  for (let point = 1; point <= LAST; point++) {
    if (point >= 0xd800 && point <= 0xdfff) continue;
    const char = String.fromCodePoint(point);
    const other = mapped(char);
    if (other === char) continue;
    from += char;
    to += other;
  }
  return { from, to };
}

/** Variables of the session that hold the language's letters (MEANING B13). Java's own mapping changes with its version. */
export const prelude = (): readonly string[] =>
  Object.entries({ lower: lettersOf(lowerText), upper: lettersOf(upperText) }).flatMap(([name, letters]) =>
    Object.entries(letters).map(
      ([side, text]) => `DECLARE OR REPLACE VARIABLE feat_${name}_${side} STRING DEFAULT ${sparkText(text)}`,
    ),
  );
