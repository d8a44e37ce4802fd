/**
 * Runs random programs on every engine and on the oracle, and random texts on the parser and the compiler.
 *
 *   npm run fuzz -- --cases 5000 --seed 1     compares every feature of every program: SQL, TypeScript, oracle
 *   npm run fuzz -- --engine postgres         the same, with training sets and stored values from Postgres, or GoogleSQL (`bigquery`)
 *   npm run fuzz -- --seed 1 --case 4711      repeats one case
 *   npm run fuzz -- --projects 20             only whole projects, this many
 *   npm run fuzz -- --parser 1000000          parses mutated texts: no throw, no hang, every offset in range
 *   npm run fuzz -- --compiler 20000          compiles examples with mistakes: no throw, every mistake reported
 *
 * Exit code 1 means that something was found. It is shrunk and printed with the command that reproduces it.
 */
import { Command, InvalidArgumentError, Option } from "commander";
import { progress } from "../../cli/terminal/progress.js";
import { thisMachine } from "../../cli/world.js";
import { compilerText, fuzzCompiler } from "./compiler.js";
import { type EngineName, openEngines } from "./engines.js";
import { fuzzParser, parserText } from "./parser.js";
import { findingText, reportJson, summaryText } from "./report.js";
import { run } from "./run.js";

function whole(text: string): number {
  const number = Number(text.replaceAll("_", ""));
  if (!Number.isSafeInteger(number) || number < 0) throw new InvalidArgumentError("a whole number is expected");
  return number;
}

interface Options {
  readonly cases: number;
  readonly seed: number;
  readonly from: number;
  readonly case?: number;
  readonly parser?: number;
  readonly compiler?: number;
  readonly most: number;
  readonly shrink: number;
  readonly json?: true;
  readonly engine: EngineName;
  readonly projects?: number;
}

const {
  cases,
  seed,
  from,
  case: only,
  parser,
  compiler,
  most,
  shrink,
  json,
  engine,
  projects,
} = new Command("npm run fuzz --")
  .option("--cases <n>", "the number of cases to run", whole, 5000)
  .option("--seed <n>", "the seed of the random choices", whole, Date.now() % 2 ** 31)
  .option("--from <n>", "the number of the first case", whole, 0)
  .option("--case <n>", "run only this case of the seed", whole)
  .option("--parser <n>", "fuzz the parser instead, with this many mutated texts", whole)
  .option("--compiler <n>", "fuzz the compiler instead, with this many programs with mistakes", whole)
  .addOption(
    new Option("--engine <name>", "the warehouse")
      .choices(["duckdb", "postgres", "bigquery", "spark"])
      .default("duckdb"),
  )
  .option("--projects <n>", "run only whole projects, so many of them", whole)
  .option("--most <n>", "how many findings to shrink and show", whole, 10)
  .option("--shrink <seconds>", "how long to shrink one finding", whole, 60)
  .option("--json", "print the report as JSON")
  .parse()
  .opts<Options>();

const began = Date.now();
const seconds = (): number => (Date.now() - began) / 1000;

const bar = progress(thisMachine(), json !== true);

async function main(): Promise<boolean> {
  if (parser !== undefined) {
    const report = fuzzParser({ seed, inputs: parser, onProgress: (done) => bar.show(`${done} texts`, done / parser) });
    bar.stop();
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ seed, seconds: seconds(), ...report })}\n`
        : parserText(report, seed, seconds()),
    );
    return report.findings.length === 0;
  }
  if (compiler !== undefined) {
    const onProgress = (done: number): void => bar.show(`${done} programs`, done / compiler);
    const report = fuzzCompiler({ seed, inputs: compiler, onProgress });
    bar.stop();
    process.stdout.write(
      json === true
        ? `${JSON.stringify({ seed, seconds: seconds(), ...report })}\n`
        : compilerText(report, seed, seconds()),
    );
    return report.findings.length === 0;
  }
  await using engines = await openEngines(engine);
  const wanted =
    projects !== undefined
      ? { from, cases: projects, projects: true as const }
      : only === undefined
        ? { from, cases }
        : { from: only, cases: 1 };
  const report = await run(engines, {
    seed,
    ...wanted,
    most,
    shrinkMilliseconds: shrink * 1000,
    // A long run may be stopped, so each finding is printed as it is found.
    onFinding: (finding) => json !== true && process.stdout.write(`${findingText(finding, seed)}\n`),
    onProgress: (done, found) => bar.show(`${done} cases, ${found} found`, done / wanted.cases),
  });
  bar.stop();
  process.stdout.write(
    json === true ? `${JSON.stringify(reportJson(report, seed, seconds()))}\n` : summaryText(report, seed, seconds()),
  );
  return report.findings.length === 0;
}

process.exitCode = (await main()) ? 0 : 1;
