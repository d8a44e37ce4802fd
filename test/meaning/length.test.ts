/** How long a match, a list or a chain of operators may be, from the text to the answers. */
import { describe, expect, test } from "vitest";
import { folder } from "../cli/feat.js";

const at = "2024-02-01T00:00:00Z";
const rows = [
  { id: 1, a: 3, f: 0.5, w: "w77" },
  { id: 2, a: 4, f: 1.5, w: "w4999" },
];
const repeat = (count: number, text: (index: number) => string, between: string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(between);

/** The value of `x` for the first and second row; SQL and TypeScript must both give it. */
const kinds: readonly (readonly [kind: string, x: string, first: unknown, second: unknown])[] = [
  [
    "a match of 5,000 arms",
    `match v.w {\n${repeat(5000, (i) => `    "w${i}" => ${i}`, "\n")}\n    else => -1\n  }`,
    77,
    4999,
  ],
  ["a sum of 2,000 ints", repeat(2000, () => "v.a", " + "), 6000, 8000],
  ["a sum of 2,000 floats", repeat(2000, () => "v.f", " + "), 1000, 3000],
  ["a chain of 2,000 conditions", repeat(2000, (i) => `v.a != ${i + 4}`, " and "), true, false],
  ["a list of 10,000 values", `v.a in [${repeat(10_000, (i) => `${i + 4}`, ", ")}]`, false, true],
  ["an if with 1,000 branches", `${repeat(1000, (i) => `if v.a == ${i} then ${i * 2} else`, " ")} 0`, 6, 8],
];

describe("127: length has no limit, and works in every phase", () => {
  test.each(kinds)("%s", { timeout: 120_000 }, async (_, x, first, second) => {
    const project = folder({
      "feat.yaml":
        "project: p\nfeatures: a.feat\nsources: s.yaml\nout: generated\n" +
        "targets: { dev: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/online } } }\n",
      "a.feat": `entity e { id: int64 }\nview v for e from s { a, f, w }\ntransform t {\n  x = ${x}\n}\nservice sv { v.*, t.x }\n`,
      "s.yaml":
        "sources:\n  s:\n    kind: events\n    file: s.csv\n    time: t\n    columns: { id: int64, a: int64, f: float64, w: string, t: timestamp }\n",
      "s.csv": `id,a,f,w,t\n${rows.map(({ id, a, f, w }) => `${id},${a},${f},${w},2024-01-01T00:00:00Z\n`).join("")}`,
      "l.csv": `id,event_timestamp\n1,${at}\n2,${at}\n`,
    });
    expect(await project.feat(["compile"])).toMatchObject({ code: 0, err: "" });
    expect(await project.feat(["train", "sv", "--labels", "l.csv", "--out", "o.csv"])).toMatchObject({ code: 0 });
    const trained = project.read("o.csv").trim().split("\n").slice(1);
    expect(trained.map((line) => JSON.parse(line.split(",").at(-1) ?? ""))).toEqual([first, second]);
    expect(await project.feat(["materialize", "--to", at])).toMatchObject({ code: 0 });
    project.write("rows.jsonl", rows.map(({ id }) => `{"id": ${id}}\n`).join(""));
    const { out } = await project.feat(["get", "sv", "--rows", "rows.jsonl", "--at", at, "--json"]);
    const { answers }: { readonly answers: readonly { readonly features: { readonly x: unknown } }[] } =
      JSON.parse(out);
    // An int64 is text in JSON, so that it keeps all its digits.
    const plain = (x: unknown): unknown => (typeof x === "string" ? Number(x) : x);
    expect(answers.map(({ features }) => plain(features.x))).toEqual([first, second]);
  });
});
