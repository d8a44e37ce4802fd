/**
 * Tests that are answered together give the same answers as each one alone. This runs on random programs in which
 * several tests give rows with the same keys; the oracle sees one test's rows and no others.
 */

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { afterAll, expect, test } from "vitest";
import { Answerer, type Asked } from "../../cli/testing/answer.js";
import { GivenRows } from "../../cli/testing/given-rows.js";
import { literalOf } from "../../cli/testing/literal.js";
import { Partitionable } from "../../cli/testing/partition.js";
import { Shapes } from "../../cli/testing/shapes.js";
import { Spaces } from "../../cli/testing/spaces.js";
import type { PhysicalSource, Project, Test } from "../../compiler/ir/index.js";
import { dialects } from "../../compiler/sql/index.js";
import { openDuckDB, openEmbedded, type Value as RuntimeValue } from "../../runtime/index.js";
import { Fault, type PhysicalRow, serviceAt, type Value, worldOf } from "./evaluate/index.js";
import { externs, externTexts, registeredExterns } from "./random/externs.js";
import { program } from "./random/program.js";
import { compileTexts } from "./support/compile.js";
import { holds } from "./support/holds.js";
import { same } from "./support/same.js";

const registered = registeredExterns(externTexts, externs);
const folder = mkdtempSync(join(tmpdir(), "feat-together-"));
const store = openEmbedded(folder);
afterAll(async () => {
  await store.close();
  rmSync(folder, { recursive: true, force: true });
});

const at = { file: "a.feat", line: 1 };
type Rows = Readonly<Record<string, readonly PhysicalRow[]>>;

/** A test that gives these rows. */
function testOf(project: Project, rows: Rows): Test {
  const given = project.sources.flatMap((source) =>
    source.node === "physical"
      ? [{ source: source.name, at, rows: (rows[source.name] ?? []).map((row) => literals(source, row)) }]
      : [],
  );
  return { title: "", at, given, cases: [] };
}

const literals = (source: PhysicalSource, { columns }: PhysicalRow) =>
  source.columns.map(({ name, type }) => ({ name, value: literalOf(type, held(columns.get(name) ?? null)) }));

const held = (value: Value): RuntimeValue =>
  typeof value === "bigint" ? (Number.isSafeInteger(Number(value)) ? Number(value) : value) : (value as RuntimeValue);

/** A value that is not finite reads as null, and a test cannot write it. */
const givable = (rows: Rows): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([name, each]) => [
      name,
      each.map((row) => ({
        ...row,
        columns: new Map([...row.columns].map(([column, v]) => [column, finite(v)] as const)),
      })),
    ]),
  );
const finite = (value: Value): Value => (typeof value === "number" && !Number.isFinite(value) ? null : value);

/** Some rows of each source: those whose index has its bit set in `mask`. */
const some = (rows: Rows, mask: number): Rows =>
  Object.fromEntries(
    Object.entries(rows).map(([name, all]) => [name, all.filter((_, index) => ((mask >> (index % 16)) & 1) === 1)]),
  );

let asked = 0;
let together = 0;
let compared = 0;

test("tests answered together each see only their own rows", { timeout: 300_000 }, async () => {
  const cases = fc.tuple(program, fc.array(fc.nat(65_535), { minLength: 2, maxLength: 4 }));
  const show = (drawn: unknown) =>
    JSON.stringify(drawn, (_, v: unknown) => (typeof v === "bigint" ? String(v) : v), 1).slice(0, 6000);
  await holds(cases, { runs: 5, show }, async ([drawn, masks]) => {
    const { project: whole } = compileTexts({ ...drawn.files, "feat.yaml": `project: together_${asked}\n` });
    const data = [65_535, ...masks].map((mask) => some(givable(drawn.rows), mask));
    const tests = data.map((rows) => testOf(whole, rows));
    await using warehouse = await openDuckDB({ folder, environment: {}, threads: 1, externs: registered });
    const given = new GivenRows(whole, tests, dialects.duckdb!);
    expect(await given.load(warehouse)).toEqual(new Map());
    const [service] = given.project.services;
    const shapes = new Shapes(given.project, tests);
    const shape = shapes.of({ kind: "service", name: service!.name }, [], () => true)!;
    asked++;
    if (!new Partitionable(given.project).service(shape.service)) return;
    together++;
    const rows = data.flatMap((_, index) =>
      drawn.labels
        .filter((label) => label.at !== null)
        .map(
          (label): Asked => ({
            at: held(label.at) as number,
            inputs: new Map([...label.inputs].map(([name, value]) => [name, held(value)])),
            data: index,
            fails: false,
          }),
        ),
    );
    const answerer = new Answerer(warehouse, new Spaces(store), shapes.whole, false, dialects.duckdb!, externs);
    answerer.expect(shape, rows);
    const answers = await answerer.answer(shape, rows);
    for (const [index, row] of rows.entries()) {
      const world = worldOf(whole, new Map(Object.entries(data[row.data]!)), externs);
      const t = BigInt(row.at);
      const inputs = new Map([...row.inputs].map(([name, value]) => [name, value as Value]));
      for (const [name, { type }] of fieldsOf(service!)) {
        const value = inputs.get(name);
        if (typeof value === "number" && /^(int|date|timestamp)/.test(type.kind)) inputs.set(name, BigInt(value));
      }
      const { sql, online } = answers[index]!;
      const answer = attempt(() => serviceAt(world, service!, inputs, { stored: t, read: t }));
      // Rows with faults are skipped: this test does not ask which feature a fault belongs to.
      if (answer === null || !sql.ok || !online.ok) continue;
      compared++;
      for (const { name, type } of service!.features) {
        const where = `${name} of label ${index}, test ${row.data}`;
        const cell = answer.get(name);
        if (!same(type, cell?.value ?? null, sql.value[name]))
          expect(sql.value[name], `SQL, ${where}`).toBe(cell?.value);
        if (!same(type, cell?.value ?? null, online.value.features[name]))
          expect(online.value.features[name], `TypeScript, ${where}`).toBe(cell?.value);
        expect(online.value.statuses[name], where).toBe(cell?.status);
      }
    }
  });
  // Many programs can be partitioned, and many rows are answered.
  expect(together).toBeGreaterThan(asked / 4);
  expect(compared).toBeGreaterThan(asked);
});

const fieldsOf = ({ keys, requests }: Project["services"][number]) =>
  new Map([...keys, ...requests].map((field) => [field.name, field] as const));

function attempt<T>(work: () => T): T | null {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) return null;
    throw error;
  }
}
