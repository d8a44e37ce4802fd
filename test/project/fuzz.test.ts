import fc from "fast-check";
import { expect, test } from "vitest";
import { renderJson, renderTerminal } from "../../compiler/diagnostics/index.js";
import { readProject } from "../../compiler/project/index.js";
import { memoryHost } from "./check.js";

const feat = `project: shop
features: "*.feat"
sources: [sources.yaml]
targets:
  dev: { offline: { kind: duckdb }, online: { kind: embedded, path: x } }
`;
const sources = `sources:
  customers: &c
    kind: state
    file: "data/{a}.csv"
    time: { column: t, format: date, at: end, zone: Europe/Berlin }
    key: [id]
    columns: { id: int64, zip: { type: "string?", column: "Zip 🦆" }, t: date }
  copy: *c
`;

/**
 * For all texts, nothing throws, there is a value unless there is an error, and each place lies within its file.
 */
function check(files: Readonly<Record<string, string>>): void {
  const { value, diagnostics } = readProject(memoryHost(files), "");
  if (value === null) expect(diagnostics.some(({ severity }) => severity === "error")).toBe(true);
  for (const diagnostic of diagnostics) {
    const { file, span } = diagnostic.place;
    const length = files[file]?.length ?? 0;
    expect(span.start).toBeGreaterThanOrEqual(0);
    expect(span.end).toBeGreaterThanOrEqual(span.start);
    expect(span.end).toBeLessThanOrEqual(length);
    expect(diagnostic.message).not.toMatch(/undefined|\[object|NaN/);
    renderJson(diagnostic, (path) => files[path] ?? null);
    renderTerminal(diagnostic, (path) => files[path] ?? null);
  }
}

test("the texts have no errors before they are broken", () => {
  const { diagnostics } = readProject(memoryHost({ "feat.yaml": feat, "sources.yaml": sources, "a.feat": "" }), "");
  expect(diagnostics).toEqual([]);
});

const piece = fc.constantFrom(
  "",
  " ",
  "\n",
  "\t",
  "{",
  "}",
  "[",
  "]",
  ":",
  ": ",
  "- ",
  "&a ",
  "*a",
  "!!int ",
  "|",
  "?",
  "\0",
  "\u2028",
  "🦆",
  "null",
  "~",
  "1e999",
  "<<: ",
);

/** A text in which a piece was replaced by another, a few times. */
const broken = (text: string) =>
  fc
    .array(fc.tuple(fc.nat(text.length), fc.nat(12), fc.oneof(piece, fc.string({ maxLength: 5, unit: "grapheme" }))), {
      minLength: 1,
      maxLength: 4,
    })
    .map((cuts) => cuts.reduce((all, [at, length, into]) => all.slice(0, at) + into + all.slice(at + length), text));

test("broken feat.yaml", () => {
  fc.assert(
    fc.property(broken(feat), (text) => check({ "feat.yaml": text, "sources.yaml": sources, "a.feat": "" })),
    { numRuns: 700 },
  );
});

test("broken sources.yaml", () => {
  fc.assert(
    fc.property(broken(sources), (text) => check({ "feat.yaml": feat, "sources.yaml": text, "a.feat": "" })),
    { numRuns: 1200 },
  );
});

/** Any JSON is YAML: every shape except the right one. */
test("sources of any shape", () => {
  const keys = fc.constantFrom(
    "sources",
    "s",
    "kind",
    "file",
    "time",
    "columns",
    "key",
    "column",
    "type",
    "__proto__",
    "toString",
  );
  const leaf = fc.oneof(
    fc.constantFrom("state", "events", "int64", "date", "t", "", "2h"),
    fc.integer(),
    fc.boolean(),
    fc.constant(null),
  );
  const { tree } = fc.letrec<{ tree: unknown }>((tie) => ({
    tree: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      leaf,
      fc.array(tie("tree"), { maxLength: 3 }),
      fc.dictionary(keys, tie("tree"), { maxKeys: 5 }),
    ),
  }));
  const shapes = fc.record(
    { kind: tree, file: tree, time: tree, columns: tree, key: tree, sequence: tree, until: tree, delay: tree },
    { requiredKeys: [] },
  );
  fc.assert(
    fc.property(
      fc.oneof(
        tree,
        shapes.map((s) => ({ sources: { s } })),
      ),
      (value) => check({ "feat.yaml": feat, "sources.yaml": JSON.stringify(value) ?? "", "a.feat": "" }),
    ),
    { numRuns: 1000 },
  );
});
