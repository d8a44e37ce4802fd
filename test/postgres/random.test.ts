/**
 * Compares random programs on Postgres with the oracle. FEAT_SEED repeats a seed; `npm run fuzz -- --engine postgres`
 * runs many more.
 */
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Engines, openEngines } from "../fuzz/engines.js";
import { findingText } from "../fuzz/report.js";
import { run } from "../fuzz/run.js";

let engines: Engines;
beforeAll(async () => {
  engines = await openEngines("postgres");
}, 60_000);
afterAll(() => engines[Symbol.asyncDispose]());

const seed = Number(process.env.FEAT_SEED ?? Date.now() % 2 ** 31);

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
