/**
 * Ten minutes of reads, pushes and materializations while the servers of a store fail, with every answer checked.
 *
 * npx tsx --conditions=featlang-source bench/soak.ts [redis|dynamodb]… [--minutes 10] [--json]
 *
 * `test/soak/` has the work and what must come out of it. Exit code 1 if anything was wrong or lost, or memory grew.
 */
import { parseArgs } from "node:util";
import { type SoakReport, soak } from "../test/soak/soak.js";
import { disturbedStores } from "../test/soak/stores.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { minutes: { type: "string", default: "10" }, json: { type: "boolean", default: false } },
});
const seconds = Number(values.minutes) * 60;
const kinds = positionals.length === 0 ? Object.keys(disturbedStores) : positionals;
/** What may be left over from one moment to another, in megabytes. */
const GROWTH = 10;

const grown = ({ memory: [first, last] }: SoakReport): boolean => last > first + GROWTH;
let bad = false;
for (const kind of kinds) {
  const make = disturbedStores[kind as keyof typeof disturbedStores];
  if (make === undefined) throw new Error(`no store ${kind}: there are ${Object.keys(disturbedStores).join(", ")}`);
  const { store, disturb, stop } = await make();
  try {
    const report = await soak({
      store,
      disturb,
      seconds,
      project: "soak",
      disturbEvery: Math.min(60, seconds / 3),
      materializeEvery: Math.min(20, seconds / 6),
      customers: 5000,
      users: 500,
      progress: (now) => void process.stderr.write(`${kind}: ${JSON.stringify(now)}\n`),
    });
    bad ||= report.wrong.length > 0 || grown(report);
    if (values.json) console.log(JSON.stringify({ kind, seconds, ...report }));
    else {
      const { wrong, memory, ...counts } = report;
      console.log(`${kind}, ${seconds} s`);
      for (const [name, count] of Object.entries(counts))
        console.log(`  ${name.padEnd(14)}${count.toLocaleString("en")}`);
      console.log(`  memory        ${memory[0]} MB, then ${memory[1]} MB${grown(report) ? ": it grows" : ""}`);
      console.log(`  wrong         ${wrong.length === 0 ? "nothing" : `\n    ${wrong.join("\n    ")}`}`);
    }
  } finally {
    await stop();
  }
}
process.exitCode = bad ? 1 : 0;
