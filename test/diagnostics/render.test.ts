import { describe, expect, test } from "vitest";
import {
  type Colours,
  type Diagnostic,
  define,
  positionAt,
  renderJson,
  renderTerminal,
  sortDiagnostics,
  summary,
} from "../../compiler/diagnostics/index.js";
import { linesOf } from "../../compiler/diagnostics/position.js";

const kind = define<{ what: string }>({
  code: "FEAT9999",
  name: "some-thing",
  severity: "error",
  message: ({ what }) => `there is ${what}`,
});

const texts = new Map<string, string>();
const read = (file: string): string | null => texts.get(file) ?? null;

/** A diagnostic at the text between `«` and `»`; the marks are removed. */
function at(file: string, marked: string, extras: { help?: string; related?: Diagnostic["related"] } = {}): Diagnostic {
  const start = marked.indexOf("«");
  const end = marked.indexOf("»") - 1;
  texts.set(file, marked.replace("«", "").replace("»", ""));
  return kind.at({ file, span: { start, end } }, { what: "something" }, extras);
}

const shown = (diagnostic: Diagnostic): string => `\n${renderTerminal(diagnostic, read)}\n`;

describe("in a terminal", () => {
  test("the line is shown, with the span underlined", () => {
    expect(shown(at("a.feat", "view v {\n  x = «foo» + 1\n}\n", { help: "did you mean `fo`?" }))).toBe(`
error[FEAT9999]: there is something
 --> a.feat:2:7
  |
2 |   x = foo + 1
  |       ^^^
  |
  = help: did you mean \`fo\`?
`);
  });

  test("tabs are as wide as they are shown", () => {
    expect(shown(at("a.feat", "\tx\t«foo»\n"))).toContain("1 |     x   foo\n  |         ^^^");
  });

  test("characters of two columns, of zero columns, and of two UTF-16 units", () => {
    expect(shown(at("a.feat", "日本 «東京» x"))).toContain("1 | 日本 東京 x\n  |      ^^^^\n");
    expect(shown(at("a.feat", "e\u0301 «x»"))).toContain("1 | e\u0301 x\n  |   ^\n");
    expect(shown(at("a.feat", "🦆 «🦆🦆»"))).toContain(":1:3\n  |\n1 | 🦆 🦆🦆\n  |    ^^^^\n");
  });

  test("an empty span, also at the end of the line, at the end of the file, and after it", () => {
    expect(shown(at("a.feat", "ab«» c"))).toContain("1 | ab c\n  |   ^\n");
    expect(shown(at("a.feat", "ab«»\nc"))).toContain(":1:3\n  |\n1 | ab\n  |   ^\n");
    expect(shown(at("a.feat", "ab\n«»"))).toContain(":2:1\n  |\n2 |\n  | ^\n");
    expect(shown(kind.at({ file: "a.feat", span: { start: 99, end: 99 } }, { what: "x" }))).toContain(":2:1\n");
    expect(shown(at("a.feat", "«»"))).toContain(":1:1\n  |\n1 |\n  | ^\n");
  });

  test("a span of several lines is underlined to the end of its first line", () => {
    expect(shown(at("a.feat", "x = «match {\n 1\n}»\n"))).toContain("1 | x = match {\n  |     ^^^^^^^\n");
  });

  test("Windows line ends", () => {
    expect(shown(at("a.feat", "a\r\nb «c»\r\nd\r\n"))).toContain(":2:3\n  |\n2 | b c\n  |   ^\n");
  });

  test("control characters are not sent to the terminal", () => {
    const text = shown(at("a.feat", "\u001b[31m«x»\u202e"));
    expect(text).toContain("1 | \ufffd[31mx\ufffd\n  |      ^\n");
    const message = kind.at({ file: "a.feat", span: { start: 0, end: 1 } }, { what: "\u001b]0;x\u0007\nline" });
    expect(shown(message)).toContain("there is \ufffd]0;x\ufffd line\n");
  });

  test("a long line is cut around the span", () => {
    const text = shown(at("a.feat", `${"a".repeat(500)}«bbb»${"c".repeat(500)}`));
    expect(text).toContain(`…${"a".repeat(30)}bbb`);
    expect(text).toContain(`\n  | ${" ".repeat(31)}^^^\n`);
    expect(Math.max(...text.split("\n").map((line) => line.length))).toBeLessThan(160);
  });

  test("related places follow, aligned", () => {
    const first = at("b.feat", `${"\n".repeat(99)}entity «e» {}`);
    const related = [{ place: first.place, message: "the first is here" }];
    expect(shown(at("a.feat", "entity «e» {}", { related }))).toBe(`
error[FEAT9999]: there is something
   --> a.feat:1:8
    |
  1 | entity e {}
    |        ^
   --> b.feat:100:8
    |
100 | entity e {}
    |        ~ the first is here
`);
  });

  test("a file that can't be read is named", () => {
    expect(shown(kind.at({ file: "gone.yaml", span: { start: 0, end: 0 } }, { what: "nothing" }))).toBe(
      "\nerror[FEAT9999]: there is nothing\n--> gone.yaml\n",
    );
  });

  test("colours are added, and change nothing else", () => {
    const tag = (name: string) => (text: string) => `<${name}>${text}</${name}>`;
    const colours: Colours = { error: tag("e"), warning: tag("w"), help: tag("h"), dim: tag("d"), bold: tag("b") };
    const diagnostic = at("a.feat", "x «y»", { help: "do" });
    const coloured = renderTerminal(diagnostic, read, colours);
    expect(coloured).toContain("<e>error[FEAT9999]</e><b>: there is something</b>");
    expect(coloured).toContain("<e>^</e>");
    expect(coloured.replace(/<\/?\w>/g, "")).toBe(renderTerminal(diagnostic, read));
  });

  test("the summary counts errors and warnings", () => {
    const warning = { ...at("a.feat", "«x»"), severity: "warning" as const };
    expect(summary([])).toBe("");
    expect(summary([at("a.feat", "«x»")])).toBe("1 error");
    expect(summary([warning, at("a.feat", "«x»"), warning])).toBe("1 error, 2 warnings");
  });
});

