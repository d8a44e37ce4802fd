/**
 * Generated code compiles under `strict`, whatever the names. Its types have null only where a value can be null, and a
 * caller's mistake is a type error.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { diskHost } from "../../cli/disk-host.js";
import { compile, generate, writeArtifacts } from "../../compiler/index.js";

const root = join(import.meta.dirname, "../..");
const folder = mkdtempSync(join(tmpdir(), "feat-types-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const files: Readonly<Record<string, string>> = {
  "score.ts":
    "export const static_ = 1;\nconst made = (x: number, at: Date | null) => [{ in: at === null ? null : x }];\nexport { made as static };\n",
  "feat.yaml": "project: names\nfeatures: main.feat\nsources: sources.yaml\n",
  "sources.yaml": `sources:
  events:
    kind: events
    file: events.parquet
    time: at
    columns:
      user_id: int64
      country: string
      "class": { type: string?, column: "class" }
      constructor: float64?
      __proto__: int64?
      toString: bool?
      seen: timestamp?
      born: date?
      tags: string[]?
      vector: float32[3]?
      small: int32?
      at: timestamp
  facts:
    kind: state
    file: facts.parquet
    time: at
    columns: { country: string, day: date, gdp: float64?, at: timestamp }
`,
  "main.feat": `entity user { user_id: int64 }
entity place { country: string, day: date }
/// What is asked. Ends a comment: */ and goes on.
request ask { amount: float64, note: string?, when: timestamp?, \`in\`: bool }
view v for user from events ttl 7d {
  class, constructor, __proto__, toString, seen, born, tags, vector, small
  n = count() over [1d, lifetime]
  sure = count() over 1d default 0
  hasOwnProperty = last(country) over 7d default "nowhere"
  names = last_n(country, 3) over 7d
  const = match { small > 3 => "large", small > 1 => "medium", else => "small" }
  new = if toString then "yes" else null
}
view \`arguments_\` for place from facts { gdp }
transform t {
  use arguments_ (country = v.hasOwnProperty, day = born_on)
  delete = ask.amount / arguments_.gdp
  return = v.const
  flag = ask.when is null and ask.inside
  noted = length(ask.note)
  import = match { ask.amount > 10.0 => "much", else => v.const }
  eval = static(ask.amount, ask.when)
  export = static(ask.amount, ask.when) ?? [{ \`in\`: 1.0 }]
}
request bag { lines: struct { kind: string?, n: int32?, day: date }[] }
transform lists {
  let lengths = collect(length(tag)) each tag in v.tags
  most     = max(x) each x in v.vector
  least    = min(x * 2.0) each x in v.vector where x > 0.5
  longest  = max(length(tag)) each tag in v.tags
  usual    = mode(x) each x in v.vector
  middle   = median(x) each x in v.vector
  summed   = (sum(n) each n in lengths) + (count() each n in lengths)
  ends     = [first(tag) each tag in v.tags, last(tag) each tag in v.tags, min(tag) each tag in v.tags]
  by_tag   = max(length(tag)) by tag each tag in v.tags
  picked   = max_by(x, length(v.hasOwnProperty)) each x in v.vector
  greatest = largest_n(x, 2) each x in v.vector
  all_of   = collect(line) each line in bag.lines where line.kind == "gift"
  gifts    = count() each line in all_of where line.n > 1
  newest   = last(line) each line in bag.lines
  kinds    = most_frequent_n(line.kind, 2) each line in bag.lines
  counts   = last_distinct_n(line.n, 2) each line in bag.lines
  dates    = first_n(line.day, 2) each line in bag.lines
  day      = max(line.day) each line in bag.lines
  of_kind  = last_n(line.n, 2) by line.kind each line in bag.lines
}
extern fn static(x: float64, at: timestamp?): struct { \`in\`: float64? }[] from "./score.ts"
fn function(x: float64): float64 = x * 2.0
transform await { static = function(ask.amount), yield = now() }
request money { d: decimal(9, 2), e: decimal(38, 4), f: decimal(38, 8), s: struct { a: int64, b: decimal(9, 2)? }, m: map<string, int64>, j: json }
transform sums {
  plus = money.d + money.e
  wide = money.e - money.f
  less = money.e < money.f
  narrow: decimal(5, 1) = money.d
  perhaps: decimal(5, 1)? = money.d
  chosen = if money.d > 1 then money.d else money.e
  listed = [money.d, money.e]
  both = { a: money.s.a + 1, b: { c: money.d, d: money.s.b } }
  b = money.s.b ?? money.d
  got = money.m["a"] ?? 0
  deep = int64(money.j.a[0]) ?? int64(money.d) ?? 0
}
service totals { sums.* }
service await_v1 { v.*, t.*, await.* }
service lists_v1 { lists.* }
service class { v as new { const }, v as old (user_id = other) { n_1d } }
service no_keys { await.static }
`
    .replaceAll("`in`", "inside")
    .replaceAll("`arguments_`", "arguments_"),
};

