import { keyKinds, scalarNames } from "../../../runtime/types.js";
import { foreignTypeNames } from "../../diagnostics/foreign/types.js";

/*
 * The spelling of types as a regular expression, so that an editor marks what `readType` refuses. It can't know the
 * project's enums, so it takes every other name as one, except for the names of types in other languages. It does not
 * see that two fields of a struct have one name, and it checks two levels of structs and maps within each other; deeper
 * ones may hold anything.
 */

const end = "(?![A-Za-z0-9_])";
const identifier = `[A-Za-z_][A-Za-z0-9_]*${end}`;
const nameBut = (names: readonly string[]): string => `(?!(?:${names.join("|")})${end})${identifier}`;

const noNames = ["struct", "decimal", ...foreignTypeNames];
const numbers = scalarNames.filter((name) => /^(?:int|float)/.test(name));
const vector = `(?:${numbers.join("|")})${end}\\s*\\[\\s*[0_]*[1-9][0-9_]*\\s*\\]`;
const key = `\\s*${nameBut([...noNames, ...scalarNames.filter((name) => !keyKinds.has(name))])}`;
const suffixes = "(?:\\s*\\?(?!\\?)|\\s*\\[\\s*\\])*";
const deepest = "(?:struct\\s*\\{|map\\s*<)[\\s\\w:,?<>(){}[\\]]*[}>]";

/** A type with so many levels of structs and maps in it that are checked. */
function typeOf(levels: number): string {
  const inner = levels === 0 ? "" : typeOf(levels - 1);
  const nested =
    levels === 0
      ? deepest
      : `struct\\s*\\{(?:\\s*${identifier}\\s*:${inner}(?:\\s*,)?)+\\s*\\}|map\\s*<${key}\\s*,${inner}\\s*>`;
  return `\\s*(?:${vector}|decimal${digits}|${nested}|${nameBut(noNames)})${suffixes}`;
}

const digits = "\\s*\\(\\s*\\d+\\s*(?:,\\s*\\d+\\s*)?\\)";
/** 1 to 38 digits, of which any number stands after the point. It is checked once, ahead of the structure. */
const goodDigits = Array.from({ length: 38 }, (_, index) => `${index + 1}(?:\\s*,\\s*0*(?:${upTo(index + 1)}))?`).join(
  "|",
);

/** Whole numbers from 0 to one of two digits. */
function upTo(most: number): string {
  const [tens, ones] = [Math.floor(most / 10), most % 10];
  if (tens === 0) return `[0-${ones}]`;
  return `${tens === 1 ? "" : `[1-${tens - 1}]?`}\\d|${tens}[0-${ones}]`;
}

export const typePattern = `^(?![\\s\\S]*\\bdecimal\\s*\\((?!\\s*0*(?:${goodDigits})\\s*\\)))${typeOf(2)}\\s*$`;
