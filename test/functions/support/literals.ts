import { checkOf } from "../../../compiler/functions/define.js";
import type { Overload } from "../../../compiler/functions/row.js";
import type { Value } from "../../../runtime/values.js";

export const zones = [
  "UTC",
  "Africa/Casablanca",
  "Europe/Berlin",
  "America/New_York",
  "America/Havana",
  "America/Sao_Paulo",
  "America/St_Johns",
  "Asia/Kathmandu",
  "Australia/Lord_Howe",
  "Pacific/Apia",
] as const;

/** The test values of literal parameters, by the parameter's name. */
const byParam: Readonly<Record<string, readonly Value[]>> = {
  pattern: [
    "",
    "\0",
    "[\0a]b?",
    "a",
    "^a",
    "a$",
    "^$",
    ".",
    "^.*$",
    "a*",
    "[ab]+",
    "(a|b)(b|\u{1F600})",
    "(?:a|bb)+?b",
    "a|ab",
    "(a)|b",
    "\\d+",
    "\\D\\w",
    "\\s|\\W\\b",
    "\\bt",
    "[^a-z]",
    "[\\]\\-\\s_]",
    "\u{1F600}|\u{E9}",
    "[\u{E000}-\u{10FFFF}]",
    "a{2}|b{1,}|\\.{0,2}?x",
    "(\\d{4})-(\\d\\d)",
    "'|\"|\\\\|%|\\$|\\{",
    null,
  ],
  with: ["", "x", "\\0\\0", "[\\1]", "\\\\", "$1$&", "\u{1F600}'", null],
  unit: ["minute", "hour", "day", "week", "month", "quarter", "year", null],
  zone: [...zones, null],
  group: [0, 1, 2, 9, null],
  precision: [38, 18, 3],
  scale: [0, 2, 20],
  edges: [[0], [-7, 0, 1, 100], [-9007199254740991, 9007199254740991]],
};

const most = 40;

/**
 * All choices of literals for an overload's first `count` parameters that pass its checks. `undefined` marks an
 * argument that is not a literal.
 */
export function literalsFor(overload: Overload, count: number): readonly (readonly (Value | undefined)[])[] {
  const params = overload.params.slice(0, count);
  const all = params.reduce<readonly (readonly (Value | undefined)[])[]>(
    (heads, { literal, name }) =>
      heads.flatMap((head) => (literal === true ? byParam[name]! : [undefined]).map((value) => [...head, value])),
    [[]],
  );
  const allowed = all.filter((values) =>
    params.every((param, i) => {
      const value = values[i];
      const texts = values.map((each) =>
        typeof each === "number" ? String(each) : (each as string | null | undefined),
      );
      return (
        typeof value === "object" || value === undefined || (checkOf(param)?.(String(value), texts) ?? null) === null
      );
    }),
  );
  const step = Math.max(1, Math.ceil(allowed.length / most));
  return allowed.filter((_, n) => n % step === 0);
}
