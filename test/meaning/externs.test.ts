/** `extern fn` through the command line: training and online give what the module returns. */
import { describe, expect, test } from "vitest";
import { folder } from "../cli/feat.js";

const files = {
  "feat.yaml": "project: p\nfeatures: features/*.feat\nsources: sources.yaml\n",
  "sources.yaml": `sources:
  ev: { kind: events, file: ev.csv, time: t, columns: { k: int64, t: timestamp, x: float64?, n: int64?, tags: "string[]?" } }
  zips: { kind: state, file: zips.csv, time: t, columns: { zip: int64, t: timestamp, name: string } }
`,
  "ev.csv": `k,t,x,n,tags
1,2024-01-01T00:00:00Z,5.5,2,"[""a"",""b""]"
2,2024-01-01T00:00:00Z,13,1,
3,2024-01-01T00:00:00Z,14,1,[]
4,2024-01-01T00:00:00Z,,9007199254740993,
`,
  "zips.csv": "zip,t,name\n1,2024-01-01T00:00:00Z,one\n",
  "labels.csv":
    "k,z,event_timestamp\n1,,2024-01-01T10:00:00Z\n3,,2024-01-01T10:00:00Z\n4,1,2024-01-01T10:00:00Z\n9,,2024-01-01T10:00:00Z\n",
  "bad.csv": "k,z,event_timestamp\n1,,2024-01-01T10:00:00Z\n3,,2024-01-01T10:00:00Z\n2,,2024-01-01T10:00:00Z\n",
  "features/a.feat": `entity e { k: int64 }
request r { z: float64? }
view v for e from ev { s = sum(x) over 1d, n = last(n) over 1d, last_at = max(t) over 1d, tags }
extern fn score(x: float64, n: int64): float64 from "../lib/score.ts"
extern fn lenient(x: float64?, at: timestamp?): string from "../lib/score.ts"
extern fn joined(tags: string[]): struct { all: string, first: string? } from "../lib/score.ts"
extern fn big(n: int64): int64 from "../lib/score.ts"
fn twice(x: float64?): float64? = score(x, 2) * 2.0
transform t {
  let scored = score(v.s + (r.z ?? 0.0), v.n)
  a = scored
  b = twice(scored) default -1.0
  c = lenient(v.s, v.last_at)
  d = joined(v.tags)
  first = joined(v.tags).first
  g = big(v.n)
}
transform plain { s = v.s }
service s { t.* }
service p { plain.* }
`,
  "lib/score.ts": `let calls = 0;
export function score(x: number, n: number | bigint): number {
  if (x === null || n === null) throw new Error("called with null");
  if (x === 13) throw new Error("unlucky");
  if (x === 14) return Number.NaN;
  return x * Number(n);
}
export const lenient = (x: number | null, at: Date | null): string | undefined =>
  x === null && at === null ? undefined : \`\${x}/\${at?.toISOString()}\`;
export const joined = (tags: readonly string[]) => ({ all: tags.join(), first: tags[0] ?? null });
export const big = (n: number | bigint): number | bigint => {
  if ((typeof n === "bigint") !== (n > Number.MAX_SAFE_INTEGER)) throw new Error("of another kind");
  return typeof n === "bigint" ? n + 1n : n + 1;
};
`,
};
const at = "2024-01-01T10:00:00Z";

