/**
 * MEANING 127: long and deep programs work in every phase. They are typed; printed as a manifest, SQL and TypeScript;
 * trained, stored and read.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { generate } from "../../compiler/index.js";
import { manifestText } from "../../compiler/model/index.js";
import { openDuckDB, openEmbedded } from "../../runtime/index.js";
import { served, stored, trained } from "../oracle/support/engines.js";
import { type Kind, kinds, nests, programOf, repeats, rows } from "./kinds.js";
import { compiled } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "feat-length-"));
const warehouse = await openDuckDB({ folder });
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

const at = 1_706_745_600_000_000n;
const inputs = rows.map(({ id }) => new Map([["id", BigInt(id)]]));

/** The values of both engines, with every int as a number. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value === "bigint") return Number(value);
  return typeof value === "string" && /^-?\d+$/.test(value) ? Number(value) : value;
};
const close = (value: unknown): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? expect.closeTo(value, 9) : value;

async function check(kind: Kind): Promise<void> {
  const files = programOf(kind, kind.size);
  const { project } = compiled(files);
  const [service] = project.services;
  if (service === undefined) throw new Error("no service");
  const expected = rows.map((row) => close(plain(kind.x(row, kind.size))));
  expect(() => void JSON.parse(manifestText(project))).not.toThrow();

  writeFileSync(join(folder, "rows.csv"), files["rows.csv"] ?? "");
  const place = service.features.findIndex(({ name }) => name === "x");
  const training = await trained(
    warehouse,
    project,
    service,
    inputs.map((of) => ({ at, inputs: of })),
  );
  expect(training.map((features) => plain(features[place]))).toEqual(expected);

  const online = mkdtempSync(join(folder, "online-"));
  await using store = openEmbedded(online);
  await stored(warehouse, store, project, new Map(), at);
  const answers = await served(store, project, new Map(), service, inputs, at);
  expect(answers.map((answer) => plain(answer.features.x))).toEqual(expected);
}

describe("MEANING 127: length has no limit", () => {
  test.each(kinds.map((kind) => [kind.name, kind] as const))("%s", (_, kind) => check(kind));
});

describe("MEANING 127: every depth that the grammar allows works", () => {
  test.each(nests.map((kind) => [kind.name, kind] as const))("%s", (_, kind) => check(kind));
});

describe("MEANING 128: nested operands that are needed twice", () => {
  test.each(repeats.map((kind) => [kind.name, kind] as const))("%s", (_, kind) => check(kind));
});

/** The kinds with the most generated code. */
const written: ReadonlySet<string> = new Set(["sum of ints", "match with subject", "every operator", "{ }"]);
describe("MEANING 127: the generated code is formatted", () => {
  const some = [...kinds, ...nests].filter(({ name }) => written.has(name));
  test.each(some.map((kind) => [kind.name, kind] as const))("%s", async (_, kind) => {
    const files = await generate(compiled(programOf(kind, kind.size)).project);
    expect(files.map(({ path }) => path)).toContain("transforms.ts");
  });
});
