/**
 * How long the command line takes to start, against Node alone. Run it after `npm run build`: `npx tsx
 * bench/startup.ts`.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const feat = join(import.meta.dirname, "../dist/cli/main.js");
const runs: Readonly<Record<string, readonly string[]>> = {
  "node alone": ["-e", "0"],
  "feat --version": [feat, "--version"],
  "feat --help": [feat, "--help"],
  "feat train --help": [feat, "train", "--help"],
};
const rounds = 15;

/** In milliseconds. The smallest of all rounds counts, because other work on the machine disturbs it least. */
const best = new Map<string, number>();
for (let round = 0; round < rounds; round++) {
  // The commands take turns, so that a busy moment affects them alike.
  for (const [name, argv] of Object.entries(runs)) {
    const start = performance.now();
    const { status } = spawnSync(process.execPath, argv, { stdio: "ignore" });
    if (status !== 0) throw new Error(`${name} ended with ${status}`);
    best.set(name, Math.min(best.get(name) ?? Number.POSITIVE_INFINITY, performance.now() - start));
  }
}
const alone = best.get("node alone")!;
for (const [name, time] of best) {
  console.log(`${name.padEnd(18)} ${time.toFixed(0).padStart(5)} ms  ${(time / alone).toFixed(2)} × node`);
}
