/** A large table is not counted before each run: its size is the server's estimate, and some of its rows are judged. */
import { beforeAll, expect, test } from "vitest";
import { newProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { withClient } from "./support.js";

const ROWS = 320_000;
let url: string;
beforeAll(async () => {
  url = await ownPostgres();
  await withClient(url, (client) =>
    client.query(`CREATE TABLE whole AS SELECT i % 100 AS id, TIMESTAMPTZ '2024-01-01Z' + i * INTERVAL '1 second' AS t,
        TIMESTAMPTZ '2024-01-01Z' + i * INTERVAL '1 second' + CASE WHEN i % 4 = 0 THEN INTERVAL '1 day' ELSE INTERVAL '0' END AS written
      FROM generate_series(1, ${ROWS}) AS i;
      ALTER TABLE whole ALTER t SET NOT NULL; ANALYZE whole;
      CREATE TABLE holes AS SELECT id, CASE WHEN id <> 7 THEN t END AS t, written FROM whole; ANALYZE holes;
      CREATE TABLE labels AS SELECT 1::bigint AS id, TIMESTAMPTZ '2024-01-02Z' AS event_timestamp`),
  );
}, 60_000);

interface Report {
  readonly sources: readonly Readonly<Record<string, unknown>>[];
}
async function trained(source: string): Promise<{ readonly told: string; readonly report: Report }> {
  using project = newProject(
    {
      "feat.yaml": `project: large\nsources: s.yaml\ntargets: { dev: { offline: { kind: postgres, url: "\${URL}" } } }\n`,
      "s.yaml": `sources:\n  s: { kind: state, table: ${source}, time: t, created: written, columns: { id: int64 } }\n`,
      "main.feat": "entity e { id: int64 }\nview v for e from s { same = id }\nservice x { v.* }\n",
    },
    { URL: url },
  );
  const train = ["train", "x", "--labels", "table:labels", "--out", "out.csv"];
  const told = await project.feat(...train);
  return { told, report: JSON.parse(await project.feat(...train, "--json")) as Report };
}

test("the rows of a table in which none is left out are estimated", async () => {
  const { told, report } = await trained("whole");
  expect(report.sources[0]).toMatchObject({ rowsEstimated: true, rowsWithoutTime: 0 });
  const { rows, rowsWrittenLate, rowsJudged } = report.sources[0]!;
  expect(Math.abs(Number(rows) - ROWS)).toBeLessThan(ROWS / 10);
  expect(Number(rowsJudged)).toBeLessThan(ROWS / 2);
  // A quarter of the rows is late, wherever the sample looks.
  expect(Math.abs(Number(rowsWrittenLate) / Number(rowsJudged) - 0.25)).toBeLessThan(0.01);
  expect(told).toMatch(/s: [\d,]+ of the [\d,]+ rows that were looked at were written after the time/);
});

test("rows without a time are counted exactly", async () => {
  const { told, report } = await trained("holes");
  expect(report.sources[0]).toMatchObject({ rows: ROWS, rowsWithoutTime: ROWS / 100 });
  expect(report.sources[0]).not.toHaveProperty("rowsEstimated");
  expect(told).toMatch(/s: 3,200 of 320,000 rows have no time in `t` and never count/);
});
