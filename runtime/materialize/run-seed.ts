import { readFacts, stateOf } from "./facts.js";
import type { RunProgress, ViewResult } from "./run.js";
import { type SeedRun, seedView } from "./seed.js";
import { type FinishedRun, readState, writeState } from "./state.js";

/** A run of a streamed view. It always reads all rows that reads may need, and the store remembers it like every other run. */
export async function runSeed(
  run: Omit<SeedRun, "onRows">,
  onProgress: (progress: RunProgress) => void,
): Promise<ViewResult> {
  const { store, warehouse, artifact, at, streamed } = run;
  const { space } = streamed;
  const known = await readState(store, space);
  const started = performance.now();
  const expected = known.state.last?.rows ?? null;
  const sources =
    artifact.changes === undefined ? [] : await readFacts(warehouse, artifact.view, artifact.changes, null);
  const onRows = (rows: number): void => onProgress({ rows, slice: 0, slices: 1, expected });
  const { rows, written, ahead } = await seedView({ ...run, onRows });
  const last: FinishedRun = {
    asOf: at,
    mode: "seed",
    rows,
    written,
    milliseconds: Math.round(performance.now() - started),
    finished: Date.now() * 1000,
    sources: sources.map(stateOf),
    mark: "",
  };
  // A push may change records of the view meanwhile, but not this one.
  if (ahead === null)
    await writeState(store, space, known, { fingerprint: space.fingerprint, last, exact: false, open: null });
  return { rows, written, ahead, at, mode: "seed", reason: null, resumed: null };
}
