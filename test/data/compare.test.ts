/** The comparison itself: pure, without an engine. */
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { SourceBinding } from "../../runtime/artifacts.js";
import { scalar } from "../../runtime/types.js";
import { compareNames } from "../../runtime/warehouse/data/compare.js";
import { findingKinds, severityOf } from "../../runtime/warehouse/data/finding.js";
import { judge } from "../../runtime/warehouse/data/judge.js";
import type { ColumnFacts, SourceProfile, TimeFacts } from "../../runtime/warehouse/data/profile.js";
import type { Physical } from "../../runtime/warehouse/physical.js";
import type { Part, RawColumn } from "../../runtime/warehouse/sources/part.js";

const time = { column: "at", format: "timestamp", zone: null, day: "start" } as const;
const binding = (columns: readonly string[], more: Partial<SourceBinding> = {}): SourceBinding => ({
  source: "s",
  relation: "r",
  location: { kind: "file", path: "data/*.parquet", folder: "", format: "parquet" },
  at: { file: "sources.yaml", line: 3 },
  columns: columns.map((text) => {
    const [name = "", optional] = text.split("?");
    return { name, column: name, type: scalar("int64", optional !== undefined) };
  }),
  time,
  key: [],
  ...more,
});
const raw = (name: string, physical: Physical = { family: "integer", name: "BIGINT" }, folder?: true): RawColumn => ({
  name,
  sql: name,
  physical,
  ...(folder ? { folder } : {}),
});
function part(file: string, columns: readonly RawColumn[]): Part {
  const own: Part = {
    files: [file],
    columns,
    from: () => "",
    only: () => own,
    first: () => own,
    withoutNull: async () => new Set(),
  };
  return own;
}
const names = (declared: readonly string[], ...parts: readonly Part[]) =>
  compareNames({ binding: binding(declared), kind: "events" }, { parts, typed: true });

test("columns that are there", () => {
  expect(names(["n"], part("a", [raw("at"), raw("n")]))).toEqual([]);
  // A name in other capitals is found if there is only one.
  expect(names(["n"], part("a", [raw("AT"), raw("N")]))).toEqual([]);
  expect(names(["n"])).toEqual([]);
});
test("a column that some files lack", () => {
  const parts = [part("a", [raw("at"), raw("n")]), part("b", [raw("at")])] as const;
  expect(names(["n?"], ...parts)).toEqual([{ kind: "missing-in-some", name: "n", column: "n", file: "b" }]);
  expect(names(["n"], ...parts)).toMatchObject([{ kind: "missing", name: "n", file: "b" }]);
});
test("columns of one name", () => {
  expect(names(["n"], part("a", [raw("at"), raw("n"), raw("n")]))).toMatchObject([{ kind: "ambiguous", why: "twice" }]);
  expect(names(["n"], part("a", [raw("at"), raw("N"), raw("N", undefined, true)]))).toMatchObject([
    { kind: "ambiguous", why: "folder" },
  ]);
  expect(names(["ab"], part("a", [raw("at"), raw("AB"), raw("aB")]))).toMatchObject([
    { kind: "ambiguous", why: "case", alike: ["AB", "aB"] },
  ]);
});
test("the schema of what commands print names every kind of finding", () => {
  const schema = JSON.parse(readFileSync(new URL("../../schemas/output.schema.json", import.meta.url), "utf8"));
  const lists: string[][] = [];
  JSON.stringify(schema, (_, value: unknown) => {
    if (Array.isArray(value) && value.includes("missing-in-some")) lists.push(value);
    return value;
  });
  expect(lists).toEqual([findingKinds]);
});
test("columns without a type of the language cannot be declared, and are told apart", () => {
  const inet: Physical = { family: "other", name: "inet" };
  expect(names(["n?"], part("a", [raw("at"), raw("n"), raw("x"), raw("ip", inet)]))).toEqual([
    { kind: "extra", columns: [{ name: "x", type: "BIGINT" }] },
    { kind: "untyped", columns: [{ name: "ip", type: "inet" }] },
  ]);
});
test("columns that are not declared are told once for all files", () => {
  const found = names(
    ["n?"],
    part("a", [raw("at"), raw("n"), raw("x")]),
    part("b", [raw("at"), raw("n"), raw("x"), raw("y")]),
  );
  expect(found).toEqual([
    {
      kind: "extra",
      columns: [
        { name: "x", type: "BIGINT" },
        { name: "y", type: "BIGINT" },
      ],
    },
  ]);
});

