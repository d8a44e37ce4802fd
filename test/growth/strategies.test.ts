/** All strategies of a plan give the same rows, for every kind of window and for rows that come and go. */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { afterAll, describe, expect, test } from "vitest";
import { compile } from "../../compiler/index.js";
import { trainingArtifact } from "../../compiler/sql/index.js";
import { openDuckDB, trainingRows, type Value } from "../../runtime/index.js";
import { strategiesOf } from "../../runtime/warehouse/choose-plan.js";
import { growingKinds, growingSources } from "./kinds.js";

const folder = mkdtempSync(join(tmpdir(), "feat-growth-"));
const warehouse = await openDuckDB({ folder, threads: 1 });
afterAll(async () => {
  await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

/*
 * There are few values and few times, so that rows tie in all ways; some values are null. The times span 120 days, so
 * that windows of 60 days end. Newer versions follow each row of an item.
 */
await warehouse.run(`COPY (
  SELECT i // 2 AS event_id, 1 + h % 3 AS account_id, t AS event_time, t + INTERVAL (h // 7 % 40) HOUR AS created,
    date_trunc('day', t) AS day, h // 11 % 40 AS item,
    CASE WHEN h // 13 % 9 > 0 THEN (h // 17 % 50) / 4 END AS amount, h // 19 % 200 AS person, h // 23 % 6 AS shop,
    'kind' || (h // 29 % 4) AS kind, h // 31 % 12 = 0 AS starts, h // 37 % 60 = 0 AS seldom
  FROM (SELECT i, hash(i) // 1024 AS h, TIMESTAMP '2024-01-01' + INTERVAL (i // 3 * 12) HOUR AS t FROM range(720) AS r(i))
) TO '${join(folder, "rows.parquet")}' (FORMAT parquet)`);
await warehouse.run(`COPY (
  SELECT CASE WHEN i % 17 > 0 THEN 1 + i % 4 END AS account_id, TIMESTAMP '2023-12-30' + INTERVAL (i * 13 % 131 * 24) HOUR AS event_timestamp
  FROM range(140) AS r(i)
) TO '${join(folder, "labels.parquet")}' (FORMAT parquet)`);

const filesOf = (text: string): Readonly<Record<string, string>> => ({
  "feat.yaml": "project: growing\n",
  "sources.yaml": growingSources(join(folder, "rows.parquet")).replaceAll("amount: float64", "amount: float64?"),
  "growing.feat": `entity account { account_id: int64 }\n${text}\nservice growing { v.* }\n`,
});

async function rowsBy(
  strategy: string,
  artifact: ReturnType<typeof artifactOf>,
): Promise<readonly (readonly Value[])[]> {
  const labels = { kind: "file" as const, path: join(folder, "labels.parquet"), time: undefined };
  const rows: Value[][] = [];
  for await (const batch of trainingRows({ warehouse, artifact, labels, strategy }))
    for (let row = 0; row < batch.rows; row++) rows.push(batch.columns.map((column) => column[row] ?? null));
  return rows;
}

function artifactOf(text: string) {
  const files = filesOf(text);
  const host = { read: (path: string) => files[path] ?? null, list: () => ["growing.feat"] };
  const { value, diagnostics } = compile(host, "");
  if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
  return trainingArtifact(value.project, value.project.services[0]!);
}

/** Floats may differ in their last digits, since they may be added in another order. */
const close = (value: Value): unknown =>
  typeof value === "number" && !Number.isInteger(value) ? expect.closeTo(value, 6) : value;

describe("all strategies give the same rows", () => {
  test.each(growingKinds.map(({ name, text }) => [name, text] as const))("%s", async (_, text) => {
    const artifact = artifactOf(text);
    const [first = "only plan", ...others] = strategiesOf(artifact.sql);
    const expected = await rowsBy(first, artifact);
    expect(expected).toHaveLength(140);
    // The rows must differ, or the comparison proves nothing.
    expect(new Set(expected.map((row) => inspect(row))).size).toBeGreaterThan(2);
    for (const strategy of others)
      expect(await rowsBy(strategy, artifact), strategy).toEqual(expected.map((row) => row.map(close)));
  });
});
