import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { scalar } from "../../runtime/types.js";
import { openSpark } from "../../runtime/warehouse/spark/index.js";
import { Session } from "../../runtime/warehouse/spark/session.js";
import type { SparkWorker } from "../../runtime/warehouse/spark/worker.js";

/** What goes wrong with Spark is told in plain words. */
export function failuresOfSpark(worker: () => SparkWorker): void {
  const folder = mkdtempSync(join(tmpdir(), "feat-spark-failures-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const opened = () => openSpark({ worker: worker(), folder, environment: {} });
  const read = async (warehouse: Awaited<ReturnType<typeof opened>>, sql: string): Promise<void> => {
    for await (const _ of warehouse.read({ of: "x", sql, columns: [{ name: "x", type: scalar("int64") }] }));
  };

  describe("what goes wrong with Spark", { timeout: 120_000 }, () => {
    test("a Python without PySpark", async () => {
      await expect(openSpark({ python: "/usr/bin/false", folder, environment: {} })).rejects.toThrow(
        /Spark's process is gone: it ended with code 1/,
      );
      await expect(openSpark({ python: "/no/python", folder, environment: {} })).rejects.toThrow(
        "Spark can't be started: /no/python has no PySpark",
      );
    });

    test("a cluster without a scratch folder", async () => {
      await expect(openSpark({ master: "yarn", folder, environment: {} })).rejects.toThrow(
        "the executors of yarn do not read this machine's files: name a folder",
      );
    });

    test("a table that does not exist", async () => {
      await using warehouse = await opened();
      await expect(read(warehouse, "SELECT x FROM nowhere.nothing")).rejects.toThrow(
        "table nowhere.nothing does not exist in the warehouse",
      );
    });

    test("an int64 overflow names the feature", async () => {
      await using warehouse = await opened();
      const sql = "SELECT id + 9223372036854775807 AS x FROM range(5)";
      await expect(read(warehouse, sql)).rejects.toThrow("feature x of x: int64 overflow");
    });

    test("an interrupt ends the running job", async () => {
      const warehouse = await opened();
      // A cross join that would take hours.
      const running = read(warehouse, "SELECT sum(a.id * b.id) AS x FROM range(10000000) AS a, range(10000000) AS b");
      const ended = expect(running).rejects.toThrow("interrupted");
      setTimeout(() => warehouse.interrupt(), 1500);
      await ended;
      await warehouse.close();
    });

    test("views of a session end with it", async () => {
      const first = await opened();
      await first.run("CREATE TEMPORARY VIEW feat_only_here AS SELECT 1 AS x");
      await first.close();
      const session = await Session.open(worker(), []);
      await expect(session.rows("SELECT * FROM feat_only_here")).rejects.toThrow(/TABLE_OR_VIEW_NOT_FOUND/);
      await session.end();
    });
  });
}