describe("extern fn", () => {
  test("86: it is called only if no argument that must not be null is null; NaN and undefined are null; int64 is a number, or a bigint beyond 2^53", async () => {
    const { feat, read } = folder(files);
    const trained = await feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"]);
    expect(trained).toMatchObject({ code: 0, err: "" });
    expect(read("out.csv")).toBe(`k,z,event_timestamp,a,b,c,d,first,g
1,,2024-01-01T10:00:00Z,11.0,44.0,5.5/2024-01-01T00:00:00.000Z,"{""all"":""a,b"",""first"":""a""}",a,3
3,,2024-01-01T10:00:00Z,,-1.0,14/2024-01-01T00:00:00.000Z,"{""all"":"""",""first"":null}",,2
4,1,2024-01-01T10:00:00Z,,-1.0,null/2024-01-01T00:00:00.000Z,,,9007199254740994
9,,2024-01-01T10:00:00Z,,-1.0,,,,
`);
    expect((await feat(["materialize", "--to", at])).code).toBe(0);
    const online: unknown[] = [];
    for (const [k, z] of [["1"], ["3"], ["4", "1"], ["9"]]) {
      const request = z === undefined ? [] : ["--request", `z=${z}`];
      const { out } = await feat(["get", "s", "--key", `k=${k}`, ...request, "--at", at, "--json"]);
      online.push(JSON.parse(out).features);
    }
    expect(online).toEqual([
      { a: 11, b: 44, c: "5.5/2024-01-01T00:00:00.000Z", d: { all: "a,b", first: "a" }, first: "a", g: 3 },
      { a: null, b: -1, c: "14/2024-01-01T00:00:00.000Z", d: { all: "", first: null }, first: null, g: 2 },
      { a: null, b: -1, c: "null/2024-01-01T00:00:00.000Z", d: null, first: null, g: "9007199254740994" },
      { a: null, b: -1, c: null, d: null, first: null, g: null },
    ]);
  });

  test("86: an exception is an error with the feature and the row: exit 3 in training, the row's error online", async () => {
    const { feat } = folder(files);
    const trained = await feat(["train", "s", "--labels", "bad.csv", "--out", "out.csv"]);
    expect(trained.code).toBe(3);
    expect(trained.err).toBe("error: feature a of s: extern fn score: unlucky at label row 3\n");
    await feat(["materialize", "--to", at]);
    const got = await feat(["get", "s", "--key", "k=2", "--at", at, "--json"]);
    expect(got.code).toBe(3);
    expect(got.err + got.out).toContain("feature t.scored: extern fn score: unlucky");
    const others = await feat(["get", "p", "--key", "k=2", "--at", at, "--json"]);
    expect(JSON.parse(others.out).features).toEqual({ s: 13 });
  });

  test("86: a float that is not finite is null, also in a vector (72); a value of another type or a Promise is an error", async () => {
    const { feat, read } = folder({
      "feat.yaml": "project: p\nfeatures: a.feat\nsources: sources.yaml\n",
      "sources.yaml": "sources: {}\n",
      "labels.csv": 'x,event_timestamp\n"[1,2]",2024-01-01T00:00:00Z\n"[1,null]",2024-01-01T00:00:00Z\n',
      "a.feat": `request r { x: float64[] }
extern fn same(x: float64[]): float32[2] from "./m.ts"
extern fn infinite(x: float64[]): float64 from "./m.ts"
extern fn later(x: float64[]): json from "./m.ts"
transform t { v = same(r.x) i = infinite(r.x) j = 1.0 / infinite(r.x) }
transform u { p = later(r.x) }
service s { t.* }
service s2 { u.* }
`,
      "m.ts": `export const same = (x: readonly number[]) => x;
export const infinite = (x: readonly number[]) => Number.POSITIVE_INFINITY;
export const later = async (x: readonly number[]) => x.length;
`,
    });
    const trained = await feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"]);
    expect(trained).toMatchObject({ code: 0, err: "" });
    expect(read("out.csv")).toBe(
      'x,event_timestamp,v,i,j\n"[1,2]",2024-01-01T00:00:00Z,"[1.0,2.0]",,\n"[1,null]",2024-01-01T00:00:00Z,,,\n',
    );
    for (const [x, v] of [["[1,2]", [1, 2]] as const, ["[1,null]", null] as const]) {
      const { out } = await feat(["get", "s", "--request", `x=${x}`, "--json"]);
      expect(JSON.parse(out).features).toEqual({ v, i: null, j: null });
    }
    const longer = await feat(["get", "s", "--request", "x=[1,2,3]"]);
    expect(longer).toMatchObject({ code: 3 });
    expect(longer.err).toContain("feature t.v: extern fn same: expected 2 elements, not 3");
    const says = "feature p of s2: extern fn later: it gave a Promise, and is called synchronously at label row 1";
    const later = await feat(["train", "s2", "--labels", "labels.csv", "--out", "later.csv"]);
    expect(later).toMatchObject({ code: 3, err: `error: ${says}\n` });
    expect((await feat(["get", "s2", "--request", "x=[1]"])).err).toContain("it gave a Promise");
  });

  test("86: the module's export has the function's name; the path is relative to the `.feat`", async () => {
    const none = folder({ ...files, "lib/score.ts": "export const other = 1;\n" });
    const trained = await none.feat(["train", "s", "--labels", "labels.csv", "--out", "out.csv"]);
    expect(trained).toMatchObject({ code: 3 });
    expect(trained.err).toContain("lib/score.ts exports no function `score`");
    const { "lib/score.ts": _, ...without } = files;
    const checked = await folder(without).feat(["check"]);
    expect(checked.code).toBe(1);
    expect(checked.err).toContain("error[FEAT4603]: there is no file `../lib/score.ts`\n --> features/a.feat:4:53");
    const odd = folder({ ...files, "features/a.feat": 'extern fn f(x: int64): int64 from "lodash"\n' });
    expect((await odd.feat(["check"])).err).toContain("error[FEAT4604]: `lodash` is no path of a module");
    for (const [path, said] of [
      ["./50%.ts", "`features/50%.ts` has `%`"],
      ["./a?b.ts", "`features/a?b.ts` has `?`"],
      ["./a#b.ts", "`features/a#b.ts` has `#`"],
      ["./a\\\\b.ts", "`features/a\\b.ts` has `\\`"],
      ["./a\\tb.ts", "`features/a b.ts` has a control character"],
    ] as const) {
      const url = folder({ ...files, "features/a.feat": `extern fn f(x: int64): int64 from "${path}"\n` });
      expect((await url.feat(["check"])).err).toContain(`error[FEAT4605]: the module ${said} in its path`);
    }
  });

  test("86: tests call it too, on both sides", async () => {
    const project = folder({
      ...files,
      "features/tests.feat": `test "scored" {
  given v { s: 2.0, n: 3, tags: ["x"] } given r { z: 1.0 }
  expect t { a: 9.0, b: 36.0, d: { all: "x", first: "x" }, g: 4 }
  given v { s: 13.0, n: 3, tags: [] } given r { z: 0.0 }
  expect t { a: error }
}
`,
    });
    expect(await project.feat(["test"])).toMatchObject({ code: 0, out: "✓ scored\n\n1 test passed\n" });
  });

  test.each<readonly [what: string, text: string, says: RegExp]>([
    [
      "in a source",
      "source s2 from ev { *, y = score(x, n) }",
      /FEAT4601.*`score` is an `extern fn`: it can't be called in a/,
    ],
    ["in a view", "view w for e from ev { y = score(x, 1) }", /FEAT4601/],
    ["in an aggregate", "view w for e from ev { y = sum(score(x, 1)) over 1d }", /FEAT4601/],
    ["in an expect", "view w for e from ev { x expect score(x, 1) > 0.0 }", /FEAT4601/],
    [
      "through a fn",
      "view w for e from ev { y = twice(x) }",
      /FEAT4601.*`twice` calls `score`, which is an `extern fn`/,
    ],
  ])("86: it is allowed in transforms only, so it is refused %s", async (_, text, says) => {
    const { feat } = folder({ ...files, "features/b.feat": `${text}\n` });
    const { code, err } = await feat(["check"]);
    expect(code).toBe(1);
    expect(err).toMatch(says);
  });

  test.each([
    ["directly", "use zip (zip = big(v.n))"],
    ["through its own feature", "id = big(v.n) use zip (zip = id)"],
    ["through a let", "let id = big(v.n) + 1 use zip (zip = id)"],
    ["through another transform's feature", "use zip (zip = t.g)"],
    ["through a fn", "use zip (zip = int64(twice(v.s)))"],
  ])("15: a hop's key cannot come from an extern fn, %s", async (_, use) => {
    const { feat } = folder({
      ...files,
      "features/b.feat": `entity z { zip: int64 } view zip for z from zips { name } transform hop { ${use} name = zip.name }\nservice h { hop.name }\n`,
    });
    const { code, err } = await feat(["check"]);
    expect(code).toBe(1);
    expect(err).toMatch(/error\[FEAT4602\]: a hop's key cannot come from an `extern fn`/);
  });
});
