/**
 * The offline engines against the best plans written by hand, and DuckDB's against its own growth: see README.md in this
 * folder.
 *
 * npm run build && npx tsx bench/offline.ts [--engine duckdb|postgres] [--only NAME]… [--rounds 3] [--scale 1] [--timeout
 * 300] [--json] [--list]
 */
import { parseArgs } from "node:util";
import { growthCases } from "./offline/cases/growth.js";
import { latestCases } from "./offline/cases/latest.js";
import { windowCases } from "./offline/cases/windows.js";
import { benchOnPostgres } from "./offline/postgres/index.js";
import { type Result, runCase } from "./offline/run-case.js";

const { values } = parseArgs({
  options: {
    engine: { type: "string", default: "duckdb" },
    only: { type: "string", multiple: true },
    rounds: { type: "string", default: "3" },
    scale: { type: "string", default: "1" },
    timeout: { type: "string", default: "300" },
    json: { type: "boolean", default: false },
    list: { type: "boolean", default: false },
  },
});

const number = (value: number, digits: number): string => value.toFixed(digits);

function show({ name, what, runs, figure, wallRatio, bar, barText, passed }: Result): void {
  console.log(`\n${name}: ${what}`);
  for (const { name: of, cost } of runs)
    console.log(
      `  ${of.padEnd(26)}${number(cost.cpu, 2).padStart(8)} CPU s${number(cost.wall, 2).padStart(8)} s${number(cost.memory, 0).padStart(7)} MB`,
    );
  const wall = wallRatio === undefined ? "" : `, ${number(wallRatio, 2)} × on the clock`;
  console.log(`  ${passed ? "pass" : "FAIL"}  ${number(figure, 2)} × ${barText}${wall}; the bar is ${bar}`);
}

async function benchOnDuckDB(scale: number): Promise<void> {
  const cases = [...latestCases(scale), ...windowCases(scale), ...growthCases(scale)];
  const names = new Set(cases.map(({ name }) => name));
  for (const name of values.only ?? [])
    if (!names.has(name)) throw new Error(`no case is named ${name}; --list shows them`);

  if (values.list) for (const { name, what } of cases) console.log(`${name.padEnd(20)}${what}`);
  else {
    const results: (Result | { readonly name: string; readonly what: string; readonly error: string })[] = [];
    for (const each of cases) {
      if (values.only !== undefined && !values.only.includes(each.name)) continue;
      const say = (line: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${line}`);
      try {
        const result = await runCase(each, { rounds: Number(values.rounds), timeout: Number(values.timeout), say });
        say("");
        results.push(result);
        if (!values.json) show(result);
      } catch (error) {
        say("");
        const message = error instanceof Error ? error.message : String(error);
        results.push({ name: each.name, what: each.what, error: message });
        if (!values.json) console.log(`\n${each.name}: ${each.what}\n  FAIL  ${message}`);
      }
    }
    if (values.json) console.log(JSON.stringify({ scale, results }, null, 2));
    else {
      const failed = results.filter((result) => "error" in result || !result.passed);
      console.log(`\n${results.length - failed.length} of ${results.length} pass`);
    }
    // A wrong value or a failed run is an error; a missed bar is a finding.
    if (results.some((result) => "error" in result)) process.exitCode = 1;
  }
}

const scale = Number(values.scale);
switch (values.engine) {
  case "duckdb":
    await benchOnDuckDB(scale);
    break;
  case "postgres": {
    const { only, json, list } = values;
    const [rounds, timeout] = [Number(values.rounds), Number(values.timeout)];
    if (!(await benchOnPostgres({ only, rounds, scale, timeout, json, list }))) process.exitCode = 1;
    break;
  }
  default:
    throw new Error(`there is no engine ${values.engine}; there is duckdb, postgres`);
}
