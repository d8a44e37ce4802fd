/**
 * Random programs on every engine and on the oracle; random texts on the parser.
 *
 *   npm run fuzz -- --cases 5000 --seed 1     every feature of every program, as SQL, as TypeScript and by the meaning
 *   npm run fuzz -- --seed 1 --case 4711      one of them again
 *   npm run fuzz -- --parser 1000000          mutated texts: no throw, no hang, every offset in range
 *   npm run fuzz -- --compiler 20000          examples with mistakes: no throw, what is wrong is said
 *
 * Exit code 1: something was found. It is made smaller first, and printed with the command that finds it again.
 */
import { Command, InvalidArgumentError } from "commander";
import { progress } from "../../cli/terminal/progress.js";
import { thisMachine } from "../../cli/world.js";
import { compilerText, fuzzCompiler } from "./compiler.js";
import { openEngines } from "./engines.js";
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
} = new Command("npm run fuzz --")
  .option("--cases <n>", "how many programs", whole, 5000)
  .option("--seed <n>", "what they are drawn by", whole, Date.now() % 2 ** 31)
  .option("--from <n>", "the first of them", whole, 0)
  .option("--case <n>", "one case of the seed again", whole)
  .option("--parser <n>", "mutate so many texts for the parser instead", whole)
  .option("--compiler <n>", "put so many mistakes into the examples for the compiler instead", whole)
  .option("--most <n>", "how many findings to make smaller and show", whole, 10)
  .option("--shrink <seconds>", "how long to make one smaller", whole, 60)
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
  await using engines = await openEngines();
  const wanted = only === undefined ? { from, cases } : { from: only, cases: 1 };
  const report = await run(engines, {
    seed,
    ...wanted,
    most,
    shrinkMilliseconds: shrink * 1000,
    // A long run may be stopped: what it has found by then is known.
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
