import { describe, expect, test } from "vitest";
import { type Folder, folder } from "./feat.js";

const header = "id,user_id,price,at\n";
const clicks = `${header}1,7,2.5,2024-01-01T10:00:00Z\n2,7,1.5,2024-01-01T11:00:00Z\n`;

function project(): Folder {
  return folder({
    "feat.yaml": `project: shop
features: a.feat
targets:
  dev:
    offline: { kind: duckdb }
    online: { kind: embedded, path: online }
    stream: [clicks, visits]
  batch:
    offline: { kind: duckdb }
    online: { kind: embedded, path: batch }
`,
    "sources.yaml": `sources:
  clicks:
    kind: events
    file: clicks.csv
    time: at
    key: [id]
    columns: { id: int64, user_id: int64, price: float64?, at: timestamp }
  visits:
    kind: events
    file: visits.csv
    time: at
    columns: { user_id: int64, at: timestamp }
`,
    "a.feat": `entity user { user_id: int64 }
view spending for user from clicks { n = count() over 2h, total = sum(price) over 1d, price }
view visiting for user from visits { visits = count() over 1d }
service s { spending.*, visiting.* }
`,
    "clicks.csv": clicks,
    "visits.csv": "user_id,at\n7,2024-01-01T09:00:00Z\n",
  });
}

const at = (hour: string): string => `2024-01-01T${hour}Z`;
const now = Date.UTC(2024, 0, 1, 12) * 1000;
const row = (value: Readonly<Record<string, unknown>>): string => `${JSON.stringify(value)}\n`;

async function features(made: Folder, instant: string, target = "dev"): Promise<Readonly<Record<string, unknown>>> {
  const ran = await made.feat(["get", "s", "--key", "user_id=7", "--at", instant, "--json", "--target", target], {
    now,
  });
  const answer = JSON.parse(ran.out) as { readonly features?: Readonly<Record<string, unknown>> };
  return answer.features ?? JSON.parse(ran.out);
}

describe("feat push", () => {
  test("views over the source are up to date at once, and stay so when the rows are in the warehouse too", async () => {
    const made = project();
    const early = await made.feat(["push", "clicks", "-"], {
      input: row({ id: 3, user_id: 7, price: 4, at: at("11:30:00") }),
    });
    expect(early).toMatchObject({ code: 0, err: "" });
    expect(await features(made, at("12:00:00"))).toMatchObject({ ok: false });
    expect(await made.feat(["materialize", "--to", at("12:00:00")], { now })).toMatchObject({ code: 0 });
    expect(await features(made, at("12:00:00"))).toEqual({ n: 3, total: 8, price: 4, visits: 1 });
    made.write(
      "new.jsonl",
      row({ id: 4, user_id: 7, price: 1, at: at("12:10:00") }) +
        row({ id: 2, user_id: 7, price: 9.5, at: at("11:00:00") }),
    );
    const ran = await made.feat(["push", "clicks", "new.jsonl", "--json"]);
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out)).toMatchObject({
      ok: true,
      source: "clicks",
      target: "dev",
      rows: 2,
      views: ["spending"],
    });
    expect(await features(made, at("12:05:00"))).toMatchObject({ n: 2, total: 16, price: 4 });
    expect(await features(made, at("12:11:00"))).toMatchObject({ n: 3, total: 17, price: 1 });
    // The window ends at the instant of the read.
    expect(await features(made, at("13:31:00"))).toMatchObject({ n: 1, total: 17, price: 1 });
    made.write(
      "clicks.csv",
      `${header}1,7,2.5,2024-01-01T10:00:00Z\n2,7,9.5,2024-01-01T11:00:00Z\n3,7,4,2024-01-01T11:30:00Z\n4,7,1,2024-01-01T12:10:00Z\n`,
    );
    expect(await made.feat(["materialize", "--to", at("13:00:00"), "--allow-future"], { now })).toMatchObject({
      code: 0,
    });
    expect(await features(made, at("13:31:00"))).toMatchObject({ n: 1, total: 17, price: 1 });
  });

  test("a push with a name counts once", async () => {
    const made = project();
    await made.feat(["materialize", "--to", at("12:00:00")], { now });
    made.write("visits.jsonl", row({ user_id: 7, at: at("12:10:00") }).repeat(2));
    for (const id of ["a", "a", "b"]) await made.feat(["push", "visits", "visits.jsonl", "--id", id]);
    expect(await features(made, at("12:30:00"))).toMatchObject({ visits: 5 });
  });

  test("a target that streams nothing is filled as always", async () => {
    const made = project();
    expect(await made.feat(["push", "clicks", "x.jsonl", "--target", "batch"])).toMatchObject({
      code: 2,
      err: expect.stringContaining("target `batch` streams no sources"),
    });
    await made.feat(["materialize", "--to", at("12:00:00"), "--target", "batch"], { now });
    expect(await features(made, at("13:31:00"), "batch")).toEqual({ n: 2, total: 4, price: 1.5, visits: 1 });
  });

  test.each<readonly [title: string, input: string, code: number, message: string]>([
    ["a text that is no JSON", "{", 3, "standard input, line 1: this is not valid JSON"],
    [
      "a row that is no object",
      "[1]",
      3,
      "standard input, line 1: expected an object with `id`, `user_id`, `price`, `at`",
    ],
    [
      "an unknown field",
      row({ id: 1, user: 7 }),
      3,
      "line 1: unknown field `user`; it takes `id`, `user_id`, `price`, `at`",
    ],
    ["a missing field", `\n${row({ id: 1, at: at("10:00:00") })}`, 3, "line 2: field `user_id` (int64) is missing"],
    ["a null", row({ id: null, user_id: 7, at: at("10:00:00") }), 3, "field `id` can't be null"],
    ["a wrong type", row({ id: 1.5, user_id: 7, at: at("10:00:00") }), 3, "field `id`: expected int64, got 1.5"],
    [
      "a time without a zone",
      row({ id: 1, user_id: 7, at: "2024-01-01 10:00" }),
      3,
      "field `at`: expected a time in RFC 3339 with zone",
    ],
  ])("refuses %s, and pushes nothing", async (_, input, code, message) => {
    const made = project();
    await made.feat(["materialize", "--to", at("12:00:00")], { now });
    const good = row({ id: 9, user_id: 7, price: 100, at: at("11:00:00") });
    const ran = await made.feat(["push", "clicks", "-"], { input: `${input.trimEnd()}\n${good}` });
    expect(ran.code).toBe(code);
    expect(ran.err).toContain(message);
    expect(ran.err).toContain("nothing was pushed");
    expect(await features(made, at("12:00:00"))).toMatchObject({ total: 4 });
  });

  test("an image's server is told its target, which decides how rows are stored", async () => {
    const made = project();
    expect(await made.feat(["deploy", "docker", "--target", "batch"])).toMatchObject({ code: 0 });
    expect(made.read("deploy/Dockerfile")).toMatch(/^ENTRYPOINT .*"--target", "batch"\]$/m);
  });

  test.each([
    ["nothing.jsonl", "nothing.jsonl: no such file"],
    [".", "it is a folder"],
  ])("a file that cannot be read: %s", async (file, says) => {
    const made = project();
    expect(await made.feat(["push", "clicks", file])).toMatchObject({ code: 3, err: expect.stringContaining(says) });
  });

  test("an unknown source, and one that is not streamed", async () => {
    const made = project();
    expect(await made.feat(["push", "click", "-"], { input: "" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("clicks"),
    });
  });
});
