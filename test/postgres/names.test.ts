import { expect, test } from "vitest";
import { shortName } from "../../runtime/postgres-names.js";
import { newProject } from "../end-to-end/support/project.js";
import { ownPostgres } from "../support/own-postgres.js";
import { withClient } from "./support.js";

test("a name that Postgres would truncate ends in a hash of the whole name", () => {
  expect(shortName("a".repeat(63))).toBe("a".repeat(63));
  const [one, two] = [`${"é".repeat(40)}1`, `${"é".repeat(40)}2`].map(shortName);
  expect(one).not.toBe(two);
  for (const name of [one!, two!]) expect(Buffer.byteLength(name)).toBeLessThanOrEqual(63);
});

test("views and features whose long names begin alike keep separate values", async () => {
  const url = await ownPostgres();
  await withClient(url, (client) =>
    client.query(`CREATE TABLE st (k bigint, a bigint, b bigint, t timestamptz);
      INSERT INTO st VALUES (1, 10, 20, '2024-01-01T00:00:00Z')`),
  );
  const long = "a_name_that_is_much_longer_than_sixty_three_bytes_which_is_all_that_is_kept";
  using project = newProject(
    {
      "feat.yaml":
        'project: long\nsources: s.yaml\ntargets: { dev: { offline: { kind: postgres, url: "${LONG_URL}" } } }\n',
      "s.yaml":
        "sources:\n  st: { kind: state, table: st, time: t, columns: { k: int64, a: int64, b: int64, t: timestamp } }\n",
      "main.feat": `entity e { k: int64 }\nview ${long}_1 for e from st { ${long}_a = a  ${long}_b = b }\nview ${long}_2 for e from st { ${long}_c = a + b }\nservice s { ${long}_1.*  ${long}_2.* }\n`,
      "labels.csv": "k,event_timestamp\n1,2024-01-02T00:00:00Z\n",
    },
    { LONG_URL: url },
  );
  await project.feat("train", "s", "--labels", "labels.csv", "--out", "out.csv");
  expect(project.read("out.csv")).toBe(
    `k,event_timestamp,${long}_a,${long}_b,${long}_c\n1,2024-01-02T00:00:00Z,10,20,30\n`,
  );
});

test("MEANING E18: columns whose names differ by case only are read exactly as declared", async () => {
  const url = await ownPostgres();
  await withClient(url, (client) =>
    client.query(`CREATE TABLE st (k bigint, total bigint, "Total" bigint, t timestamptz);
      INSERT INTO st VALUES (1, 10, 20, '2024-01-01T00:00:00Z')`),
  );
  const source = (name: string, column: string): string =>
    `  ${name}: { kind: state, table: st, time: t, columns: { k: int64, ${column}: int64, t: timestamp } }\n`;
  const projectOf = (column: string) =>
    newProject(
      {
        "feat.yaml":
          'project: cased\nsources: s.yaml\ntargets: { dev: { offline: { kind: postgres, url: "${CASED_URL}" } } }\n',
        "s.yaml": `sources:\n${source("lower", "total")}${source("other", column)}`,
        "main.feat": `entity e { k: int64 }\nview v for e from lower { a = total }\nview w for e from other { b = ${column} }\nservice s { v.* w.* }\n`,
        "labels.csv": "k,event_timestamp\n1,2024-01-02T00:00:00Z\n",
      },
      { CASED_URL: url },
    );
  const train = ["train", "s", "--labels", "labels.csv", "--out", "out.csv"];
  using exact = projectOf("Total");
  await exact.feat(...train);
  expect(exact.read("out.csv")).toBe("k,event_timestamp,a,b\n1,2024-01-02T00:00:00Z,10,20\n");
  using neither = projectOf("TOTAL");
  await expect(neither.feat(...train)).rejects.toThrow(/TOTAL/);
});
