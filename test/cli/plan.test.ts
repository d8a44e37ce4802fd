/** `feat plan`, what `feat apply` refuses, and `feat diff` of registry versions. */
import { describe, expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

const env = { FEAT_USER: "ann" };
const today = Date.UTC(2025, 5, 1, 12) * 1000;

const sources = `sources:
  users:
    kind: state
    file: users.csv
    time: at
    columns: { id: int64, score: float64, word: string?, at: timestamp }
  clicks:
    kind: events
    file: clicks.csv
    time: at
    columns: { id: int64, page: string, price: float64, at: timestamp }
`;
const features = `
entity user { id: int64 }
request ask { amount: float64 }
view profile for user from users { score default 0.0, word }
@owner("growth")
view activity for user from clicks { n_7d = count() over 7d, spent_7d = sum(price) over 7d }
transform signals {
  level = match { ask.amount > 10.0 => "high", else => "low" }
  ratio = ask.amount / activity.spent_7d
  whole = floor(ask.amount)
}
@owner("risk")
service churn_v1 { profile.*, activity.*, signals.* }
`;

function project(): Folder {
  return folder({
    "feat.yaml": "project: shop\n",
    "sources.yaml": sources,
    "shop.feat": features,
    "users.csv":
      "id,score,word,at\n1,1.5,a,2024-01-01T00:00:00Z\n1,2.5,a,2024-01-02T00:00:00Z\n2,2.5,,2024-01-01T00:00:00Z\n",
    "clicks.csv":
      "id,page,price,at\n1,a,1.5,2024-01-01T00:00:00Z\n2,a,1,2024-01-02T00:00:00Z\n3,b,2,2024-01-03T00:00:00Z\n",
  });
}
async function applied(): Promise<Folder> {
  const made = project();
  expect((await made.feat(["apply"], { env, now: today })).code).toBe(0);
  return made;
}
const edit = (made: Folder, from: string, to: string, file = "shop.feat"): void => {
  expect(made.read(file)).toContain(from);
  made.write(file, made.read(file).replace(from, to));
};

describe("each class of a change", () => {
  test.each<[title: string, edits: readonly (readonly [from: string, to: string])[], line: RegExp, refused: boolean]>([
    [
      "a feature is removed",
      [["{ profile.*, ", "{ profile.score, "]],
      /^ {4}- feature word: it is removed {2}breaking$/m,
      true,
    ],
    [
      "a feature is renamed",
      [["{ profile.*, ", "{ profile.score, profile.word as text, "]],
      /feature word: it is renamed to text {2}breaking/,
      true,
    ],
    [
      "a type is narrowed",
      [["floor(ask.amount)", "int32(1)"]],
      /feature whole: its type changes from float64 to int32\? {2}breaking/,
      true,
    ],
    [
      "a key changes",
      [
        ["entity user { id: int64 }", "entity user { id: int64 }\nentity place { page: string }"],
        ["view activity for user from clicks", "view activity for user, place from clicks"],
      ],
      /key: its key changes from \(id: int64\) to \(id: int64, page: string\) {2}breaking[\s\S]*key page: it is new: string, and callers must give it {2}breaking/,
      true,
    ],
    [
      "a request field is added without null",
      [
        ["request ask { amount: float64 }", "request ask { amount: float64, more: float64 }"],
        ["floor(ask.amount)", "floor(ask.more)"],
      ],
      /request field more: it is new: float64, and callers must give it {2}breaking/,
      true,
    ],
    [
      "a request field is added that may be null",
      [
        ["request ask { amount: float64 }", "request ask { amount: float64, more: float64? }"],
        ["floor(ask.amount)", "floor(ask.more ?? 0.0)"],
      ],
      /request field more: it is new: float64\?, and may be left out {2}added/,
      false,
    ],
    [
      "a union of literals is widened",
      [['ask.amount > 10.0 => "high"', 'ask.amount > 99.0 => "top", ask.amount > 10.0 => "high"']],
      /feature level: its type gains the values "top" {2}breaking/,
      true,
    ],
    [
      "what was present turns nullable",
      [["score default 0.0", "score"]],
      /feature score: its type turns nullable: float64 to float64\? {2}breaking/,
      true,
    ],
    [
      "another fingerprint",
      [["sum(price) over 7d", "sum(price) over 8d"]],
      /^~ view activity {2}rebuild {2}shop\.feat:6$[\s\S]*read by transform signals, service churn_v1 \(risk\)[\s\S]*^to fill: view activity, about 3 rows$/m,
      false,
    ],
    [
      "another layout online",
      [
        [
          "n_7d = count() over 7d, spent_7d = sum(price) over 7d",
          "spent_7d = sum(price) over 7d, n_7d = count() over 7d",
        ],
      ],
      /^~ view activity {2}layout[\s\S]*the same values are stored in another order {2}layout[\s\S]*^to fill: view activity, about 3 rows$/m,
      false,
    ],
    ["metadata", [['@owner("risk")', '@owner("fraud")']], /^~ service churn_v1 {2}metadata/m, false],
    ["a service is removed", [["service churn_v1 {", "service churn_v2 {"]], /^- service churn_v1 {2}breaking/m, true],
  ])("%s", async (_, edits, line, refused) => {
    const made = await applied();
    for (const [from, to] of edits) edit(made, from, to);
    const { out, err, code } = await made.feat(["plan"], { env, now: today });
    expect(out).toMatch(line);
    expect(code, err).toBe(refused ? 1 : 0);
    expect(err).toMatch(refused ? /^refused: .*service churn_v1/ : /^$/);
    // The plan says what `apply` does.
    const apply = await made.feat(["apply"], { env, now: today });
    expect(apply.code, apply.err).toBe(refused ? 1 : 0);
    if (refused) expect(apply.err).toMatch(/^error: nothing was applied: what is applied is a contract/);
  });
});

describe("a service that is applied is a contract", () => {
  test("a new service beside it is applied; breaking it needs a reason, which the log keeps", async () => {
    const made = await applied();
    edit(made, 'else => "low"', 'ask.amount > 5.0 => "middle", else => "low"');
    const refused = await made.feat(["apply"], { env, now: today });
    expect(refused).toMatchObject({ code: 1, out: "" });
    expect(refused.err).toBe(
      "error: nothing was applied: what is applied is a contract, and this breaks it:\n" +
        'service churn_v1\n  feature level: its type gains the values "middle"\n' +
        'help: keep `churn_v1` as it is and add a service beside it, such as `churn_v2`; or `feat apply --allow-breaking churn_v1 --reason "…"`, which the log keeps\n',
    );
    expect((await made.feat(["registry", "log"])).out).not.toMatch(/^2 /m);
    const without = await made.feat(["apply", "--allow-breaking", "churn_v1"], { env });
    expect(without).toMatchObject({ code: 2, err: expect.stringContaining("needs a reason") });
    expect(await made.feat(["apply", "--reason", "why"], { env })).toMatchObject({ code: 2 });
    const other = await made.feat(["apply", "--allow-breaking", "churn_v2", "--reason", "x"], { env });
    expect(other).toMatchObject({ code: 1, err: expect.stringContaining("nothing breaks in churn_v2") });
    const allowed = await made.feat(["apply", "--allow-breaking", "churn_v1", "--reason", "no caller is left"], {
      env,
    });
    expect(allowed).toMatchObject({ code: 0, err: "" });
    expect((await made.feat(["registry", "log"])).out).toMatch(/^2 .* apply, breaks churn_v1$/m);
    expect((await made.feat(["registry", "show"])).out).toContain(
      'breaks churn_v1, because: no caller is left\n    feature level: its type gains the values "middle"\n',
    );
  });

  test("churn_v2 beside churn_v1 breaks nothing", async () => {
    const made = await applied();
    made.write(
      "v2.feat",
      'transform wider { size = match { ask.amount > 5.0 => "big", else => "small" } }\nservice churn_v2 { activity.*, wider.* }\n',
    );
    expect(await made.feat(["apply"], { env })).toMatchObject({
      code: 0,
      err: "",
      out: expect.stringMatching(
        /^\+ transform wider {2}added.*\n\+ service churn_v2 {2}added.*\napplied version 2 of shop to dev\n$/,
      ),
    });
  });

  test("a view that no service reads may change", async () => {
    const made = project();
    edit(made, "service churn_v1 { profile.*, activity.*, signals.* }", "service churn_v1 { activity.* }");
    await made.feat(["apply"], { env });
    edit(made, "{ score default 0.0, word }", "{ word }");
    const { code, out, err } = await made.feat(["plan", "--no-estimate"], { env });
    expect(out).toContain("feature score: it is removed  breaking");
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toContain("to fill: view profile, rows not known (--no-estimate)");
    expect((await made.feat(["apply"], { env })).code).toBe(0);
  });
});

describe("deprecated until a date", () => {
  const old = '@deprecated("use score", until: "2025-06-01") word';
  const day = 86_400_000_000;

  test("who reads it already may go on; a new reader is told before, and refused from the date on", async () => {
    const made = project();
    edit(made, "default 0.0, word", `default 0.0, ${old}`);
    await made.feat(["apply"], { env, now: today - 9 * day });
    edit(made, "whole = floor(ask.amount)", 'whole = floor(ask.amount)\n  loud = profile.word == "x"');
    const check = await made.feat(["check"]);
    expect(check).toMatchObject({ code: 0, err: expect.stringContaining("use score; no new uses from 2025-06-01 on") });
    const before = await made.feat(["plan"], { env, now: today - 9 * day });
    expect(before).toMatchObject({ code: 0, err: "" });
    expect(before.out).toContain(
      "+ use of profile.word: it is new, and profile.word is deprecated and takes no new readers from 2025-06-01 on: use score  metadata",
    );
    const after = await made.feat(["plan"], { env, now: today });
    expect(after).toMatchObject({ code: 1, err: expect.stringMatching(/^refused: transform signals\n/) });
    expect(after.out).toContain("profile.word takes no new readers since 2025-06-01: use score  breaking");
    expect((await made.feat(["apply"], { env, now: today })).code).toBe(1);
    const allowed = ["apply", "--allow-breaking", "signals", "--reason", "it goes next week"];
    expect((await made.feat(allowed, { env, now: today })).code).toBe(0);
    // It is an old reader now.
    expect(await made.feat(["plan"], { env, now: today + day })).toMatchObject({ code: 0, err: "" });
  });

  test.each<readonly [title: string, before: string, from: string, to: string, told: string]>([
    [
      "a fn",
      '@deprecated(until: "2025-06-01") fn twice(x: float64): float64 = x * 2.0',
      "whole = floor(ask.amount)",
      "whole = floor(twice(ask.amount))",
      "fn twice takes no new readers since 2025-06-01  breaking",
    ],
    [
      "a fn that another one calls",
      '@deprecated(until: "2025-06-01") fn twice(x: float64): float64 = x * 2.0\nfn more(x: float64): float64 = twice(x) + 1.0',
      "whole = floor(ask.amount)",
      "whole = floor(more(ask.amount))",
      "fn twice takes no new readers since 2025-06-01  breaking",
    ],
    [
      "a fn that stands for what was written out",
      '@deprecated(until: "2025-06-01") fn down(x: float64): float64 = floor(x)',
      "whole = floor(ask.amount)",
      "whole = down(ask.amount)",
      "fn down takes no new readers since 2025-06-01  breaking",
    ],
    [
      "an entity",
      '@deprecated("use user", until: "2025-06-01") entity person { id: int64 }\nview old for person from clicks { ever = count() over lifetime }',
      "view old for person",
      "view late for person from clicks { ever = count() over lifetime }\nview old for person",
      "entity person takes no new readers since 2025-06-01: use user  breaking",
    ],
  ])("%s takes no new users from then on, and old ones go on", async (_, before, from, to, told) => {
    const made = project();
    made.write("shop.feat", `${made.read("shop.feat")}${before}\n`);
    expect((await made.feat(["apply"], { env, now: today - 9 * day })).code).toBe(0);
    expect(await made.feat(["plan"], { env, now: today })).toMatchObject({ code: 0, err: "" });
    edit(made, from, to);
    const early = await made.feat(["plan", "--no-estimate"], { env, now: today - 9 * day });
    expect(early).toMatchObject({ code: 0, err: "", out: expect.stringContaining("takes no new readers from") });
    const late = await made.feat(["plan", "--no-estimate"], { env, now: today });
    expect(late.out).toContain(told);
    expect(late.code).toBe(1);
    expect((await made.feat(["apply"], { env, now: today })).code).toBe(1);
    expect((await made.feat(["apply"], { env, now: today - 9 * day })).code).toBe(0);
    // They are old users now.
    expect(await made.feat(["plan"], { env, now: today + day })).toMatchObject({ code: 0, err: "" });
  });

  test.each([
    '@deprecated(until: "2025-06-31")',
    '@deprecated(until: "soon")',
    '@deprecated(since: "2025-06-01")',
    '@deprecated("a", "b")',
    '@deprecated(until: "2025-06-01", until: "2025-06-02")',
  ])("%s is refused", async (annotation) => {
    const made = project();
    edit(made, "default 0.0, word", `default 0.0, ${annotation} word`);
    const { code, err } = await made.feat(["check"]);
    expect({ code, err }).toEqual({
      code: 1,
      err: expect.stringContaining("`@deprecated` takes a text, a date `until`"),
    });
  });
});

describe("projects that read this one", () => {
  async function withConsumer(): Promise<Folder> {
    const made = project();
    // The other project compiles the same files, and has a service of its own.
    edit(made, "service churn_v1 { profile.*, activity.*, signals.* }", "service churn_v1 { signals.level }");
    const other = folder({
      "feat.yaml": "project: ranking\n",
      "sources.yaml": sources,
      "shop.feat": made.read("shop.feat").replace(/@owner\("risk"\)\nservice.*\n/, ""),
      "rank.feat": '@owner("search") service rank_v1 { profile.score }\n',
    });
    const { code, err } = await other.feat(["compile"]);
    expect(code, err).toBe(0);
    made.write("consumers/ranking.json", other.read("generated/ranking/manifest.json"));
    made.write("feat.yaml", `${made.read("feat.yaml")}consumers: [consumers/ranking.json]\n`);
    expect((await made.feat(["apply"], { env })).code).toBe(0);
    return made;
  }

  test("taking away what one of them reads is breaking, and names it", async () => {
    const made = await withConsumer();
    edit(made, "{ score default 0.0, word }", "{ word }");
    const { code, out, err } = await made.feat(["plan"], { env });
    expect({ code, err }).toMatchObject({ code: 1, err: expect.stringMatching(/^refused: view profile\n/) });
    expect(out).toContain("- feature score: it is removed, and project ranking reads it  breaking");
    expect(out).toContain("read by service ranking/rank_v1 (search)");
    expect((await made.feat(["apply"], { env })).err).toContain("project ranking reads it");
    const diff = await made.feat(["diff", "registry:dev"], { env });
    expect(diff).toMatchObject({ code: 1, out: expect.stringContaining("project ranking reads it") });
  });

  test("what none of them reads may go; a missing or broken manifest is an error", async () => {
    const made = await withConsumer();
    edit(made, "{ score default 0.0, word }", "{ score default 0.0 }");
    expect(await made.feat(["plan"], { env })).toMatchObject({ code: 0, err: "" });
    made.write("consumers/ranking.json", "{}");
    expect(await made.feat(["plan"])).toMatchObject({ code: 2, err: expect.stringContaining("is no manifest") });
    edit(made, "consumers/ranking.json", "consumers/none.json", "feat.yaml");
    expect(await made.feat(["apply"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("there is no such file"),
    });
  });
});

test("a target that begins to stream a source stores its views in another form; another target does not matter", async () => {
  const made = project();
  const yaml = (dev: string, prod: string) =>
    ["dev", "prod"]
      .map(
        (name) =>
          `  ${name}: { offline: { kind: duckdb }, online: { kind: embedded, path: .feat/${name} }, stream: [${name === "dev" ? dev : prod}] }\n`,
      )
      .join("");
  const streams = (dev: string, prod: string) => made.write("feat.yaml", `project: shop\ntargets:\n${yaml(dev, prod)}`);
  streams("", "");
  expect((await made.feat(["apply"], { env })).code).toBe(0);
  streams("", "clicks");
  expect(await made.feat(["plan"], { env })).toMatchObject({ code: 0, out: expect.stringMatching(/^no change/) });
  streams("clicks", "clicks");
  const { code, out } = await made.feat(["plan"], { env });
  expect(code).toBe(0);
  expect(out).toMatch(
    /^~ view activity {2}rebuild .*\n {4}\+ stream at dev: a source of it is streamed from now on, so it is stored in another form {2}rebuild\n {4}read by transform signals, service churn_v1 \(risk\)\n/,
  );
  expect(out).toContain("to fill: view activity, about 3 rows");
  expect((await made.feat(["apply"], { env })).code).toBe(0);
  streams("", "clicks");
  expect((await made.feat(["plan"], { env })).out).toContain("- stream at dev: no source of it is streamed any more");
});

test("diff takes versions of the registry", async () => {
  const made = await applied();
  edit(made, "over 7d, spent_7d", "over 6d, spent_7d");
  edit(made, "n_7d =", "n_7d: int64 =");
  await made.feat(["apply"], { env });
  const { out, code } = await made.feat(["diff", "registry:dev@1", "registry:"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^~ view activity {2}rebuild\n[\s\S]*from dev@1 to dev@2: /);
  expect((await made.feat(["diff", "registry:dev@2"])).out).toBe("no change from dev@2 to the working folder\n");
  for (const [name, message] of [
    ["registry:dev@9", "target `dev` has no version 9"],
    ["registry:dev@x", '"x" is no version'],
    ["registry:nowhere", "there is no target `nowhere`"],
  ] as const)
    expect(await made.feat(["diff", name])).toMatchObject({ code: 2, err: expect.stringContaining(message) });
});

test("a plan without a warehouse says why it estimates no rows", async () => {
  const made = project();
  edit(made, "clicks.csv", "gone.csv", "sources.yaml");
  const { code, out } = await made.feat(["plan"]);
  expect(code).toBe(0);
  expect(out).toMatch(/^to fill: view activity, rows not known \(.*gone\.csv/m);
  expect(out).toContain("to fill: view profile, about 2 rows");
});
