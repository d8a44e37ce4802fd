/**
 * The embedding ranker: 500 candidates in one call, against the least that any client must do: the same arithmetic over
 * arrays in memory, and one batch read of the same values from the store.
 *
 * npx tsx --conditions=featlang-source bench/ranker.ts [candidates]
 *
 * Prints milliseconds per call (the median of many; the variants take turns) and ratios to the floor.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { run } from "../cli/run.js";
import { generate } from "../features/ports/ranker/generate.js";
import { rank } from "../features/ports/ranker/rank.js";
import { createClient } from "../generated/ranker/client.js";
import { openEmbedded } from "../runtime/index.js";

const count = Number(process.argv[2] ?? 500);
const rounds = 60;
const at = new Date("2024-01-12T00:00:00Z");
const ranker = join(import.meta.dirname, "../features/ports/ranker");
await generate(join(ranker, "data"));
const quiet = { isTerminal: false, width: 80, write: () => {} };
const world = { cwd: ranker, env: {}, out: quiet, err: quiet, now: () => at.getTime() * 1000 };
if ((await run(["materialize"], world)) !== 0) throw new Error("not materialized");

await using client = createClient({ online: openEmbedded(join(ranker, ".feat/online")) });
const candidates = Array.from({ length: count }, (_, n) => 1 + (n % 600));
const vector = (seed: number): readonly number[] => Array.from({ length: 64 }, (_, i) => Math.sin(seed * 64 + i));
const items = candidates.map(vector);
const user = vector(0);

/** A store of its own with values of the same size, read as bytes. */
const folder = mkdtempSync(join(tmpdir(), "feat-bench-ranker-"));
const { open } = await import("lmdb");
const raw = open({ path: folder, encoding: "binary" });
for (const item of candidates) await raw.put(item, Buffer.alloc(64 * 4 + 24, item % 256));

const ways: Readonly<Record<string, () => Promise<unknown> | unknown>> = {
  "arithmetic in memory": () =>
    items
      .map(
        (item) =>
          item.reduce((sum, x, i) => sum + x * user[i]!, 0) / Math.sqrt(item.reduce((sum, x) => sum + x * x, 0)),
      )
      .sort((a, b) => b - a),
  "one batch read": () => candidates.map((item) => raw.get(item)),
  "rank() by the client": () => rank(client, 7, candidates, { at }),
};
const times = new Map(Object.keys(ways).map((name) => [name, [] as number[]]));
for (let round = 0; round < rounds; round++) {
  for (const [name, way] of Object.entries(ways)) {
    const start = performance.now();
    await way();
    if (round >= 10) times.get(name)!.push(performance.now() - start);
  }
}
const median = (name: string): number => times.get(name)!.sort((a, b) => a - b)[Math.floor((rounds - 10) / 2)]!;
const floor = median("arithmetic in memory") + median("one batch read");
for (const name of times.keys())
  console.log(
    `${name.padEnd(24)} ${median(name).toFixed(2).padStart(7)} ms  ${(median(name) / floor).toFixed(2)}x the floor`,
  );
await raw.close();
rmSync(folder, { recursive: true, force: true });
