/** `feat stream` with a real Kafka and a real schema registry. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import avro, { type Schema } from "avsc";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Folder, folder } from "../cli/feat.js";
import { startApicurio } from "../support/apicurio.js";
import type { JavaServer } from "../support/java-server.js";
import { type Kafka, startKafka } from "../support/kafka.js";
import { until } from "../support/until.js";
import { openTopics, type Running, started, type Topics } from "./support.js";

let kafka: Kafka;
let topics: Topics;
beforeAll(async () => {
  kafka = await startKafka();
  topics = openTopics(kafka.brokers);
}, 300_000);
afterAll(async () => {
  await topics?.close();
  await kafka?.stop();
});

const at = (clock: string): string => `2024-01-01T${clock}Z`;
const noon = at("12:00:00");

interface Choices {
  readonly kafka?: object;
  readonly registry?: string;
}
/** A keyed and an unkeyed source; their topics are named after the project. Pushed rows are kept as files too. */
function project(name: string, choices: Choices = {}): Folder {
  const source = (own: string, more: object) => ({
    kind: "events",
    file: `lake/${own}/**/*.parquet`,
    ...more,
    stream: {
      kafka: { brokers: "${BROKERS}", topic: `${name}-${own}`, session_timeout: 6000, ...choices.kafka },
    },
  });
  return folder({
    "feat.yaml": JSON.stringify({
      project: name,
      features: "a.feat",
      targets: {
        dev: {
          offline: { kind: "duckdb" },
          online: { kind: "embedded", path: "online" },
          stream: ["clicks", "visits"],
          landing: "lake",
        },
        batch: { offline: { kind: "duckdb" }, online: { kind: "embedded", path: "batch" } },
      },
    }),
    "sources.yaml": JSON.stringify({
      sources: {
        clicks: source("clicks", {
          time: "at",
          key: ["id"],
          columns: { id: "int64", user_id: "int64", price: "float64?", at: "timestamp" },
        }),
        visits: source("visits", {
          time: { column: "ts", format: "unix_ms" },
          columns: { user_id: "int64", page: "string?" },
        }),
      },
    }),
    "a.feat": `entity user { user_id: int64 }
view spending for user from clicks { n = count() over 1d, total = sum(price) over 1d, price }
view visiting for user from visits { visits = count() over 1d, last_page = last(page) over 1d }
service s { spending.*, visiting.* }
`,
  });
}

const env = (): Readonly<Record<string, string>> => ({ BROKERS: kafka.brokers });
const stream = (made: Folder, ...args: readonly string[]) =>
  made.feat(["stream", "--until-end", ...args], { env: env() });
const lastLine = (out: string): unknown => JSON.parse(out.trim().split("\n").at(-1)!);

async function served(made: Folder, users: readonly number[], target = "dev"): Promise<readonly unknown[]> {
  made.write("keys.jsonl", users.map((user_id) => `${JSON.stringify({ user_id })}\n`).join(""));
  const ran = await made.feat(["get", "s", "--rows", "keys.jsonl", "--at", noon, "--target", target, "--json"]);
  expect(ran.code, ran.out + ran.err).toBe(0);
  return JSON.parse(ran.out).answers.map(({ features }: { readonly features: unknown }) => features);
}
/** What the warehouse says, which reads the files alone. */
async function ofFiles(made: Folder, users: readonly number[]): Promise<readonly unknown[]> {
  const ran = await made.feat(["materialize", "--to", noon, "--target", "batch"]);
  expect(ran.code, ran.out + ran.err).toBe(0);
  return served(made, users, "batch");
}
const visit = (user_id: number, ms = 0, page = "a") => ({ user_id, ts: Date.parse(at("09:00:00")) + ms, page });

/** An empty file, so that there is something to read before the first row. */
async function filled(made: Folder): Promise<void> {
  const first = (source: string, row: object) => made.feat(["push", source, "-"], { input: JSON.stringify(row) });
  await first("clicks", { id: -1, user_id: -1, at: at("00:00:00") });
  await first("visits", { user_id: -1, ts: at("00:00:00") });
  const ran = await made.feat(["materialize", "--to", at("08:00:00")]);
  expect(ran.code, ran.out + ran.err).toBe(0);
}

