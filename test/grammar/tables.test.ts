/** The tables of the grammar agree with one another and with the code that they describe. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test, vi } from "vitest";
import { syntax, syntaxDiagnostics } from "../../compiler/diagnostics/catalog/syntax.js";
import { childKeys, children, type Node, parse, reservedWords, tokenTable, walk } from "../../grammar/index.js";
import { FeatParser } from "../../grammar/parser.js";
import { allNodes } from "./support/check.js";

const fixture = (name: string): string => readFileSync(join(import.meta.dirname, "fixtures", name), "utf8");

describe("the parser library's own validations", () => {
  test("find no ambiguity, left recursion or clash of names", () => {
    const warned = vi.spyOn(console, "error");
    expect(() => new FeatParser(true)).not.toThrow();
    expect(warned).not.toHaveBeenCalled();
    warned.mockRestore();
  });
});

describe("tokens", () => {
  test("the reserved words are exactly those of the language", () =>
    expect([...reservedWords].sort().join(" ")).toBe(
      "and between by default each else false if in is let match not null or over then true where",
    ));

  test("each row has its own pattern", () => {
    const patterns = tokenTable.map(({ pattern }) => pattern);
    expect(new Set(patterns).size).toBe(patterns.length);
    for (const { pattern, word } of tokenTable) if (word === null) expect(() => new RegExp(pattern)).not.toThrow();
  });

  test("reserved words are not names, soft keywords are", () => {
    for (const { name, pattern, word } of tokenTable) {
      if (word === null) continue;
      const text = pattern.replaceAll("\\b", "");
      const issues = parse(
        `entity e { ${text}: int64 } service s { v { a as ${text} } } fn f(${text}: int64): int64 = 1`,
      ).issues;
      if (word === "soft") expect(issues, name).toEqual([]);
      else
        expect(
          issues.map(({ code }) => code),
          name,
        ).toContain("reserved-name");
    }
  });

  test("each sign of the table is a token of its own", () => {
    for (const { name, pattern, word, highlight } of tokenTable) {
      if (word !== null || !["operator", "punctuation"].includes(highlight)) continue;
      const sign = pattern.replaceAll("\\", "");
      expect(parse(`/// a\n${sign} x`).issues[0]?.code, name).not.toBe("bad-character");
    }
  });
});

describe("children", () => {
  const everything = `${fixture("tour.feat")}\n${fixture("ports.feat")}
extern fn f(a: int64): string from "./f.js"
enum e { a }
source s from t at u join v on a each w in x where not -y between 1 and 2 { a: map<string, T?[]> = { b: [null] } }
view v from s every 1d after 1h upto before known delay 1h { expect a, c = a default 1, let b = match { else => 1 } x = a in [this] }
service w { v.* except { a } v as b (c) { d as e } allow pii }
test "t" { given a { b: missing } at "x" for { c: true } expect d { e: 1 } }`;
  const { file, issues } = parse(everything);

  test("walking visits every node of every kind once", () => {
    expect(issues).toEqual([]);
    const walked: Node[] = [];
    walk(file, (node) => walked.push(node));
    expect(walked.length).toBe(new Set(walked).size);
    expect(new Set(walked)).toEqual(new Set(allNodes(file)));
    // All kinds except the one that only an error makes.
    expect(Object.keys(childKeys).filter((kind) => !walked.some((node) => node.kind === kind))).toEqual(["missing"]);
  });

  test("a child lies within its parent, and a declaration after the one before", () => {
    walk(file, (node) => {
      for (const child of children(node)) {
        const inLead = child.kind === "doc" || child.kind === "annotation";
        if (inLead) continue;
        expect(child.span.start, `${child.kind} in ${node.kind}`).toBeGreaterThanOrEqual(node.span.start);
        expect(child.span.end, `${child.kind} in ${node.kind}`).toBeLessThanOrEqual(node.span.end);
      }
    });
    file.declarations.forEach((declaration, i) => {
      expect(declaration.span.start).toBeGreaterThanOrEqual(file.declarations[i - 1]?.span.end ?? 0);
    });
  });

  test("a node's text is the text that it was parsed from", () => {
    walk(file, ({ kind, span }) => {
      const text = everything.slice(span.start, span.end);
      expect(text, kind).toBe(text.trim());
      if (kind !== "file" && kind !== "missing") expect(text, kind).not.toBe("");
    });
  });

  test("a tree is plain data", () => expect(JSON.parse(JSON.stringify(file))).toEqual(file));
});

describe("diagnostics", () => {
  test("each kind of issue has a row, and keeps its place, words and fix", () => {
    const text = 'view v from s { a = b <> "c';
    const { issues } = parse(text);
    const made = syntaxDiagnostics("x.feat", issues);
    expect(made.map(({ code, name, severity }) => [code, name, severity])).toEqual([
      ["FEAT1002", "unclosed-bracket", "error"],
      ["FEAT1007", "foreign-syntax", "error"],
      ["FEAT1004", "unclosed-string", "error"],
    ]);
    made.forEach((diagnostic, i) => {
      const issue = issues[i];
      expect(diagnostic.place).toEqual({ file: "x.feat", span: issue?.span });
      expect(diagnostic.message).toBe(issue?.message);
      expect(diagnostic.help).toBe(issue?.help ?? null);
      expect(diagnostic.fix?.text).toBe(issue?.fix);
    });
  });

  test("codes are stable", () =>
    expect(Object.entries(syntax).map(([code, row]) => `${row.code} ${code}`)).toEqual([
      "FEAT1001 unexpected",
      "FEAT1002 unclosed",
      "FEAT1003 bad-number",
      "FEAT1004 bad-string",
      "FEAT1005 bad-escape",
      "FEAT1006 bad-character",
      "FEAT1007 foreign",
      "FEAT1008 chained",
      "FEAT1009 misplaced-not",
      "FEAT1010 too-deep",
      "FEAT1011 dangling-lead",
      "FEAT1012 glued-type",
      "FEAT1013 reserved-name",
      "FEAT1014 backtick",
      "FEAT1015 comment-operand",
    ]));
});
