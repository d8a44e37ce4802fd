/** Records of statuses that rows share. */
import { expect, test } from "vitest";
import { joinedStatuses } from "../../runtime/client/joined-statuses.js";
import { MOST, StatusRecords } from "../../runtime/client/status-records.js";
import type { Status } from "../../runtime/client/surface.js";

const all: readonly Status[] = ["present", "null", "missing", "stale"];

function recordOf(records: StatusRecords, ...statuses: readonly Status[]) {
  records.begin();
  for (const status of statuses) records.add(status);
  return records.end();
}

test("equal statuses share a record, which nobody can change; others have their own", () => {
  const records = new StatusRecords(["a", "__proto__"]);
  const one = recordOf(records, "present", "null");
  expect(recordOf(records, "present", "null")).toBe(one);
  expect(Object.isFrozen(one)).toBe(true);
  expect(Object.entries(one)).toEqual([
    ["a", "present"],
    ["__proto__", "null"],
  ]);
  for (const a of all) for (const b of all) expect(Object.values(recordOf(records, a, b))).toEqual([a, b]);
  expect(recordOf(new StatusRecords([]))).toEqual({});
});

test("more combinations than are kept give the same records, and are not all kept", () => {
  const names = Array.from({ length: 6 }, (_, index) => `f${index}`);
  const records = new StatusRecords(names);
  const statusesOf = (seed: number) => names.map((_, index) => all[(seed >> (2 * index)) & 3]!);
  const first = recordOf(records, ...statusesOf(0));
  for (let seed = 0; seed < 4 ** 6; seed++)
    expect(Object.values(recordOf(records, ...statusesOf(seed)))).toEqual(statusesOf(seed));
  expect(4 ** 6).toBeGreaterThan(MOST);
  expect(recordOf(records, ...statusesOf(0))).not.toBe(first);
});

test("a service's statuses are those of its steps, shared if the steps' are", () => {
  const [a, b] = [new StatusRecords(["x", "y"]), new StatusRecords(["z"])];
  const join = joinedStatuses([
    { name: "z", step: "b", feature: "z" },
    { name: "first", step: "a", feature: "x" },
  ]);
  const one = join({ a: recordOf(a, "null", "stale"), b: recordOf(b, "missing") });
  expect(one).toEqual({ z: "missing", first: "null" });
  expect(join({ a: recordOf(a, "null", "stale"), b: recordOf(b, "missing") })).toBe(one);
  expect(join({ a: recordOf(a, "null", "null"), b: recordOf(b, "stale") })).toEqual({ z: "stale", first: "null" });
  const own = join({ a: { x: "present", y: "present" }, b: recordOf(b, "missing") });
  expect(own).toEqual({ z: "missing", first: "present" });
  expect(Object.isFrozen(own)).toBe(false);
  expect(() => join({ a: recordOf(a, "null", "stale"), b: {} })).toThrow(/names `z`, which no step provides/);
  for (let seed = 0; seed < 3 * MOST; seed++) {
    const rare = Object.freeze({ z: all[seed % 4]! });
    expect(join({ a: recordOf(a, "null", "stale"), b: rare }).z).toBe(all[seed % 4]);
  }
});
