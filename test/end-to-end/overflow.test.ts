/**
 * MEANING B2, B3: only a feature that is used can overflow. The error names the feature and its row; in training it
 * stops the run, online only the row.
 */
import { afterAll, expect, test } from "vitest";
import { newProject } from "./support/project.js";

const project = newProject({
  "feat.yaml": "project: overflow\nfeatures: main.feat\nsources: sources.yaml\n",
  "sources.yaml": `sources:
  events:
    kind: events
    file: events.csv
    time: t
    columns: { user_id: int64, amount: int64, t: timestamp }
`,
  "events.csv": `user_id,amount,t
1,10,2024-01-01T00:00:00Z
2,9223372036854775807,2024-01-01T00:00:00Z
2,1,2024-01-02T00:00:00Z
3,9223372036854775807,2024-01-01T00:00:00Z
`,
  "main.feat": `entity user { user_id: int64 }
request checkout { amount: int64? }
view stats for user from events {
  n = count() over lifetime
  greatest = max(amount) over lifetime
  last_amount = amount
  more = greatest + 1
  again = more + 1
}
view totals for user from events {
  total = sum(amount) over lifetime
  n = count() over lifetime
}
transform signals {
  sum = checkout.amount + 1
  counted = stats.n * 2
}
service small { stats.n, stats.greatest, totals.n as counted_too }
service large { stats.n, stats.again }
service total { totals.total }
service asked { signals.sum, stats.last_amount }
`,
  "labels.csv": `user_id,event_timestamp,amount
1,2024-02-01T00:00:00Z,1
3,2023-02-01T00:00:00Z,
1,2024-02-01T00:00:00Z,9223372036854775806
3,2024-02-01T00:00:00Z,9223372036854775807
2,2024-02-01T00:00:00Z,2
`,
});
afterAll(() => project[Symbol.dispose]());

const train = (service: string): Promise<string> =>
  project.feat("train", service, "--labels", "labels.csv", "--out", `${service}.csv`);

test("a feature that a service does not pick cannot make it fail", async () => {
  await train("small");
  expect(project.read("small.csv").trimEnd().split("\n").at(-2)).toBe(
    "3,2024-02-01T00:00:00Z,9223372036854775807,1,9223372036854775807,1",
  );
});

test.each([
  ["large", "again", 4],
  ["total", "total", 5],
  ["asked", "sum", 4],
])("the training set of %s names the feature and the label row", async (service, feature, row) => {
  await expect(train(service)).rejects.toThrow(`feature ${feature} of ${service}: int64 overflow at label row ${row}`);
  expect(() => project.read(`${service}.csv`)).toThrow("ENOENT");
});

test("online an overflow fails only the row that reads the feature", async () => {
  await project.feat("materialize", "stats");
  const get = async (service: string, user: number, ...more: string[]): Promise<unknown> =>
    JSON.parse(await project.feat("get", service, "--key", `user_id=${user}`, ...more, "--json")).features;
  await expect(get("large", 1)).resolves.toEqual({ n: 1, again: 12 });
  await expect(get("large", 3)).rejects.toThrow("feature stats.more: int64 overflow");
  await expect(get("asked", 3, "--request", "amount=5")).resolves.toMatchObject({ sum: 6 });
  await expect(get("asked", 3, "--request", "amount=9223372036854775807")).rejects.toThrow(
    "feature signals.sum: int64 overflow",
  );
  await expect(project.feat("materialize", "totals")).rejects.toThrow("feature totals.total");
});
