/** Parsing any text ends, throws nothing, and reports only issues that are correct. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parse, tokenTable, walk } from "../../grammar/index.js";
import { checkTree } from "./support/check.js";

const programs = ["tour.feat", "ports.feat"].map((name) =>
  readFileSync(join(import.meta.dirname, "fixtures", name), "utf8"),
);
/** The text between blank lines: small enough to shrink, and whole enough to reach every rule. */
const pieces = programs.flatMap((text) => text.split(/\n(?=\S)/));

const odd = [
  "\0",
  "\ufeff",
  "\ud800",
  "ö",
  "😀",
  "\r",
  "\r\n",
  "\t",
  "'",
  '"',
  "`",
  "\\",
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
  "1__0",
  "7dd",
];
const word = fc.constantFrom(
  ...tokenTable.map(({ pattern }) => pattern.replace(/\\b|\\/g, "")).filter((text) => text.length < 12),
  ...odd,
  "x",
  "7d",
  "1.5",
  '"s"',
  "`a b`",
  "\n",
  " ",
);

const holds = (text: string): void => {
  const { file, issues } = parse(text);
  checkTree(text, file, issues);
  // The parser keeps nothing of the text before.
  expect(parse("entity e { a: int64 }").issues).toEqual([]);
};

interface Edit {
  readonly at: number;
  readonly drop: number;
  readonly add: readonly string[];
}
const edits: fc.Arbitrary<readonly Edit[]> = fc.array(
  fc.record({ at: fc.nat(), drop: fc.nat({ max: 12 }), add: fc.array(word, { maxLength: 3 }) }),
  { minLength: 1, maxLength: 4 },
);
const edited = (text: string, changes: readonly Edit[]): string =>
  changes.reduce((now, { at, drop, add }) => {
    const start = at % (now.length + 1);
    return now.slice(0, start) + add.join("") + now.slice(start + drop);
  }, text);

describe("parsing", () => {
  test("programs with a few edits", () => {
    fc.assert(
      fc.property(fc.constantFrom(...pieces), edits, (piece, changes) => holds(edited(piece, changes))),
      { numRuns: 1500 },
    );
  });

  test("words in any order", () => {
    fc.assert(
      fc.property(fc.array(word, { maxLength: 60 }), fc.constantFrom(" ", "", "\n"), (words, between) =>
        holds(words.join(between)),
      ),
      { numRuns: 1000 },
    );
  });

  test("any text", () => {
    fc.assert(fc.property(fc.string({ unit: "binary", maxLength: 80 }), holds), { numRuns: 500 });
  });

  test("every prefix of a program", () => {
    for (const piece of pieces) for (let end = 0; end <= piece.length; end++) holds(piece.slice(0, end));
  });

  test("a program without one of its tokens reports it near that place, or is another program", () => {
    for (const text of pieces) {
      const tokens = [...text.matchAll(/\w+|[^\s\w]/g)];
      for (const token of tokens) holds(text.slice(0, token.index) + text.slice(token.index + token[0].length));
    }
  });
});

describe("declarations before and after an edit", () => {
  test("are all still parsed", () => {
    const before = "entity before_ { a: int64 }\n";
    const after = "\nentity after_ { a: int64 }\n";
    fc.assert(
      fc.property(fc.constantFrom(...pieces), edits, (piece, changes) => {
        // An open comment only ends at its end: the text after it is not parsed.
        const text = edited(piece, changes);
        const { file } = parse(`${before}${text}\n${text.includes("/*") ? "*/" : ""}${after}`);
        const names: string[] = [];
        walk(file, (node) => {
          if (node.kind === "entity") names.push(node.name.text);
        });
        expect(names[0]).toBe("before_");
        expect(names.at(-1)).toBe("after_");
      }),
      { numRuns: 1000 },
    );
  });
});
