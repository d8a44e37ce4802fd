import { benchPostgres } from "../../support/postgres-server.js";
import { postgresCases } from "./cases.js";
import { type PostgresResult, runPostgresCase } from "./run-case.js";

export interface PostgresBench {
  readonly only: readonly string[] | undefined;
  readonly rounds: number;
  readonly scale: number;
  readonly timeout: number;
  readonly json: boolean;
  readonly list: boolean;
}

/** Runs the cases on a server of their own. True if all answers were right; a missed bar is a finding. */
export async function benchOnPostgres({ only, rounds, scale, timeout, json, list }: PostgresBench): Promise<boolean> {
  const cases = postgresCases(scale);
  const names = new Set(cases.map(({ name }) => name));
  for (const name of only ?? []) if (!names.has(name)) throw new Error(`no case is named ${name}; --list shows them`);
  if (list) {
    for (const { name, what } of cases) console.log(`${name.padEnd(24)}${what}`);
    return true;
  }
  const results: (PostgresResult | { readonly name: string; readonly what: string; readonly error: string })[] = [];
  const server = await benchPostgres();
  const say = (line: string) => process.stderr.isTTY && process.stderr.write(`\r\x1b[K${line}`);
  try {
    for (const each of cases) {
      if (only !== undefined && !only.includes(each.name)) continue;
      const { name, what } = each;
      try {
        const result = await runPostgresCase(each, server, { rounds, timeout, say });
        say("");
        results.push(result);
        if (!json) show(result);
      } catch (error) {
        say("");
        const message = error instanceof Error ? error.message : String(error);
        results.push({ name, what, error: message });
        if (!json) console.log(`\n${name}: ${what}\n  FAIL  ${message}`);
      }
    }
  } finally {
    await server.stop();
  }
  const passed = results.filter((result) => !("error" in result) && result.passed);
  console.log(json ? JSON.stringify({ scale, results }, null, 2) : `\n${passed.length} of ${results.length} pass`);
  return !results.some((result) => "error" in result);
}

function show({ name, what, runs, strategies, late, figure, best, bar, passed }: PostgresResult): void {
  console.log(`\n${name}: ${what}`);
  const took = strategies.length === 0 ? "" : `  ${strategies.join(", then ")}`;
  for (const { name: of, cpu, wall } of runs)
    console.log(
      `  ${of.padEnd(32)}${cpu.toFixed(2).padStart(8)} CPU s${wall.toFixed(2).padStart(8)} s${of === "feat" ? took : ""}`,
    );
  for (const each of late) console.log(`  ${each.padEnd(32)}not done in time`);
  console.log(`  ${passed ? "pass" : "FAIL"}  ${figure.toFixed(2)} × ${best}; the bar is ${bar}`);
}
