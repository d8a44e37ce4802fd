/**
 * Spark 4 from PyPI, in one process for all of these tests. `FEAT_SPARK=all` also runs what takes minutes: all services
 * of the shop, stored values and rules, and the types of the examples' SQL.
 */
import { afterAll, beforeAll } from "vitest";
import { dialectNamed } from "../../compiler/sql/index.js";
import { Session } from "../../runtime/warehouse/spark/session.js";
import type { SparkWorker } from "../../runtime/warehouse/spark/worker.js";
import { startSpark } from "../support/spark.js";
import { aggregatesOnSpark } from "./aggregates.js";
import { conversionsOnSpark } from "./conversions.js";
import { examplesOnSpark } from "./examples.js";
import { failuresOfSpark } from "./failures.js";
import { shopOnSpark } from "./shop.js";
import { deathOfSpark, tablesOnSpark } from "./tables.js";

let worker: SparkWorker;
let session: Session;
beforeAll(async () => {
  worker = await startSpark();
  session = await Session.open(worker, dialectNamed("spark")!.prelude!());
}, 240_000);
afterAll(() => worker?.close());

const all = process.env.FEAT_SPARK === "all";
examplesOnSpark(() => session, all);
conversionsOnSpark(() => session);
aggregatesOnSpark(() => session);
shopOnSpark(() => worker, all);
failuresOfSpark(() => worker);
tablesOnSpark(() => worker);
deathOfSpark(() => worker);
