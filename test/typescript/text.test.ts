import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { comment } from "../../compiler/sql/comment.js";
import { access, codeSpan, data, docComment, lineComment, property, string } from "../../compiler/typescript/text.js";
import { visible, visibleJson } from "../../runtime/visible.js";
import { hostileTexts } from "./support/hostile.js";

/** Hostile texts, texts around them, and arbitrary texts. */
const texts = fc
  .array(
    fc.oneof(
      fc.constantFrom(...Object.values(hostileTexts)),
      fc.constantFrom(
        "*",
        "/",
        "\\",
        "`",
        '"',
        "'",
        "\r\n",
        "\n",
        "\u2028",
        "\u202e",
        "$",
        "{",
        "-",
        "<",
        "!",
        "\0",
        "\ud800",
      ),
      fc.string({ unit: "binary" }),
    ),
  )
  .map((parts) => parts.join(""));

const evaluate = (code: string): unknown => new Function(`"use strict"; return ${code};`)();
const unseen = /[^\P{Cc}\n]|[\p{Cs}\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff]/u;
const holds = (property_: (text: string) => void): void => fc.assert(fc.property(texts, property_), { numRuns: 500 });

describe("any text", () => {
  test("reads back unchanged as a literal of TypeScript and as JSON", () =>
    holds((text) => {
      expect(evaluate(string(text))).toBe(text);
      expect(JSON.parse(string(text))).toBe(text);
      expect(JSON.parse(visibleJson(JSON.stringify({ [text]: [text] }, null, 2)))).toEqual(
        Object.fromEntries([[text, [text]]]),
      );
      expect(evaluate(data([text, { kind: text }]))).toEqual([text, { kind: text }]);
      expect(string(text)).not.toMatch(unseen);
      expect(string(text)).not.toMatch(/<[/!]|\n/);
    }));

  test("names an own property", () =>
    holds((text) => {
      expect(Object.keys(evaluate(`({ ${property(text)}: 1 })`) as object)).toEqual([text]);
      expect(new Function("it", `return it${access(text)};`)(Object.fromEntries([[text, 1]]))).toBe(1);
    }));

  test("stays in its comment", () =>
    holds((text) => {
      for (const line of [lineComment(text), comment(text)]) {
        expect(line).toMatch(/^(?:\/\/|--) [^\n]*\n$/);
        expect(line).not.toMatch(unseen);
      }
      const doc = docComment([text, null, text]);
      expect(doc.indexOf("*/")).toBe(doc.length - 3);
      expect(doc).not.toMatch(unseen);
      expect(evaluate(`[1,${doc}2]`)).toEqual([1, 2]);
    }));

  test("is readable in a comment", () =>
    holds((text) => {
      const plain = visible(text).replaceAll(/[\s*\\/]/g, "");
      expect(
        comment(text)
          .slice(3)
          .replaceAll(/[\s*\\/]/g, ""),
      ).toBe(plain);
    }));

  test("stays in its backticks", () =>
    holds((text) => {
      if (text === "") return; // Markdown has no empty code span.
      // A code span ends at the first run of as many backticks as it begins with.
      const span = codeSpan(text);
      const [fence = ""] = /^`+/.exec(span) ?? [];
      const end = [...span.slice(fence.length).matchAll(/`+/g)].find(([run]) => run === fence)?.index;
      expect(end).toBe(span.length - 2 * fence.length);
      // A space at both ends is not part of the text.
      const inner = span.slice(fence.length, -fence.length);
      expect([text, ` ${text} `]).toContain(inner);
    }));
});

test.each([
  ["one line", ["Plain."], "/** Plain. */\n"],
  ["two", ["A */ b", "c"], "/**\n * A *\\/ b\n * c\n */\n"],
  ["all kinds of line ends", ["a\r\nb\rc\u2028d"], "/**\n * a\n * b\n * c\n * d\n */\n"],
  ["a slash that begins a line", ["a\n/b"], "/**\n * a\n * /b\n */\n"],
  ["characters that change the text direction", ["a\u202eb"], "/** a\\u{202e}b */\n"],
  ["nothing", [null], ""],
])("a doc comment of %s", (_, lines, doc) => expect(docComment(lines)).toBe(doc));

/** Ways by which text would get into code past the functions for it. */
const folder = join(import.meta.dirname, "../../compiler/typescript");
test.each(readdirSync(folder).filter((file) => file !== "text.ts"))(
  "%s inserts no text into code by itself",
  (file) => {
    const code = readFileSync(join(folder, file), "utf8");
    expect(code.match(/JSON\.stringify|`[^`]*\/\*\*[^`]*\$\{[^`]*\*\/|`[^`\n]*(?<!:)\/\/ /g)).toBeNull();
    // Nothing is derived from code that is printed already.
    expect(code.match(/\.matchAll\(|\\b[a-z]+\\/g)).toBeNull();
  },
);
