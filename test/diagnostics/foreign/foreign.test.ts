/** Syntax of other languages and tools: each mistake is one error, at its place, with the fix. */
import { describe, expect, test } from "vitest";
import { compile } from "../../../compiler/compile.js";
import { unmark } from "../../grammar/support/check.js";
import { memoryHost } from "../../project/check.js";
import type { Case } from "./case.js";
import { declarations } from "./declarations.js";
import { featYaml as featYamlCases } from "./feat-yaml.js";
import { base, featYaml, sources } from "./project.js";
import { sourcesYaml } from "./sources-yaml.js";
import { transformItems } from "./transform-items.js";
import { viewItems } from "./view-items.js";

interface Place {
  readonly title: string;
  readonly cases: readonly Case[];
  /** The file that the text is typed into, and the text around it there. */
  readonly file: string;
  readonly before: string;
  readonly after: string;
}

const places: readonly Place[] = [
  {
    title: "in a view",
    cases: viewItems,
    file: "a.feat",
    before: "view v for customer from orders {\n  ",
    after: "\n  after = amount\n}\nservice s { v.* }\n",
  },
  {
    title: "in a transform",
    cases: transformItems,
    file: "a.feat",
    before: "transform t {\n  ",
    after: "\n  after = profile.age\n}\nservice s { t.* }\n",
  },
  {
    title: "in place of a declaration",
    cases: declarations,
    file: "a.feat",
    before: "",
    after: "\nentity last { last_id: int64 }\n",
  },
  { title: "in the YAML of sources", cases: sourcesYaml, file: "sources.yaml", before: "", after: "\n" },
  { title: "in feat.yaml", cases: featYamlCases, file: "feat.yaml", before: "", after: "\n" },
];

describe.each(places)("$title", ({ cases, file, before, after }) => {
  test.each(cases.map((one) => [one[0], one] as const))("%j", (_, [marked, ...said]) => {
    const { text, spans } = unmark(`${before}${marked}${after}`);
    const feat = file.endsWith(".feat");
    const files = { "feat.yaml": featYaml, "sources.yaml": sources, "a.feat": "", "base.feat": feat ? base : "" };
    const { diagnostics } = compile(memoryHost({ ...files, [file]: text }), "");
    const found = diagnostics.filter(({ name }) => name !== "unused");
    const shown = found.map(({ message, help }) => `${message} — ${help}`).join("\n");
    expect(
      found.map(({ code, place }) => [
        code,
        place.file,
        text.slice(place.span.start, place.span.end),
        place.span.start,
      ]),
      shown,
    ).toEqual(said.map(([code], i) => [code, file, text.slice(spans[i]?.start, spans[i]?.end), spans[i]?.start]));
    said.forEach(([, ...words], i) => {
      for (const word of words) expect(`${found[i]?.message} — ${found[i]?.help}`).toContain(word);
    });
  });
});

test("there are more than a hundred and twenty cases", () => {
  expect(places.flatMap(({ cases }) => cases).length).toBeGreaterThan(120);
});

describe("a comment after an expression", () => {
  const warned = (item: string): readonly string[] => {
    const text = `transform t {\n  ${item}\n}\nservice s { t.* }\n`;
    const files = { "feat.yaml": featYaml, "sources.yaml": sources, "base.feat": base, "a.feat": text };
    const { diagnostics } = compile(memoryHost(files), "");
    return diagnostics.filter(({ code }) => code === "FEAT1015").map(({ severity, help }) => `${severity}: ${help}`);
  };

  test.each([
    "x = profile.spend // 100.0",
    "x = profile.age //2",
    "x = profile.spend // activity.total",
    "x = profile.spend // (activity.total + 1.0)",
    "x = (profile.spend + 1.0) // 2.0",
    "x = profile.spend // 100.0 default 0.0",
    "x = profile.spend // 100.0,",
    "let y = profile.age // 2\n  x = y",
    "x = match { profile.vip => profile.age // 2\n else => 1 }",
    "x = profile.age // 2 // half of it",
  ])("warns of %j", (item) => {
    expect(warned(item)).toEqual([expect.stringMatching(/^warning: .*`div\(a, b\)`/)]);
  });

  test.each([
    "x = profile.age // years of life",
    "x = profile.age // 3 days",
    "x = profile.age // views_1d, views_7d",
    "x = profile.age // (in years)",
    "x = profile.age // TODO: check",
    "x = profile.age // map<string, int64>",
    "x = profile.age // deprecated",
    "x = profile.age // e.g. 5",
    "x = profile.age // rating - the stars",
    "x = profile.age // P(click)",
    "x = profile.age /// 100",
    "x = profile.age\n  // 100.0",
    "x: int64 = 5 // 1.5 is too much",
  ])("does not warn of %j", (item) => {
    expect(warned(item)).toEqual([]);
  });
});
