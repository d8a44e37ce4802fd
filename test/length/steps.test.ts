/** Services of many steps: views, transforms, and keys that are features of other views. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { trainingArtifact } from "../../compiler/sql/index.js";
import { openDuckDB, trainingRows } from "../../runtime/index.js";
import { statementText } from "../../runtime/statement.js";
import { compiled } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "feat-steps-"));
const warehouse = await openDuckDB({ folder });
afterAll(async () => {
  await warehouse[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});
writeFileSync(
  join(folder, "rows.csv"),
  "id,at,i\n1,2024-01-01T00:00:00Z,2\n2,2024-01-01T00:00:00Z,3\n3,2024-01-01T00:00:00Z,5\n",
);
writeFileSync(
  join(folder, "labels.csv"),
  "id,event_timestamp\n2,2024-02-01T00:00:00Z\n1,2024-02-01T00:00:00Z\n,2024-02-01T00:00:00Z\n",
);

const list = (n: number, text: (k: number) => string): string =>
  Array.from({ length: n }, (_, k) => text(k)).join("\n");
const projectOf = (n: number) =>
  compiled({
    "feat.yaml": "project: long\nsources: sources.yaml\nfeatures: long.feat\n",
    "sources.yaml":
      "sources:\n  data: { kind: state, file: rows.csv, time: at, columns: { id: int64, at: timestamp, i: int64 } }\n",
    "long.feat": `entity e { id: int64 }
view next for e from data { i }
${list(n, (k) => `view v${k} for e from data { a${k} = i + ${k}, unread${k} = i }`)}
${list(n, (k) => `transform t${k} { use v${k} as hop (id = next.i), b${k} = v${k}.a${k} + hop.a${k}, unused${k} = v${k}.unread${k} }`)}
transform all { total = ${list(n, (k) => `t${k}.b${k}`).replaceAll("\n", " + ")} }
service s { ${list(n, (k) => `v${k}.a${k}, t${k}.b${k}`).replaceAll("\n", ", ")}, all.total }
`,
  }).project;

test("thirty views, a transform with a hop on each, and a transform that reads all of them", async () => {
  const n = 30;
  const project = projectOf(n);
  const artifact = trainingArtifact(project, project.services[0]!);
  const labels = { kind: "file" as const, path: join(folder, "labels.csv"), time: undefined };
  const rows: (readonly unknown[])[] = [];
  for await (const batch of trainingRows({ warehouse, artifact, labels }))
    for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => column[row] ?? null));
  const range = Array.from({ length: n }, (_, k) => k);
  // Key 2 has i = 3, and key 3 has i = 5. Key 1 has i = 2, and key 2 has i = 3.
  const expected = (own: number, hop: number) => [
    ...range.flatMap((k) => [own + k, own + k + hop + k]),
    range.reduce((sum, k) => sum + own + hop + 2 * k, 0),
  ];
  expect(rows.map((row) => row.map((value) => (value === null ? null : Number(value))))).toEqual([
    expected(3, 5),
    expected(2, 3),
    Array.from({ length: 2 * n + 1 }, () => null),
  ]);
});

test("the text grows with the number of steps", () => {
  const length = (n: number): number => {
    const project = projectOf(n);
    return statementText(trainingArtifact(project, project.services[0]!).sql).text.length;
  };
  const [some, more, most] = [16, 32, 64].map(length) as [number, number, number];
  expect(most - more).toBeLessThan(2.5 * (more - some));
});
