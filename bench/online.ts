/**
 * Reads, writes and requests of the online side against the least that they could cost, and against Feast on the same
 * data. See README.md in `bench/`.
 *
 * npx tsx bench/online.ts [client|embedded|http|writes|feast]… [--rounds 9] [--json]
 */
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { bundled } from "./support/bundled.js";

const main = await bundled("bench/online/main.ts");
const server = await bundled("bench/online/http-server.ts");
const { status } = spawnSync(process.execPath, [main, ...process.argv.slice(2)], {
  stdio: "inherit",
  env: { ...process.env, FEAT_BENCH_SERVER: server },
});
rmSync(main);
rmSync(server);
process.exitCode = status ?? 1;
