import { afterAll, beforeAll } from "vitest";
import type { SparkWorker } from "../../runtime/warehouse/spark/worker.js";
import { startSpark } from "../support/spark.js";
import { shopOnSpark } from "./shop.js";

let worker: SparkWorker;
beforeAll(async () => {
  worker = await startSpark();
}, 120_000);
afterAll(() => worker?.close());
shopOnSpark(() => worker);
