import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { DataSet } from "../support/data.js";
import { type Measured, measuredProcess } from "../support/measured-process.js";
import type { HandPlan, Work } from "./case.js";

const main = join(import.meta.dirname, "hand-process.mjs");

export const handOut = (folder: string, plan: HandPlan): string =>
  join(folder, `${plan.name.replaceAll(" ", "-")}.parquet`);

/** Runs a hand-written plan in a process of its own: into a Parquet file, or into a bare LMDB store. */
export function runHand(
  folder: string,
  plan: HandPlan,
  work: Work,
  path: (data: DataSet) => string,
  timeout: number,
): Promise<Measured> {
  const file = join(folder, "hand.sql");
  writeFileSync(file, plan.query(path));
  const store = join(folder, "bare");
  rmSync(store, { recursive: true, force: true });
  const out = work.kind === "train" ? handOut(folder, plan) : store;
  return measuredProcess([process.execPath, main, file, out], { timeout });
}
