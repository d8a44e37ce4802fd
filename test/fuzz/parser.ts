/**
 * Fuzzes the parser with mutated texts.
 *
 * In: a seed, the number of texts. Out: texts that broke the parser, shrunk. Always: text n of a seed is the same text.
 *
 * For every text: parsing ends within the time limit and does not throw; tokens, nodes and issues lie within the text;
 * tokens and issues are in its order; an incomplete node has an issue; and the parser keeps no state for the next text.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, tokenTable } from "../../grammar/index.js";
import { lex } from "../../grammar/lexer.js";
import { checkTree } from "../grammar/support/check.js";
import { seedOf } from "./choose.js";

export interface ParserOptions {
  readonly seed: number;
  readonly inputs: number;
  readonly onProgress?: (done: number) => void;
  /** The check that every text must pass; a test puts in one that fails. */
  readonly holds?: (text: string) => void;
}
export interface ParserReport {
  readonly inputs: number;
  readonly characters: number;
  /** The time of the slowest text, in milliseconds. */
  readonly slowest: number;
  readonly findings: readonly { readonly input: number; readonly text: string; readonly problem: string }[];
}

/** The time limit in milliseconds: for a text of a few thousand characters, more counts as a hang. */
const tooSlow = 2000;
const root = join(import.meta.dirname, "../..");

function featFiles(folder: string): readonly string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name.endsWith(".feat"))
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => readFileSync(path, "utf8"));
}
const programs = [...featFiles("features"), ...featFiles("test/grammar/fixtures")];
/** Top-level pieces of the programs, which are short. Whole programs are mutated too. */
const pieces = programs.flatMap((text) => text.split(/\n(?=\S)/));
const lines = programs.flatMap((text) => text.split("\n")).filter((line) => line.trim() !== "");

const odd = [
  "\0",
  "\ufeff",
  "\ud800",
  "\udfff",
  "\u2028",
  "ö",
  "😀",
  "e\u0301",
  "\r",
  "\r\n",
  "\t",
  "'",
  '"',
  "`",
  "\\",
  "\\u{",
  "\\u{110000}",
  "--",
  "/*",
  "*/",
  "//",
  "///",
  "${",
  ";",
  "#",
  "0x",
  "1e",
  "1e999",
  "1__0",
  "7dd",
  "99999999999999999999w",
  "(((((((((",
  "[[[[[[[",
  "{{{{{{{",
];
const words = [
  ...tokenTable.map(({ pattern }) => pattern.replace(/\\b|\\/g, "")).filter((text) => text.length < 12),
  ...odd,
  "x",
  "7d",
  "1.5",
  '"s"',
  "`a b`",
  "\n",
  " ",
];

/** A fast generator of random numbers below `end`. */
function numbers(seed: number): (end: number) => number {
  let drawn = 0;
  return (end) => seedOf(seed, drawn++) % end;
}
const at = <T>(choices: readonly T[], below: (end: number) => number): T => choices[below(choices.length)]!;

type Mutation = (text: string, below: (end: number) => number) => string;
const splice = (text: string, from: number, drop: number, add: string): string =>
  text.slice(0, from) + add + text.slice(from + drop);
const token = /\w+|[^\s\w]/g;
function tokenAt(
  text: string,
  below: (end: number) => number,
): { readonly index: number; readonly length: number; readonly text: string } {
  const all = [...text.matchAll(token)];
  const found = all[below(Math.max(1, all.length))];
  return { index: found?.index ?? 0, length: found?.[0].length ?? 0, text: found?.[0] ?? "" };
}
const byLine =
  (edit: (all: string[], n: number, below: (end: number) => number) => string[]): Mutation =>
  (text, below) => {
    const all = text.split("\n");
    return edit(all, below(all.length), below).join("\n");
  };

