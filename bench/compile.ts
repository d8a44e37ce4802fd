/**
 * The speed of `feat check` and `feat compile`: CPU milliseconds of each phase at three sizes, and of the commands. See
 * README.md.
 *
 * npm run build && npx tsx --conditions=featlang-source bench/compile.ts [--views 1000] [--check] [--json]
 *
 * `--check` leaves out what only `feat compile` does.
 */
import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { parseArgs } from "node:util";
import { type Program, projectOf, uncalled } from "../test/length/projects.js";
import { measurePhases, type Phases } from "./compile/phases.js";
import { benchFolder } from "./support/data.js";
import { type Cost, measuredProcess } from "./support/measured-process.js";

const { values } = parseArgs({
  options: {
    views: { type: "string", default: "1000" },
    check: { type: "boolean", default: false },
    json: { type: "boolean", default: false },
    phases: { type: "string" },
  },
});
const wanted = values.check ? "check" : "compile";
const main = join(import.meta.dirname, "../dist/cli/main.js");

function written(name: string, program: Program): string {
  const folder = join(benchFolder, "compile", name);
  rmSync(folder, { recursive: true, force: true });
  for (const [path, text] of Object.entries(program)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), text);
  }
  return folder;
}

/** Runs in a process of its own, so that one size does not warm up the next. */
function phasesOf(folder: string): Phases {
  const argv = [...process.execArgv, process.argv[1]!, "--phases", folder, ...(values.check ? ["--check"] : [])];
  return JSON.parse(execFileSync(process.execPath, argv, { encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] }));
}

/** The least of three runs: other work on the machine disturbs it least. */
async function cost(command: readonly string[]): Promise<Cost> {
  let best: Cost | undefined;
  for (let round = 0; round < 3; round++) {
    const { stdout: _, ...run } = await measuredProcess(command, { timeout: 300 });
    if (best === undefined || run.cpu < best.cpu) best = run;
  }
  return best!;
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;

async function report(): Promise<void> {
  const views = Number(values.views);
  const sizes = [views / 4, views / 2, views];
  const folders = sizes.map((size) => written(`views-${size}`, projectOf(size)));
  const phases = folders.map(phasesOf);
  const names = Object.keys(phases[0]!);
  const total = phases.map((of) => names.reduce((sum, name) => sum + (name === "plan" ? 0 : of[name]!), 0));
  const rows = [...names.map((name) => ({ name, of: phases.map((p) => p[name]!) })), { name: "all", of: total }];
  const node = await cost([process.execPath, "-e", "0"]);
  const feat = (...argv: string[]) => cost([process.execPath, main, ...argv]);
  const unused = [140, 280, 560].map((size) => ({ size, folder: written(`uncalled-${size}`, uncalled(size)) }));
  const commands: { readonly name: string; readonly cost: Cost; readonly bar?: number }[] = [
    { name: "--version", cost: await feat("--version"), bar: 0.15 },
    { name: "--help", cost: await feat("--help"), bar: 0.15 },
  ];
  for (const [index, size] of sizes.entries()) {
    const bar = (whole: number) => (views === 1000 && size === views ? { bar: whole } : {});
    commands.push({ name: `check, ${size} views`, cost: await feat("check", "--project", folders[index]!), ...bar(1) });
    if (values.check) continue;
    rmSync(join(folders[index]!, "generated"), { recursive: true, force: true });
    const compiled = await feat("compile", "--project", folders[index]!);
    commands.push({ name: `compile, ${size} views`, cost: compiled, ...bar(6) });
  }
  for (const { size, folder } of unused)
    commands.push({ name: `check, ${size} kB of uncalled fns`, cost: await feat("check", "--project", folder) });
  if (values.json) {
    console.log(JSON.stringify({ sizes, phases, node, commands }, null, 2));
    return;
  }
  console.log(
    `CPU milliseconds${" ".repeat(8)}${sizes.map((size) => `${size} views`.padStart(12)).join("")}   growth of the last step`,
  );
  for (const { name, of } of rows)
    console.log(
      `${name.padEnd(24)}${of.map((ms) => ms.toFixed(0).padStart(12)).join("")}   ${(of[2]! / of[1]!).toFixed(1)} ×`,
    );
  console.log(`\nCPU seconds beyond Node's own start (${seconds(node.cpu)}), peak memory`);
  for (const { name, cost: of, bar } of commands) {
    const beyond = of.cpu - node.cpu;
    const verdict = bar === undefined ? "" : `   ${beyond <= bar ? "pass" : "FAIL"}, the bar is ${seconds(bar)}`;
    console.log(`${name.padEnd(32)}${seconds(beyond).padStart(9)}${of.memory.toFixed(0).padStart(7)} MB${verdict}`);
  }
}

if (values.phases === undefined) await report();
else console.log(JSON.stringify(await measurePhases(values.phases, wanted)));