const facts = (more: Partial<ColumnFacts> = {}): ColumnFacts => ({
  name: "n",
  type: scalar("int64"),
  raw: raw("n"),
  rows: 10,
  converts: true,
  faults: 0,
  fault: null,
  nulls: 0,
  ...more,
});
const times = (more: Partial<TimeFacts> = {}): TimeFacts => ({
  role: "time",
  time,
  raw: raw("at", { family: "time", name: "TIMESTAMP" }),
  rows: 10,
  values: 10,
  faults: 0,
  fault: null,
  nulls: 0,
  numbers: 0,
  days: 0,
  greatest: null,
  ...more,
});
const profile = (more: Partial<SourceProfile> = {}): SourceProfile => ({
  rows: 10,
  withoutTime: 0,
  withoutKey: 0,
  repeated: null,
  columns: [facts()],
  times: [times()],
  first: null,
  last: null,
  ...more,
});
const kinds = (found: SourceProfile, typed = true, more: Partial<SourceBinding> = {}): readonly string[] =>
  judge({ binding: binding(["n"], more), kind: "events" }, found, typed).map(
    (finding) => `${severityOf(finding)} ${finding.kind}`,
  );
const fault = { where: null, path: "", what: "", takes: "" };

test.each([
  ["nothing", profile(), []],
  ["no rows", profile({ rows: 0, times: [times({ values: 0 })] }), ["note no-rows"]],
  [
    "a conversion",
    profile({ columns: [facts({ raw: raw("n", { family: "float", name: "DOUBLE" }) })] }),
    ["note converted"],
  ],
  ["values that do not convert", profile({ columns: [facts({ faults: 2, fault })] }), ["error bad-values"]],
  [
    "a type that does not convert",
    profile({ columns: [facts({ converts: false, faults: 2, fault })] }),
    ["error wrong-type"],
  ],
  ["a type that does not convert, without values", profile({ columns: [facts({ converts: false })] }), []],
  ["nulls", profile({ columns: [facts({ nulls: 1 })] }), ["error nulls"]],
  ["some rows without a time", profile({ withoutTime: 1 }), ["warning without-time"]],
  ["no row with a time", profile({ withoutTime: 10 }), ["error without-time"]],
  ["repeated keys", profile({ repeated: 1 }), ["warning repeated-key"]],
  ["no repeated keys", profile({ repeated: 0 }), []],
  ["a day", profile({ times: [times({ raw: raw("at", { family: "date", name: "DATE" }) })] }), ["error time-day"]],
  ["a number", profile({ times: [times({ raw: raw("at"), greatest: 1.7e9 })] }), ["error time-number"]],
  ["a column of times without values", profile({ times: [times({ raw: raw("at"), values: 0 })] }), []],
  [
    "a unit that is too small",
    profile({ times: [times({ time: { ...time, format: "unix_ms" }, raw: raw("at"), greatest: 1.7e9 })] }),
    ["warning time-unit"],
  ],
  [
    "small numbers, as in tests",
    profile({ times: [times({ time: { ...time, format: "unix_ms" }, raw: raw("at"), greatest: 1000 })] }),
    [],
  ],
] as const)("%s", (_, found, expected) => {
  expect(kinds(found)).toEqual(expected);
});
test("formats without types convert all values, which is no finding", () => {
  expect(kinds(profile({ columns: [facts({ raw: raw("n", { family: "text", name: "VARCHAR" }) })] }), false)).toEqual(
    [],
  );
});
test("a null in the source's key is a row without a key, and `created` says which of equal keys counts", () => {
  const own = { key: ["n"], created: { ...time, column: "written" } };
  expect(kinds(profile({ columns: [facts({ nulls: 1 })], withoutKey: 1, repeated: 1 }), true, own)).toEqual([
    "warning without-key",
    "note repeated-key",
  ]);
});
