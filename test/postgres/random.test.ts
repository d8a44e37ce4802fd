/**
 * Compares random programs on Postgres with the oracle. FEAT_SEED sets another seed; `npm run fuzz -- --engine postgres`
 * runs many more.
 */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { missingFunctions } from "../../compiler/sql/index.js";
import { externBatch } from "../fuzz/batch.js";
import { chosen } from "../fuzz/choose.js";
import { type Engines, openEngines } from "../fuzz/engines.js";
import { found } from "../fuzz/found.js";
import { compiledOf, judge } from "../fuzz/judge.js";
import { findingText } from "../fuzz/report.js";
import { run } from "../fuzz/run.js";
import { withoutNul } from "../fuzz/without-nul.js";

let engines: Engines;
beforeAll(async () => {
  engines = await openEngines("postgres");
}, 60_000);
afterAll(() => engines[Symbol.asyncDispose]());

const seed = Number(process.env.FEAT_SEED ?? 1);

test.each([
  ["whole projects", { from: 0, cases: 3, projects: true as const }],
  ["expressions", { from: 1, cases: 60 }],
])(
  "%s",
  async (_, wanted) => {
    const report = await run(engines, { seed, ...wanted, most: 1, shrinkMilliseconds: 20_000 });
    expect(report.values).toBeGreaterThan(100);
    expect(report.findings.map((finding) => findingText(finding, seed)).join("\n")).toBe("");
  },
  120_000,
);

test("every `extern fn` agrees over edge-case values", async () => {
  for (const drawn of [1, 2]) {
    const program = withoutNul(chosen(drawn, externBatch));
    const compiled = compiledOf(program.files);
    if ("errors" in compiled) throw new Error(compiled.errors.map(({ text }) => text).join("\n"));
    const { disagreements, errors } = await judge(engines, program, compiled);
    expect(disagreements).toEqual([]);
    expect(errors).toBeGreaterThan(0);
  }
}, 120_000);

describe("faults that were found before stay fixed", () => {
  test.each(found)("$what", async ({ program }) => {
    const own = withoutNul(program);
    const compiled = compiledOf(own.files);
    if ("errors" in compiled) throw new Error(compiled.errors.map(({ text }) => text).join("\n"));
    expect(missingFunctions(compiled.project, compiled.files, engines.dialect)).toEqual([]);
    expect((await judge(engines, own, compiled)).disagreements).toEqual([]);
  });
});
