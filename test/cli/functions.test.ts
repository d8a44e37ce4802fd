import { expect, test } from "vitest";
import { folder } from "./feat.js";

test("a declared function may be called in any expression, and a view may be joined", async () => {
  const { feat } = folder({
    "feat.yaml": "project: p\nfeatures: a.feat\n",
    "sources.yaml": `sources:
  people: { kind: state, file: people.parquet, time: t, columns: { t: timestamp, id: int64, zip: string? } }
  clicks: { kind: events, file: clicks.parquet, time: t, columns: { t: timestamp, id: int64, ms: int64 } }
`,
    "a.feat": `entity person { id: int64 }
fn twice(x: int64): int64 = x * 2
fn big(x: int64): bool = twice(x) > 3
view w for person (id = twice(id)) from people where big(id) { zip, z = if big(3) then zip else null }
source s from clicks join w on (id = twice(id)) where big(ms) { *, d = twice(ms), z = w.z }
view v for person (id = twice(id)) from s where big(d) {
  a = sum(twice(ms)) where big(ms) over 7d
  b = count() over since twice(ms) == 6
  c = count() by twice(ms) in [4, 6] over 7d
  e = twice(ms ?? 0)
  z = last(z) over 7d
}
transform t { use v as other (id = twice(v.b)), x = twice(v.b), y = twice(other.b) }
service q { v.*, t.* }

test "as their bodies" {
  given people [{ id: 2, zip: "a", t: "2024-01-01T00:00:00Z" }]
  given clicks [
    { id: 2, ms: 1, t: "2024-01-02T00:00:00Z" }
    { id: 2, ms: 3, t: "2024-01-03T00:00:00Z" }
    { id: 2, ms: 2, t: "2024-01-04T00:00:00Z" }
  ]
  at "2024-01-05T00:00:00Z" for { id: 4 }
  expect q { a: 10, b: 2, c_4: 1, c_6: 1, e: 4, z: "a", x: 4, y: 4 }
}
`,
  });
  expect(await feat(["compile"])).toMatchObject({ code: 0, err: "" });
  const tested = await feat(["test"]);
  expect(`${tested.out}${tested.err}`).toMatch(/1 test passed/);
  expect(tested.code).toBe(0);
});
