/** `feat stream` with a real Kafka, a real schema registry and a real Redis. */
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Kafka, startKafka } from "../support/kafka.js";
import { newProject, openTopics, type Project, type Topics } from "./support.js";

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

/** A keyed and an unkeyed source. Topics are named after `name`. */
function project(name: string, more: { readonly kafka?: object; readonly target?: object } = {}): Project {
  const topic = (suffix: string) => ({
    kafka: { brokers: "${BROKERS}", topic: `${name}-${suffix}`, session_timeout: 1000, ...more.kafka },
  });
  const made = newProject({
    "feat.yaml": JSON.stringify({
      project: name,
      features: "a.feat",
      targets: {
        dev: {
          offline: { kind: "duckdb" },
          online: { kind: "embedded", path: "online" },
          stream: ["clicks", "visits"],
          ...more.target,
        },
      },
    }),
    "sources.yaml": JSON.stringify({
      sources: {
        clicks: {
          kind: "events",
          file: "clicks.csv",
          time: "at",
          key: ["id"],
          columns: { id: "int64", user_id: "int64", price: "float64?", at: "timestamp" },
          stream: topic("clicks"),
        },
        visits: {
          kind: "events",
          file: "visits.csv",
          time: { column: "ts", format: "unix_ms" },
          columns: { user_id: "int64", page: "string?" },
          stream: topic("visits"),
        },
      },
    }),
    "a.feat": `entity user { user_id: int64 }
view spending for user from clicks { n = count() over 1d, total = sum(price) over 1d, price }
view visiting for user from visits { visits = count() over 1d, last_page = last(page) over 1d }
service s { spending.*, visiting.* }
`,
    "clicks.csv": "id,user_id,price,at\n",
    "visits.csv": "ts,user_id,page\n",
  });
  return made;
}

const env = () => ({ BROKERS: kafka.brokers });

async function features(made: Project, user: number, instant = at("12:00:00")): Promise<unknown> {
  const ran = await made.feat(["get", "s", "--key", `user_id=${user}`, "--at", instant, "--json"], env());
  const answer = JSON.parse(ran.out) as { readonly features?: unknown };
  return answer.features ?? answer;
}

describe("JSON", () => {
  test("rows of a topic are in the store when their offsets are committed", async () => {
    const made = project("json");
    await topics.create("json-clicks", 2);
    await topics.create("json-visits");
    expect(await made.feat(["materialize", "--to", at("08:00:00")], env())).toMatchObject({ code: 0 });
    await topics.send("json-clicks", [
      { value: { id: 1, user_id: 7, price: 2.5, at: at("09:00:00"), more: "left out" } },
      { value: { id: 2, user_id: 7, price: null, at: at("10:00:00") }, partition: 1 },
      { value: { id: 1, user_id: 7, price: 4, at: at("09:00:00") }, partition: 1 },
    ]);
    await topics.send("json-visits", [
      { value: { user_id: 7, ts: Date.parse(at("09:30:00")), page: "é" } },
      { value: { user_id: 7, ts: Date.parse(at("09:30:00")), page: "é" } },
    ]);
    const ran = await made.feat(["stream", "--until-end", "--json"], env());
    expect(ran.err).toBe("");
    expect(ran.code).toBe(0);
    expect(JSON.parse(ran.out.trim().split("\n").at(-1)!)).toMatchObject({
      ok: true,
      finished: true,
      sources: [
        { source: "clicks", topic: "json-clicks", rows: 3, dead: 0, lag: 0, waiting: null },
        { source: "visits", topic: "json-visits", rows: 2, dead: 0, lag: 0 },
      ],
    });
    expect(await features(made, 7)).toEqual({ n: 2, total: 4, price: null, visits: 2, last_page: "é" });
    const again = await made.feat(["stream", "--until-end"], env());
    expect(again).toMatchObject({ code: 0 });
    expect(again.out).toBe("clicks: 0 rows from topic json-clicks\nvisits: 0 rows from topic json-visits\n");
    made.remove();
  });
});
