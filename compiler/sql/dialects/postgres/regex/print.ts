import { anyIn, type Pattern, type Range } from "../../standard/pattern.js";

/** The greatest count that Postgres takes. */
export const MOST_COUNT = 255;

/**
 * A pattern in Postgres's syntax. Named classes depend on the server's locale, so classes and word boundaries are
 * written out. Groups keep their numbers.
 */
export function printed(pattern: Pattern): string {
  switch (pattern.kind) {
    case "set":
      return setText(pattern);
    case "sequence":
      return pattern.parts.map(printed).join("");
    case "choice":
      return pattern.branches.map(printed).join("|");
    case "group":
      return `${pattern.captures ? "(" : "(?:"}${printed(pattern.of)})`;
    case "repeat":
      return `${repeatable(pattern.of)}${countText(pattern.least, pattern.most)}${pattern.lazy ? "?" : ""}`;
    case "anchor":
      return anchors[pattern.at];
  }
}

const WORD = "[0-9A-Za-z_]";
const anchors = {
  begin: "^",
  end: "$",
  word: `(?:(?<=${WORD})(?!${WORD})|(?<!${WORD})(?=${WORD}))`,
} as const;

const repeatable = (pattern: Pattern): string =>
  pattern.kind === "set" || pattern.kind === "group" ? printed(pattern) : `(?:${printed(pattern)})`;
const countText = (least: number, most: number): string => {
  if (most === Number.POSITIVE_INFINITY) return least === 0 ? "*" : least === 1 ? "+" : `{${least},}`;
  if (least === 0 && most === 1) return "?";
  return least === most ? `{${least}}` : `{${least},${most}}`;
};

function setText({ ranges, negated }: Extract<Pattern, { kind: "set" }>): string {
  const [first] = ranges;
  if (ranges.length === 1 && !negated && first![0] === first![1]) return charText(first![0]);
  return `[${negated ? "^" : ""}${ranges.map(rangeText).join("")}]`;
}
const rangeText = ([first, last]: Range): string =>
  first === last ? charText(first) : `${charText(first)}-${charText(last)}`;
const charText = (point: number): string => {
  const char = String.fromCodePoint(point);
  if (/^[0-9A-Za-z_ ]$/.test(char)) return char;
  const hex = point.toString(16).toUpperCase();
  return point > 0xffff ? `\\U${hex.padStart(8, "0")}` : `\\u${hex.padStart(4, "0")}`;
};

/**
 * The pattern inside a count that sets the preference. Else the first count inside would set it for the whole pattern.
 */
export const forced = (pattern: Pattern, takes: "longest" | "shortest"): string => {
  const text = printed(pattern);
  const isLazy = anyIn(pattern, (part) => part.kind === "repeat" && part.lazy);
  if (!isLazy && takes === "longest") return text;
  return `(?:${text}){1,1}${takes === "shortest" ? "?" : ""}`;
};
