import { type MaterializeInput, materialize } from "../../runtime/materialize/index.js";
import { project, statsService, statsView } from "../runtime/artifacts.js";
import { statsMaterialize } from "../runtime/materialize-artifact.js";

export const KEYS = 30_000;
export const SLICES = 6;
export const statsProject = (name: string) => project(name, [statsView()], [statsService(statsView())]);

/** Fills `stats` for so many customers, whose values are derived from the instant, in slices. */
export function backfill({
  name,
  ...input
}: Pick<MaterializeInput, "warehouse" | "store" | "at" | "onProgress" | "signal"> & { readonly name: string }) {
  const whole = statsMaterialize(KEYS);
  const artifact = { ...whole, sliced: `${whole.sql} WHERE i % $slices = $slice` };
  return materialize({ ...input, project: statsProject(name), views: [artifact], slices: SLICES });
}