describe("JSON", { timeout: 180_000 }, () => {
  test("rows are in the store and in files when their offsets are committed", async () => {
    const made = project("json");
    await topics.create("json-clicks", 2);
    await topics.create("json-visits");
    await filled(made);
    await topics.send("json-clicks", [
      { value: { id: 1, user_id: 7, price: 2.5, at: at("09:00:00"), more: "left out" } },
      { value: { id: 2, user_id: 7, price: null, at: at("10:00:00") }, partition: 1 },
      { value: { id: 1, user_id: 7, price: 4, at: at("09:00:00") }, partition: 1 },
    ]);
    await topics.send("json-visits", [{ value: visit(7, 0, "é") }, { value: visit(7, 0, "é") }]);
    const ran = await stream(made, "--json");
    expect(ran.code, ran.out + ran.err).toBe(0);
    expect(lastLine(ran.out)).toMatchObject({
      ok: true,
      command: "stream",
      finished: true,
      sources: [
        { source: "clicks", topic: "json-clicks", rows: 3, dead: 0, skipped: 0, lag: 0, waiting: null },
        { source: "visits", topic: "json-visits", rows: 2, lag: 0 },
      ],
    });
    const answer = { n: 2, total: 4, price: null, visits: 2, last_page: "é" };
    expect(await served(made, [7])).toEqual([answer]);
    expect(await ofFiles(made, [7])).toEqual([answer]);
    const again = await stream(made);
    expect(again).toMatchObject({
      code: 0,
      out: "clicks: 0 rows from topic json-clicks\nvisits: 0 rows from topic json-visits\n",
    });
  });

  test("a message that is no row stops it without dead letters, and everything before it is kept", async () => {
    const made = project("bad");
    await topics.create("bad-visits");
    await filled(made);
    await topics.send("bad-visits", [
      { value: visit(1) },
      { value: { ...visit(1), user_id: "x" } },
      { value: visit(1) },
    ]);
    for (const rows of ["1 row", "0 rows"]) {
      const ran = await stream(made, "visits");
      expect(ran.code).toBe(3);
      expect(ran.out).toContain(`visits: ${rows} from topic bad-visits`);
      expect(ran.err).toContain("topic bad-visits, partition 0, offset 1 is no row of source visits: field `user_id`");
      expect(ran.err).toContain("`dead_letters`");
    }
    expect(await served(made, [1])).toMatchObject([{ visits: 1 }]);
    expect(await ofFiles(made, [1])).toMatchObject([{ visits: 1 }]);
  });

  test("dead letters go to a file or a topic with the reason; tombstones may be skipped", async () => {
    const made = project("dead", { kafka: { dead_letters: { file: "dead/visits.jsonl" }, tombstones: "skip" } });
    await topics.create("dead-visits");
    await filled(made);
    await topics.send("dead-visits", [
      { value: visit(1) },
      { value: Buffer.from([0xff]), key: "k" },
      { value: null },
      { value: { user_id: 1 } },
      { value: [1] },
      { value: visit(1) },
    ]);
    expect(await stream(made, "visits")).toMatchObject({
      code: 0,
      out: "visits: 2 rows from topic dead-visits, 3 dead letters, 1 message without a value left out\n",
    });
    const letters = readFileSync(join(made.path, "dead/visits.jsonl"), "utf8").trim().split("\n");
    expect(letters.map((line) => JSON.parse(line))).toMatchObject([
      { source: "visits", topic: "dead-visits", partition: 0, offset: "1", key: "k", value: { base64: "/w==" } },
      { offset: "3", why: expect.stringContaining("field `ts`"), value: '{"user_id":1}' },
      { offset: "4", why: "it is no object with the source's columns" },
    ]);
    expect(await served(made, [1])).toMatchObject([{ visits: 2 }]);

    await topics.create("dead-letters");
    made.write(
      "sources.yaml",
      made.read("sources.yaml").replaceAll('{"file":"dead/visits.jsonl"}', '{"topic":"dead-letters"}'),
    );
    await topics.send("dead-visits", [{ value: Buffer.from("{"), key: "k" }]);
    expect(await stream(made, "visits")).toMatchObject({ code: 0 });
    const [letter] = await topics.read("dead-letters");
    expect(letter).toMatchObject({ key: "k", value: "{" });
    expect(letter!.headers).toMatchObject({ "feat-source": "visits", "feat-topic": "dead-visits", "feat-offset": "6" });
    expect(letter!.headers["feat-reason"]).toContain("not JSON");
  });
});

