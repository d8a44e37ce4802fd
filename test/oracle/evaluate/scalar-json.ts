import { isInt, type Scalar } from "./scalar-words.js";
import { fitsInt64, type Value } from "./values.js";

/*
 * JSON is held as its text (MEANING 77), and a path into it gives the text found there. A missing field, JSON's null
 * and a value of another kind read as null.
 */

/** One JSON token at the start of a text, with the white space before it. */
const token = /^[ \t\n\r]*("(?:[^"\\]|\\.)*"|-?\d[\d.eE+-]*|true|false|null|[[\]{},:])/s;

interface Found {
  readonly text: string;
  readonly value: unknown;
  /** Elements of an array by index, fields of an object by name. The first of several fields with one name counts. */
  readonly parts: ReadonlyMap<string | number, Found>;
}

function read(source: Value): Found | null {
  if (typeof source !== "string") return null;
  try {
    JSON.parse(source);
  } catch {
    return null;
  }
  let at = 0;
  const peek = (): { readonly word: string; readonly start: number } => {
    const match = token.exec(source.slice(at));
    if (match === null) throw new Error(`no JSON at ${at} of ${source}`);
    const word = match[1] ?? "";
    return { word, start: at + match[0].length - word.length };
  };
  const take = (): string => {
    const { word, start } = peek();
    at = start + word.length;
    return word;
  };
  const value = (): Found => {
    const { start } = peek();
    const first = take();
    const parts = new Map<string | number, Found>();
    if (first === "[" || first === "{") {
      const close = first === "[" ? "]" : "}";
      while (peek().word !== close) {
        if (peek().word === ",") take();
        const name = first === "[" ? parts.size : (JSON.parse(take()) as string);
        if (first === "{") take();
        const part = value();
        if (!parts.has(name)) parts.set(name, part);
      }
      take();
    }
    const text = source.slice(start, at);
    return { text, value: JSON.parse(text), parts };
  };
  return value();
}

const there = (found: Found | undefined): Value => (found === undefined || found.value === null ? null : found.text);
const number = (source: Value): string | null => {
  const found = read(source);
  return typeof found?.value === "number" ? found.text : null;
};

/** The overloads of functions for JSON. */
export const json: Readonly<Record<string, Scalar>> = {
  "element/json_field": (source = null, name = null) => {
    const found = read(source);
    return typeof name === "string" && found?.text.startsWith("{") === true ? there(found.parts.get(name)) : null;
  },
  "element/json_element": (source = null, index = null) => {
    const found = read(source);
    return isInt(index) && found?.text.startsWith("[") === true ? there(found.parts.get(Number(index))) : null;
  },
  "string/json": (source = null) => {
    const value = read(source)?.value;
    return typeof value === "string" ? value : null;
  },
  "bool/json": (source = null) => {
    const value = read(source)?.value;
    return typeof value === "boolean" ? value : null;
  },
  "int64/json": (source = null) => {
    const text = number(source) ?? "";
    return /^-?\d+$/.test(text) && fitsInt64(BigInt(text)) ? BigInt(text) : null;
  },
  "float64/json": (source = null) => {
    const value = Number(number(source) ?? Number.NaN);
    return Number.isFinite(value) ? value : null;
  },
};