const usage = `import { createClient, type ClassFeatures, type AwaitV1Features } from "./generated/names/client.js";
import { openEmbedded } from "featlang/runtime";

type Same<A, B> = (<T>() => T extends A ? 1 : 2) extends <T>() => T extends B ? 1 : 2 ? true : false;
const same = <A, B>(_: Same<A, B>): void => {};

const feat = createClient({ online: openEmbedded("/nowhere"), unmaterialized: "missing" });
// @ts-expect-error it is an error or missing
createClient({ online: openEmbedded("/nowhere"), unmaterialized: "zero" });
const day = new Date(0);
const whole = { user_id: 1, born_on: "2024-01-01", amount: 1, inside: true } as const;

export async function right(): Promise<void> {
  const row = await feat.awaitV1.get(whole);
  same<typeof row.features.n_1d, number | null>(true);
  same<typeof row.features.sure, number>(true);
  same<typeof row.features.hasOwnProperty, string>(true);
  same<typeof row.features.const, "large" | "medium" | "small">(true);
  same<typeof row.features.new, "yes" | null>(true);
  same<typeof row.features.import, "much" | "large" | "medium" | "small">(true);
  same<typeof row.features.flag, boolean>(true);
  same<typeof row.features.seen, Date | null>(true);
  same<typeof row.features.delete, number | null>(true);
  same<typeof row.features.constructor, number | null>(true);
  same<typeof row.features.names, readonly (string | null)[] | null>(true);
  same<typeof row.features.vector, readonly number[] | null>(true);
  same<ClassFeatures, { readonly new_const: "large" | "medium" | "small"; readonly old_n_1d: number | null }>(true);
  const status: "present" | "null" | "missing" | "stale" = row.statuses.seen;
  const instant: Date | null = row.asOf.v;
  await feat.awaitV1.get({ ...whole, user_id: 10n, note: null, when: day }, { at: day });
  await feat.awaitV1.getMany({ amount: 2, inside: false, born_on: "2024-01-01" }, [{ user_id: 1 }, { user_id: 2, note: "x" }]);
  await feat.awaitV1.getMany([whole]);
  await feat.class.get({ user_id: 1, other: 2 });
  const totals = await feat.totals.get({ d: "1.50", e: "2", f: "3", s: { a: 1, b: null }, m: { a: 1 }, j: { a: [1] } });
  same<typeof totals.features.plus, string>(true);
  same<typeof totals.features.narrow, string>(true);
  same<typeof totals.features.perhaps, string | null>(true);
  same<typeof totals.features.chosen, string>(true);
  same<typeof totals.features.less, boolean>(true);
  same<typeof totals.features.got, number>(true);
  await feat.noKeys.get({ amount: 1 });
  void [status, instant];
}

export async function wrong(features: AwaitV1Features): Promise<void> {
  // @ts-expect-error a key is missing
  await feat.awaitV1.get({ born_on: "2024-01-01", amount: 1, inside: true });
  // @ts-expect-error a request field is missing
  await feat.awaitV1.get({ user_id: 1, born_on: "2024-01-01", amount: 1 });
  // @ts-expect-error a key is not a text
  await feat.awaitV1.get({ ...whole, user_id: "1" });
  // @ts-expect-error a key is never null
  await feat.class.get({ user_id: null, other: 1 });
  // @ts-expect-error no such field
  await feat.awaitV1.get({ ...whole, nope: 1 });
  // @ts-expect-error neither the shared fields nor the row have the key
  await feat.awaitV1.getMany({ amount: 2, inside: false, born_on: "2024-01-01" }, [{ note: "x" }]);
  // @ts-expect-error no such service
  await feat.nope.get({});
  // @ts-expect-error no such feature
  void features.nope;
  // @ts-expect-error may be null
  const n: number = features.n_1d;
  // @ts-expect-error no such value
  const size: "huge" = features.const;
  void [n, size];
}
`;

const tsconfig = {
  compilerOptions: {
    strict: true,
    noUncheckedIndexedAccess: true,
    exactOptionalPropertyTypes: true,
    noUnusedLocals: true,
    verbatimModuleSyntax: true,
    module: "nodenext",
    target: "es2023",
    lib: ["es2023", "esnext.disposable"],
    types: ["node"],
    customConditions: ["featlang-source"],
    skipLibCheck: true,
    noEmit: true,
  },
  include: ["*.ts", "generated"],
};

beforeAll(async () => {
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const { value, diagnostics } = compile(diskHost, folder);
  const errors = diagnostics.filter(({ severity }) => severity === "error");
  expect(errors.map(({ message }) => message)).toEqual([]);
  if (value === null) throw new Error("the project does not compile");
  writeArtifacts(join(folder, "generated", value.project.name), await generate(value.project));
  writeFileSync(join(folder, "package.json"), '{ "type": "module" }');
  writeFileSync(join(folder, "tsconfig.json"), JSON.stringify(tsconfig));
  writeFileSync(join(folder, "usage.ts"), usage);
  mkdirSync(join(folder, "node_modules"));
  symlinkSync(root, join(folder, "node_modules/featlang"));
  symlinkSync(join(root, "node_modules/@types"), join(folder, "node_modules/@types"));
});

test("correct uses compile, and wrong ones do not", { timeout: 120_000 }, () => {
  const said = ((): string => {
    try {
      return execFileSync(join(root, "node_modules/.bin/tsc"), ["-p", folder, "--pretty", "false"], {
        encoding: "utf8",
        stdio: "pipe",
      });
    } catch (error) {
      return String((error as { readonly stdout?: unknown }).stdout);
    }
  })();
  expect(said.trim()).toBe("");
});