describe("Avro", { timeout: 180_000 }, () => {
  let registry: JavaServer & { readonly url: string };
  beforeAll(async () => {
    registry = await startApicurio();
  }, 300_000);
  afterAll(() => registry?.stop());

  async function register(subject: string, schema: Schema): Promise<(value: unknown) => Buffer> {
    let id = 0;
    await until(async () => {
      const answer = await fetch(`${registry.url}/subjects/${subject}/versions`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ schema: JSON.stringify(schema) }),
      });
      id = ((await answer.json()) as { readonly id: number }).id;
      return answer.ok;
    }, 60);
    const head = Buffer.alloc(5);
    head.writeInt32BE(id, 1);
    return (value) => Buffer.concat([head, avro.Type.forSchema(schema).toBuffer(value)]);
  }
  const nullable = (of: unknown) => ({ type: ["null", of], default: null });
  const fields = [
    { name: "id", type: "int" },
    { name: "user_id", type: "int" },
    { name: "at", type: { type: "long", logicalType: "timestamp-millis" } },
  ];
  const first = { type: "record", name: "Click", fields } as Schema;
  const second = {
    type: "record",
    name: "Click",
    fields: [...fields, { name: "price", ...nullable("double") }],
  } as Schema;

  test("messages of several schemas, and one that no registry knows", async () => {
    const made = project("avro", {
      kafka: { format: "avro", registry: registry.url, dead_letters: { file: "dead.jsonl" } },
    });
    await topics.create("avro-clicks");
    await filled(made);
    const [old, now] = [await register("avro-clicks-value", first), await register("avro-clicks-value", second)];
    const time = Date.parse(at("09:00:00"));
    await topics.send("avro-clicks", [
      { value: old({ id: 1, user_id: 7, at: time }) },
      { value: now({ id: 2, user_id: 7, at: time + 1, price: 2.5 }) },
      { value: Buffer.from([0, 0, 0, 9, 9, 2]) },
    ]);
    const ran = await stream(made, "clicks");
    expect(ran.code, ran.out + ran.err).toBe(0);
    expect(ran.out).toBe("clicks: 2 rows from topic avro-clicks, 1 dead letter\n");
    expect(made.read("dead.jsonl")).toContain("the registry has no schema with the id 2313");
    const answer = { n: 2, total: 2.5, price: 2.5 };
    expect(await served(made, [7])).toMatchObject([answer]);
    expect(await ofFiles(made, [7])).toMatchObject([answer]);
  });
});

describe("faults", { timeout: 240_000 }, () => {
  const users = [1, 2, 3];
  /** Rows that come in the midst of everything, a known number for each user. */
  const some = (from: number, count: number) =>
    Array.from({ length: count }, (_, i) => ({
      value: visit(users[(from + i) % 3]!, from + i),
      partition: (from + i) % 2,
    }));
  const counted = (count: number) => users.map(() => ({ visits: count / 3 }));
  const running: Running[] = [];
  afterAll(() => {
    for (const { child } of running) child.kill("SIGKILL");
  });
  async function begin(made: Folder, ...args: readonly string[]): Promise<Running> {
    const one = await started(made.path, ["stream", "visits", ...args], env());
    running.push(one);
    return one;
  }

  test("a reader that is killed at any moment loses nothing and counts nothing twice", async () => {
    const made = project("killed");
    await topics.create("killed-visits", 2);
    await filled(made);
    let sent = 0;
    const send = async (count: number) => {
      await topics.send("killed-visits", some(sent, count));
      sent += count;
    };
    await send(3000);
    // In a start, in the midst of rows, and while it waits for more.
    for (const wait of ["reading", null, "rows"]) {
      const one = await begin(made, "--json");
      if (wait === "reading") await until(async () => one.child.pid !== undefined, 60);
      else if (wait === null) await until(async () => (await topics.members("feat-killed-dev-visits")) > 0, 60);
      else await until(async () => /"rows":[1-9]/.test(one.text()), 90);
      one.child.kill("SIGKILL");
      await one.ended;
      await send(300);
    }
    const ran = await stream(made, "visits");
    expect(ran.code, ran.out + ran.err).toBe(0);
    expect(await served(made, users)).toMatchObject(counted(sent));
    expect(await ofFiles(made, users)).toMatchObject(counted(sent));
  });

  test("two readers share the partitions, and one takes over from the other", async () => {
    const made = project("shared");
    await topics.create("shared-visits", 2);
    await filled(made);
    await topics.send("shared-visits", some(0, 300));
    const [one, two] = [await begin(made), await begin(made)];
    await until(async () => (await topics.members("feat-shared-dev-visits")) === 2, 90);
    await topics.send("shared-visits", some(300, 300));
    two.child.kill("SIGKILL");
    await topics.send("shared-visits", some(600, 300));
    one.child.kill("SIGTERM");
    const ended = await one.ended;
    expect(ended.code, ended.out + ended.err).toBe(0);
    const ran = await stream(made, "visits");
    expect(ran.code, ran.out + ran.err).toBe(0);
    expect(await served(made, users)).toMatchObject(counted(900));
    expect(await ofFiles(made, users)).toMatchObject(counted(900));
  });

  test("a topic that does not exist, and brokers that nobody is at, are errors that name them", async () => {
    const made = project("none");
    const unknown = await stream(made, "visits");
    expect(unknown.code).toBe(3);
    expect(unknown.err).toContain(`there is no topic none-visits at ${kafka.brokers}`);
    const away = await made.feat(["stream", "--until-end"], { env: { BROKERS: "127.0.0.1:1" } });
    expect(away.code).toBe(3);
    expect(away.err).toContain("can't read topic none-");
    expect(away.err).toContain("127.0.0.1:1");
    const unset = await made.feat(["stream"]);
    expect(unset).toMatchObject({
      code: 3,
      err: expect.stringContaining("BROKERS, which the topic of source `clicks` names"),
    });
  });
});
