/** `stream` of a source: the topic from which its rows come, for all targets or for each. */
import { expect, test } from "vitest";
import { topicAt } from "../../compiler/project/index.js";
import { check } from "./check.js";

const feat = `project: p
features: '*.feat'
sources: y/s.yaml
targets:
  dev: { offline: { kind: duckdb } }
  prod: { online: { kind: redis, url: x } }
`;
const source = (name: string, stream: string, more = "") =>
  `  ${name}:\n    kind: state\n    file: a.csv\n    time: t\n    columns: { a: int64 }\n${more}    stream: ${stream}\n`;
const project = (...sources: readonly string[]) =>
  check({ "feat.yaml": feat, "a.feat": "", "y/s.yaml": `sources:\n${sources.join("")}` });

test("one topic for all targets, with the defaults", () => {
  const { config, said } = project(source("s", "{ kafka: { brokers: 'a:1,b:2', topic: clicks } }"));
  expect(said).toEqual([]);
  const topic = topicAt(config!.sources[0]!.topics, "prod");
  expect(topic).toMatchObject({
    brokers: ["a:1,b:2"],
    topic: "clicks",
    group: null,
    format: "json",
    from: "earliest",
    tombstones: "reject",
    deadLetters: null,
    tls: null,
    sasl: null,
  });
  expect(topicAt(config!.sources[0]!.topics, "dev")).toBe(topic);
});

test("a topic for each target, with paths beside the YAML file", () => {
  const { config, said } = project(
    source(
      "s",
      "{ kafka: { dev: { brokers: [a], topic: x }, prod: { brokers: b, topic: y, format: avro, registry: 'http://r', schema: z.avsc, tls: { ca: ca.pem }, dead_letters: { file: d.jsonl } } } }",
    ),
  );
  expect(said).toEqual([]);
  const { topics } = config!.sources[0]!;
  expect(topicAt(topics, "dev")).toMatchObject({ topic: "x" });
  expect(topicAt(topics, "prod")).toMatchObject({
    topic: "y",
    schema: "y/z.avsc",
    registry: { url: "http://r" },
    tls: { ca: "y/ca.pem", cert: null },
    deadLetters: { file: "y/d.jsonl" },
  });
});

test.each<readonly [title: string, stream: string, said: string]>([
  ["no topic", "{ kafka: { brokers: a } }", "FEAT2006 missing-key y/s.yaml:7:15 |kafka|"],
  ["a misspelt key", "{ kafka: { brokers: a, topc: b } }", "|topc| "],
  [
    "a target that does not exist",
    "{ kafka: { prd: { brokers: a, topic: b } } }",
    "FEAT4702 unknown-topic-target y/s.yaml:7:24 |prd| there is no target `prd` in feat.yaml (did you mean `prod`?)",
  ],
  [
    "Avro without a registry",
    "{ kafka: { brokers: a, topic: b, format: avro } }",
    "FEAT4703 missing-registry y/s.yaml:7:46 |format|",
  ],
  [
    "deletions of a source that has none",
    "{ kafka: { brokers: a, topic: b, tombstones: delete } }",
    "FEAT4704 delete-without-deleted y/s.yaml:7:58 |delete|",
  ],
  [
    "two places for dead letters",
    "{ kafka: { brokers: a, topic: b, dead_letters: { topic: c, file: d } } }",
    "|{ topic: c, file: d }|",
  ],
  ["another broker", "{ kinesis: {} }", "|kinesis|"],
])("%s is an error with its place", (_, stream, expected) => {
  const { said } = project(source("s", stream));
  expect(said.join("\n")).toContain(expected);
});

test("two sources of one target that share a group are an error", () => {
  const topic = (group: string) => `{ kafka: { brokers: a, topic: b, group: ${group} } }`;
  expect(project(source("s", topic("g")), source("r", topic("h"))).said).toEqual([]);
  expect(project(source("s", topic("g")), source("r", topic("g"))).said).toEqual([
    expect.stringMatching(/^FEAT4705 shared-group y\/s.yaml:13:15 \|kafka\| the group `g` is that of source `s` too/),
  ]);
});

test("a key may be gone by a message without a value, if the source has `deleted` and `key`", () => {
  const stream = "{ kafka: { brokers: a, topic: b, tombstones: delete } }";
  expect(project(source("s", stream, "    key: [a]\n    deleted: gone\n")).said).toEqual([]);
});
