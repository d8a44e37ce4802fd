/** Data that does not match its YAML gives one clear error and no output. */
import { afterAll, expect, test } from "vitest";
import { newProject } from "./support/project.js";

const project = newProject({
  "feat.yaml": "project: data\nfeatures: main.feat\nsources: sources.yaml\n",
  "sources.yaml": `sources:
  events:
    kind: events
    file: events.csv
    time: { column: t, format: unix_s }
    columns: { user_id: int64, a: int64?, b: int32?, c: bool?, f: float64?, n: string, t: timestamp }
`,
  "main.feat": `entity user { user_id: int64 }
view v for user from events { a, b, c, f, n }
service s { v.* }
`,
  "labels.csv": "user_id,event_timestamp\n1,2024-02-01T00:00:00Z\n",
});
afterAll(() => project[Symbol.dispose]());

const train = (row: string): Promise<string> => {
  project.write("events.csv", `user_id,a,b,c,f,n,t\n${row}\n`);
  return project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
};

test.each([
  ["1,1.5,2,true,1,x,1704067200", 'row 1 of events.csv, column `a`: "1.5" is not a valid int64'],
  ["1,1,2.5,true,1,x,1704067200", 'row 1 of events.csv, column `b`: "2.5" is not a valid int32'],
  [
    "1,1,3000000000,true,1,x,1704067200",
    'row 1 of events.csv, column `b`: "3000000000" is out of range for int32; it takes a whole number from -2147483648 to',
  ],
  [
    "1,-9223372036854775809,2,true,1,x,1704067200",
    '"-9223372036854775809" is out of range for int64; it takes a whole number from -9223372036854775808 to',
  ],
  ["1,abc,2,true,1,x,1704067200", '"abc" is not a valid int64'],
  [
    "1,1,2,perhaps,1,x,1704067200",
    'sources.yaml:4 source events: row 1 of events.csv, column `c`: "perhaps" is not a valid bool',
  ],
  ["1,1,2,true,NA,x,1704067200", 'column `f`: "NA" is not a valid float64; it takes a number; where'],
  ["1,1,2,true,1,,1704067200", "column n of source events is null"],
  ["1,1,2,true,1,x,yesterday", '"yesterday"'],
])("%s", async (row, message) => {
  await expect(train(row)).rejects.toThrow(message);
  expect(() => project.read("out.csv")).toThrow("ENOENT");
});

test.each([
  ["1,1.0,+2,TRUE,1e3,x,1704067200", "1,2,true,1000.0,x"],
  ["1, 7 ,-0,f,-inf,x,1704067200.25", "7,0,false,,x"],
  ['1,,,,nan,"",1704067200', ",,,,"],
])("%s is read", async (row, features) => {
  await train(row);
  expect(project.read("out.csv").split("\n")[1]).toContain(features);
});
