import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SparkWorker } from "../../runtime/warehouse/spark/worker.js";
import { pythonWith } from "./python-packages.js";

/** A Python that has PySpark: that of `FEAT_SPARK_PYTHON`, or one in the cache. It needs Java 17 or newer too. */
export const sparkPython = (): string =>
  process.env.FEAT_SPARK_PYTHON ?? pythonWith("pyspark-4.3.0", ["pyspark==4.3.0"]);

/** Settings for small data on few cores. */
export const smallSpark: Readonly<Record<string, string>> = {
  "spark.driver.memory": "1g",
  // Tests end before a better compiler pays.
  "spark.driver.extraJavaOptions": "-XX:TieredStopAtLevel=1 -XX:+UseSerialGC",
  "spark.sql.shuffle.partitions": "2",
  "spark.default.parallelism": "2",
  "spark.sql.adaptive.enabled": "false",
};

/** Starts Spark in a process of its own. */
export const startSpark = (): Promise<SparkWorker> =>
  SparkWorker.start({
    python: sparkPython(),
    master: "local[2]",
    conf: { ...smallSpark, "spark.sql.warehouse.dir": mkdtempSync(join(tmpdir(), "feat-spark-catalog-")) },
  });