const mutations: readonly Mutation[] = [
  // Characters
  (text, below) => splice(text, below(text.length + 1), 0, String.fromCharCode(below(0x10000))),
  (text, below) => splice(text, below(text.length + 1), 0, String.fromCharCode(below(128))),
  (text, below) => splice(text, below(text.length + 1), 1 + below(3), ""),
  (text, below) => splice(text, below(text.length + 1), 1, String.fromCharCode(32 + below(95))),
  (text, below) => splice(text, below(text.length + 1), below(40), ""),
  (text, below) => text.slice(0, below(text.length + 1)),
  (text, below) => text.slice(below(text.length + 1)),
  // Tokens
  (text, below) => splice(text, below(text.length + 1), 0, at(words, below)),
  (text, below) => {
    const { index, length } = tokenAt(text, below);
    return splice(text, index, length, "");
  },
  (text, below) => {
    const { index, length } = tokenAt(text, below);
    return splice(text, index, length, at(words, below));
  },
  (text, below) => {
    const one = tokenAt(text, below);
    return splice(text, one.index, 0, one.text.repeat(1 + below(3)));
  },
  (text, below) => {
    const [one, other] = [tokenAt(text, below), tokenAt(text, below)];
    return splice(text, one.index, one.length, other.text);
  },
  // Lines
  byLine((all, n) => all.toSpliced(n, 1)),
  byLine((all, n) => all.toSpliced(n, 0, all[n] ?? "")),
  byLine((all, n, below) => all.toSpliced(n, 0, at(lines, below))),
  byLine((all, n, below) => all.toSpliced(n, 1, all[below(all.length)] ?? "")),
  (text, below) => `${text}${at(pieces, below)}`,
];

/** Text n of a seed. */
export function mutated(seed: number, n: number): string {
  const below = numbers(seedOf(seed, n));
  let text = below(50) === 0 ? at(programs, below) : at(pieces, below);
  for (let edits = 1 + below(4); edits > 0; edits--) text = at(mutations, below)(text, below);
  return text;
}

const sound = "entity e { a: int64 }";
/** Throws if a text breaks the parser. */
export function textHolds(text: string): void {
  const { tokens } = lex(text);
  let end = 0;
  for (const { startOffset, image } of tokens) {
    if (!(startOffset >= end && startOffset + image.length <= text.length))
      throw new Error(`a token at ${startOffset} in a text of ${text.length}`);
    end = startOffset;
  }
  const { file, issues } = parse(text);
  checkTree(text, file, issues);
  if (parse(sound).issues.length > 0) throw new Error("the parser kept state from the previous text");
}

export function fuzzParser({ seed, inputs, onProgress, holds = textHolds }: ParserOptions): ParserReport {
  const findings: { input: number; text: string; problem: string }[] = [];
  let [characters, slowest] = [0, 0];
  for (let input = 0; input < inputs; input++) {
    const text = mutated(seed, input);
    characters += text.length;
    const began = performance.now();
    const problem = problemOf(text, holds);
    slowest = Math.max(slowest, performance.now() - began);
    if (problem !== null && findings.length < 20) findings.push({ input, text: shortened(text, holds), problem });
    if (input % 1000 === 0) onProgress?.(input);
  }
  return { inputs, characters, slowest: Math.round(slowest), findings };
}

function problemOf(text: string, holds: (text: string) => void): string | null {
  const began = performance.now();
  try {
    holds(text);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  return performance.now() - began > tooSlow ? `it takes more than ${tooSlow} ms` : null;
}

/** The text without the characters that the problem does not need. */
function shortened(text: string, holds: (text: string) => void): string {
  let best = text;
  for (let size = Math.ceil(best.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < best.length; ) {
      const candidate = splice(best, from, size, "");
      if (problemOf(candidate, holds) === null) from += size;
      else best = candidate;
    }
  }
  return best;
}

export function parserText(
  { inputs, characters, slowest, findings }: ParserReport,
  seed: number,
  seconds: number,
): string {
  const n = (count: number): string => count.toLocaleString("en-US");
  return [
    ...findings.map(({ input, text, problem }) => `text ${input}: ${problem}\n  ${JSON.stringify(text)}\n`),
    `seed ${seed}: ${n(inputs)} texts, ${n(characters)} characters in ${seconds.toFixed(0)} s, the slowest ${slowest} ms: ${findings.length === 0 ? "no fault" : `${findings.length} faults`}`,
    "",
  ].join("\n");
}