describe("as JSON", () => {
  test("places are lines and columns", () => {
    const related = [{ place: { file: "gone", span: { start: 0, end: 1 } }, message: "there" }];
    const json = renderJson(at("a.feat", "a\n🦆 «foo\nba»r", { help: "do", related }), read);
    expect(json).toEqual({
      code: "FEAT9999",
      name: "some-thing",
      severity: "error",
      message: "there is something",
      file: "a.feat",
      line: 2,
      column: 3,
      endLine: 3,
      endColumn: 3,
      help: "do",
      related: [{ file: "gone", line: null, column: null, endLine: null, endColumn: null, message: "there" }],
      fix: null,
    });
  });

  test.each([
    ["", 0, 1, 1],
    ["ab", 2, 1, 3],
    ["a\nb", 2, 2, 1],
    ["a\r\nb", 3, 2, 1],
    ["🦆x", 2, 1, 2],
    ["a\n", 2, 2, 1],
    ["a", 9, 1, 2],
  ])("%j at %i is %i:%i", (text, offset, line, column) => {
    expect(positionAt(text, offset)).toEqual({ line, column });
    expect(linesOf(text)(offset)).toBe(line);
  });
});

test("diagnostics are sorted by place, each once", () => {
  const make = (file: string, start: number, what: string) =>
    kind.at({ file, span: { start, end: start + 1 } }, { what });
  const sorted = sortDiagnostics([
    make("b", 0, "1"),
    make("a", 5, "2"),
    make("a", 1, "3"),
    make("a", 5, "2"),
    make("a", 5, "4"),
  ]);
  expect(sorted.map(({ message, place }) => `${place.file}${place.span.start} ${message}`)).toEqual([
    "a1 there is 3",
    "a5 there is 2",
    "a5 there is 4",
    "b0 there is 1",
  ]);
});
