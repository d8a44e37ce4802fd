/**
 * Runs cases and reports what they found.
 *
 * In: a seed, which cases, engines. Out: how many were run, and every disagreement with a shrunk program that still has
 * it.
 */

import { type Dialect, missingFunctions } from "../../compiler/sql/index.js";
import { projects, type Work, works } from "./cases.js";
import type { Engines } from "./engines.js";
import { compiledOf, type Disagreement, type Judgement, type JudgeOptions, judge } from "./judge.js";
import type { FuzzProgram } from "./program.js";
import { shrink } from "./shrink.js";
import { withoutNul } from "./without-nul.js";

export interface RunOptions extends JudgeOptions {
  readonly seed: number;
  readonly from: number;
  readonly cases: number;
  /** Only whole projects, this many. */
  readonly projects?: true | undefined;
  /** The number of findings to shrink. Later ones are only counted. */
  readonly most: number;
  /** The time limit for shrinking one finding. */
  readonly shrinkMilliseconds: number;
  readonly onFinding?: (finding: Finding) => void;
  readonly onProgress?: (done: number, found: number) => void;
}
export interface Finding {
  readonly case: number;
  readonly kind: Work["kind"];
  readonly disagreement: Disagreement;
  /** The shrunk program. */
  readonly program: FuzzProgram;
}
export interface RunReport {
  readonly expressions: number;
  readonly projects: number;
  /** The number of values compared with the oracle's, on both engines. */
  readonly values: number;
  /** Errors that the oracle predicted and the engines raised. */
  readonly errors: number;
  /** Expressions that the compiler rejected: the generator makes a few that are not valid. */
  readonly refused: number;
  readonly findings: readonly Finding[];
  /** Disagreements after `most`. */
  readonly more: number;
}

export async function run(engines: Engines, options: RunOptions): Promise<RunReport> {
  const report = { expressions: 0, projects: 0, values: 0, errors: 0, refused: 0, more: 0, findings: [] as Finding[] };
  let done = 0;
  const wanted = options.projects === true ? projects : works;
  for (const work of wanted(options.seed, options.from, options.cases)) {
    const found = compilable(work, engines.dialect);
    if (found === null) {
      report.refused += work.cases;
      done += work.cases;
      continue;
    }
    const { program, compiled, refused } = found;
    const judgement = await judge(engines, program, compiled, options);
    const cases = work.cases - refused;
    if (work.kind === "project") report.projects += cases;
    else report.expressions += cases;
    report.refused += refused;
    report.errors += judgement.errors;
    report.values += 2 * program.labels.length * judgement.features.length;
    for (const disagreement of firstOfEach(work, judgement)) {
      if (report.findings.length >= options.most) report.more++;
      else {
        const finding = await smaller(engines, work, program, disagreement, options);
        report.findings.push(finding);
        options.onFinding?.(finding);
      }
    }
    done += work.cases;
    options.onProgress?.(done, report.findings.length + report.more);
  }
  return report;
}

/** The first disagreement of each case and engine. */
function firstOfEach(work: Work, { disagreements }: Judgement): readonly Disagreement[] {
  const seen = new Map<string, Disagreement>();
  for (const one of disagreements) {
    const id = work.kind === "project" ? one.engine : `${one.engine} ${one.feature}`;
    if (!seen.has(id)) seen.set(id, one);
  }
  return [...seen.values()];
}

/** The program without the expressions that do not compile or that the dialect cannot run. Null if none is left. */
function compilable(work: Work, dialect: Dialect) {
  let program = dialect.name === "postgres" ? withoutNul(work.program) : work.program;
  let refused = 0;
  let narrowed = false;
  for (;;) {
    const compiled = compiledOf(program.files);
    const missing = "errors" in compiled ? [] : missingFunctions(compiled.project, compiled.files, dialect);
    if (!("errors" in compiled) && missing.length === 0) return { program, compiled, refused };
    // Lines that call a function which the dialect lacks are removed, and so are the lines that need them.
    narrowed ||= missing.length > 0;
    const lines = (program.files["main.feat"] ?? "").split("\n");
    const text = program.files["main.feat"] ?? "";
    const bad = new Set(
      "errors" in compiled
        ? compiled.errors.map(({ line }) => line - 1)
        : missing.map(({ place }) => text.slice(0, place.span.start).split("\n").length - 1),
    );
    if (narrowed && work.kind === "project" && [...bad].some((line) => !/^ {2}\S/.test(lines[line] ?? ""))) return null;
    if (
      (work.kind === "project" && !narrowed) ||
      bad.size === 0 ||
      (work.kind !== "project" && [...bad].some((line) => !/^( {2}f\d+ =| {2}let |fn )/.test(lines[line] ?? "")))
    )
      throw new Error(
        `the program does not compile:\n${"errors" in compiled ? compiled.errors.map((each) => each.text).join("\n") : missing.map(({ message }) => message).join("\n")}\n\n${lines.join("\n")}`,
      );
    refused += [...bad].filter((line) => /^ {2}f\d+ =/.test(lines[line] ?? "")).length;
    program = {
      ...program,
      files: { ...program.files, "main.feat": lines.filter((_, line) => !bad.has(line)).join("\n") },
    };
  }
}

async function smaller(
  engines: Engines,
  work: Work,
  program: FuzzProgram,
  first: Disagreement,
  options: RunOptions,
): Promise<Finding> {
  let last = first;
  const names = new Set(first.feature.split(", "));
  const fails = async (candidate: FuzzProgram): Promise<boolean> => {
    const compiled = compiledOf(candidate.files);
    if ("errors" in compiled) return false;
    const found = await judge(engines, candidate, compiled, options).catch(() => null);
    const still = found?.disagreements.find(
      (one) => alike(one, first) && one.feature.split(", ").some((name) => names.has(name)),
    );
    if (still !== undefined) last = still;
    return still !== undefined;
  };
  const alone = work.kind === "project" ? program : onlyFeatures(program, names);
  const begin = alone !== program && (await fails(alone)) ? alone : program;
  const made = await shrink(begin, fails, options.shrinkMilliseconds);
  return { case: work.caseOf(first.feature.split(", ")[0] ?? ""), kind: work.kind, disagreement: last, program: made };
}

/** The program with only these features. */
function onlyFeatures(program: FuzzProgram, names: ReadonlySet<string>): FuzzProgram {
  const lines = (program.files["main.feat"] ?? "").split("\n");
  const kept = lines.filter((line) => names.has(/^ {2}(f\d+) =/.exec(line)?.[1] ?? "") || !/^ {2}f\d+ =/.test(line));
  return { ...program, files: { ...program.files, "main.feat": kept.join("\n") } };
}

/** True if the same engine is wrong in the same way: by a value, or by an error. */
const alike = (a: Disagreement, b: Disagreement): boolean =>
  a.engine === b.engine &&
  (a.label === null) === (b.label === null) &&
  a.predicted === b.predicted &&
  ofData(a) === ofData(b) &&
  (a.label !== null || nameless(a.engineSays) === nameless(b.engineSays));
/** True if the engine rejects the source's rows, which is an error in the data, not of the engine. */
const ofData = ({ engineSays }: Disagreement): boolean => engineSays.startsWith("source ");
/** A message without the names and numbers in it. */
const nameless = (message: string): string => message.replaceAll(/`[^`]*`|"[^"]*"|\bf\d+\b|\d+/g, "…").slice(0, 80);
