/** The fuzzers find planted faults and shrink them. Faults that they found before stay fixed. */
import { afterAll, describe, expect, test } from "vitest";
import { aggregateFunctions, scalarFunctions } from "../../compiler/functions/index.js";
import { aggregateTolerances, scalarTolerances } from "../../compiler/functions/tolerances.js";
import type { Project } from "../../compiler/ir/index.js";
import { parse } from "../../grammar/index.js";
import { externBatch } from "./batch.js";
import { exactCalls, inexactCalls } from "./calls.js";
import { projects as projectsOf, works } from "./cases.js";
import { chosen } from "./choose.js";
import { compiles, fuzzCompiler, mistaken } from "./compiler.js";
import { openEngines } from "./engines.js";
import { found } from "./found.js";
import { compiledOf, judge } from "./judge.js";
import { exactListAggregates } from "./list-aggregates.js";
import { fuzzParser, mutated, textHolds } from "./parser.js";
import { findingText, reportJson, summaryText } from "./report.js";
import { run } from "./run.js";

const engines = await openEngines();
afterAll(() => engines[Symbol.asyncDispose]());

const settings = { seed: 1, from: 0, cases: 100, most: 1, shrinkMilliseconds: 100_000 };

describe("programs", () => {
  test("a hundred random cases agree on every engine", { timeout: 120_000 }, async () => {
    const report = await run(engines, settings);
    expect(report.findings.map((finding) => findingText(finding, 1))).toEqual([]);
    expect(summaryText(report, 1, 0)).toContain("no disagreement");
    expect(report.expressions).toBeGreaterThan(90);
    expect(report.projects).toBe(1);
    expect(report.refused).toBeLessThan(5);
    expect(report.values).toBeGreaterThan(4000);
  });

  test("every `extern fn` agrees on every engine over edge-case values", { timeout: 120_000 }, async () => {
    for (const seed of [1, 2, 3]) {
      const program = chosen(seed, externBatch);
      const compiled = compiledOf(program.files);
      if ("errors" in compiled) throw new Error(compiled.errors.map(({ text }) => text).join("\n"));
      const { disagreements, errors } = await judge(engines, program, compiled);
      expect(disagreements).toEqual([]);
      expect(errors).toBeGreaterThan(0);
    }
  });

  test("an oracle that computes `greatest` as `least` is detected, and the program is shrunk", {
    timeout: 300_000,
  }, async () => {
    const report = await run(engines, { ...settings, from: 101, cases: 49, misread: taken("greatest", "least") });
    const [finding] = report.findings;
    const text = finding?.program.files["main.feat"] ?? "";
    expect(text).toMatch(/greatest\(/);
    expect(text.length, text).toBeLessThan(700);
    expect(finding?.program.labels.length).toBe(1);
    const shown = finding === undefined ? "" : findingText(finding, 1);
    expect(shown).toMatch(/^oracle +\S/m);
    expect(shown).toContain(`again: npm run fuzz -- --seed 1 --case ${finding?.case}`);
    expect(JSON.parse(JSON.stringify(reportJson(report, 1, 0)))).toMatchObject({ findings: [{ case: finding?.case }] });
    // That case alone finds it too.
    const again = await run(engines, {
      ...settings,
      from: finding?.case ?? 0,
      cases: 1,
      misread: taken("greatest", "least"),
      shrinkMilliseconds: 0,
    });
    expect(again.findings.map((each) => each.case)).toContain(finding?.case);
  });

  test("a case is the same alone and in a run of many", () => {
    const alone = [...works(7, 42, 1)].map(({ program }) => program.files["main.feat"]);
    const [, among] = [...works(7, 0, 100)].map(({ program }) => program.files["main.feat"]);
    const line = alone[0]?.split("\n").find((text) => /^ {2}f\d+ =/.test(text));
    expect(alone.length).toBe(1);
    expect(line).toBeDefined();
    expect(among?.split("\n")).toContain(line);
  });

  test("every function and operator is drawn", () => {
    const drawn = new Set([...[...exactCalls.values()].flat(), ...inexactCalls].map(({ row }) => row.name));
    expect([...scalarFunctions.keys()].filter((name) => !drawn.has(name))).toEqual([]);
  });

  test("every aggregate over lists with an exact result is drawn", () => {
    const drawn = new Set([...exactListAggregates.values()].flat().map(({ name }) => name));
    const over = [...aggregateFunctions.values()].filter(({ overloads }) =>
      overloads.some(({ ts }) => ts !== undefined),
    );
    const names = over.map(({ name }) => name);
    expect(names.filter((name) => !drawn.has(name) && !aggregateTolerances.has(name))).toEqual([]);
    expect(drawn.size).toBeGreaterThan(15);
  });

  test.each(Object.entries(constructs))("projects draw %s", (_, construct) => {
    const drawn = projects.filter(({ files }) => construct.test(Object.values(files).join("\n"))).length;
    expect(drawn).toBeGreaterThan(projects.length / 20);
  });

  test("every tolerance belongs to a function that exists", () => {
    expect([...scalarTolerances.keys()].filter((name) => !scalarFunctions.has(name))).toEqual([]);
    expect([...aggregateTolerances.keys()].filter((name) => !aggregateFunctions.has(name))).toEqual([]);
  });
});

const projects = [...projectsOf(7, 0, 60)].map(({ program }) => program);
/** The constructs that random projects must contain, as patterns of their text. */
const constructs: Readonly<Record<string, RegExp>> = {
  "a join of a state": /join st as /,
  "a join of a view": /join j(?:st|ev) as /,
  "elements as rows": / each x in .* \{/,
  "a source with another time": / at (?:u|timestamp)/,
  "a source derived from a derived source": /^source \w+ from \w+_of /m,
  "a union": /^source \w+ \{ /m,
  "a condition of a source": /^source .* where /m,
  "a source with a key": /"key"/,
  "a `created` time": /"created"/,
  "a source of complete snapshots": /"complete"/,
  "rows that end": /"until"/,
  "rows that are deleted": /"deleted"/,
  "a condition of a view": /^view v.* where /m,
  "a ttl": /^view v.* ttl /m,
  "a cadence": /^view v.* every /m,
  "a boundary": /^view v.* before/m,
  "a `known` view": /^view v.* known/m,
  "a delay of a view": /^view v.* delay /m,
  "a condition of an aggregate": /^ {2}x_.*\) where /m,
  "a window with an offset": /^ {2}x_.* offset /m,
  "a window of rows": /^ {2}x_.* last \d rows/m,
  "a calendar window in a zone": /^ {2}x_.* this \w+ in "/m,
  "a `since` window": /^ {2}x_.* since /m,
  "groups with `by`": /^ {2}o_.* by .* top /m,
  "a default": /^ {2}i default /m,
  "an aggregate over a list": /^ {2}w_.* each /m,
};

/** Replaces one function by another in a project. */
const taken =
  (from: string, to: string) =>
  (project: Project): Project =>
    JSON.parse(JSON.stringify(project).replaceAll(`"function":"${from}"`, `"function":"${to}"`)) as Project;

describe("faults that were found before stay fixed", () => {
  test.each(found)("$what", async ({ program }) => {
    const compiled = compiledOf(program.files);
    if ("errors" in compiled) throw new Error(compiled.errors.map(({ text }) => text).join("\n"));
    expect((await judge(engines, program, compiled)).disagreements).toEqual([]);
  });
});

describe("mistakes in the examples", () => {
  test("the compiler reports errors or compiles the whole program", { timeout: 120_000 }, () => {
    const report = fuzzCompiler({ seed: 1, inputs: 200 });
    expect(report.findings.map(({ input, problem }) => `${input}: ${problem}`)).toEqual([]);
    expect(report.sound).toBeGreaterThan(20);
    expect(report.sound).toBeLessThan(100);
    expect(mistaken(1, 7)).toEqual(mistaken(1, 7));
  });

  test("a program without mistakes compiles, and a program with a syntax error does not", () => {
    const { sources } = mistaken(1, 0);
    expect(compiles({ sources, text: "" })).toBe(true);
    expect(compiles({ sources, text: "view" })).toBe(false);
  });
});

describe("texts for the parser", () => {
  test("mutated programs are parsed to their end", { timeout: 120_000 }, () => {
    const report = fuzzParser({ seed: 1, inputs: 3000 });
    expect(report.findings).toEqual([]);
    expect(report.characters).toBeGreaterThan(250_000);
  });

  test("a planted fault is found, and the text is shrunk", () => {
    const holds = (text: string): void => {
      if (/\bview\b[\s\S]*\bsum\b/.test(text)) throw new Error("planted");
    };
    const { findings } = fuzzParser({ seed: 1, inputs: 500, holds });
    expect(findings.length).toBeGreaterThan(0);
    expect(findings[0]?.text).toMatch(/^view.sum$/s);
    expect(mutated(1, findings[0]?.input ?? 0)).toMatch(/view[\s\S]*sum/);
  });

  test("the texts include both valid programs and programs with syntax errors", () => {
    const sound = Array.from({ length: 500 }, (_, n) => parse(mutated(3, n)).issues.length === 0);
    expect(sound.filter(Boolean).length).toBeGreaterThan(30);
    expect(sound.filter((each) => !each).length).toBeGreaterThan(200);
    for (const text of ["", "\0", "view", "\ud800"]) textHolds(text);
  });
});
