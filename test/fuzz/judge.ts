/**
 * Compares the three answers to one program: the oracle's, the SQL's and the generated TypeScript's.
 *
 * In: a program. Out: the disagreements between the answers.
 * Always: every feature of every label is compared on both engines. If the oracle predicts an error, both engines must
 * raise one. A feature with an error is run on its own, so that the other features of the row are compared too.
 */

import { type Compiled, compile } from "../../compiler/compile.js";
import { hasErrors } from "../../compiler/diagnostics/index.js";
import type { Tolerance } from "../../compiler/functions/tolerances.js";
import type { Project, Service, ServiceFeature } from "../../compiler/ir/index.js";
import { Fault, type Moment, serviceAt, type Value, type World, worldOf } from "../oracle/evaluate/index.js";
import { served, stored, trained } from "../oracle/support/engines.js";
import { same } from "../oracle/support/same.js";
import type { Engines } from "./engines.js";
import { allExterns } from "./externs.js";
import { narrowed } from "./narrow.js";
import type { FuzzLabel, FuzzProgram } from "./program.js";
import { tolerances } from "./tolerance.js";

export interface Disagreement {
  readonly engine: "SQL" | "TypeScript";
  readonly feature: string;
  /** The label's index; null if an engine failed as a whole. */
  readonly label: number | null;
  readonly oracle: string;
  readonly engineSays: string;
  /** True if the oracle predicts an error. */
  readonly predicted: boolean;
}
export interface Judgement {
  readonly disagreements: readonly Disagreement[];
  /** Features that were compared with the oracle. */
  readonly features: readonly string[];
  /** Errors that the oracle predicted and the engines raised. */
  readonly errors: number;
}

export interface JudgeOptions {
  /** Makes the oracle read another project than the engines, so that a test can plant a wrong answer. */
  readonly misread?: (project: Project) => Project;
}

let made = 0;

/** The compiled project, or its errors. */
export function compiledOf(
  files: FuzzProgram["files"],
): Compiled | { readonly errors: readonly { readonly line: number; readonly text: string }[] } {
  const named: Readonly<Record<string, string>> = {
    ...files,
    "feat.yaml": `project: fuzz_${process.pid}_${made++}\ndialects: [duckdb, postgres, spark]\n`,
  };
  const host = {
    read: (path: string) => (Object.hasOwn(named, path) ? (named[path] ?? null) : null),
    list: () => Object.keys(named).filter((path) => path.endsWith(".feat")),
  };
  const { value, diagnostics } = compile(host, "");
  if (value !== null && !hasErrors(diagnostics)) return value;
  return {
    errors: diagnostics
      .filter(({ severity }) => severity === "error")
      .map(({ code, message, place }) => ({
        line: (named[place.file] ?? "").slice(0, place.span.start).split("\n").length,
        text: `${code} ${message}: ${(named[place.file] ?? "").slice(place.span.start, place.span.end)}`,
      })),
  };
}

export async function judge(
  engines: Engines,
  program: FuzzProgram,
  compiled: Compiled,
  options: JudgeOptions = {},
): Promise<Judgement> {
  const { project } = compiled;
  const [service] = project.services;
  if (service === undefined) throw new Error("the program has no service");
  const read = options.misread?.(project) ?? project;
  const world = worldOf(read, new Map(Object.entries(program.rows)), allExterns);
  const { at, later } = program.moment;
  const training = oracleOf(world, program, (label) => ({ stored: label.at, read: label.at }));
  const sameMoment = later === 0n && program.labels.every((label) => label.at === at);
  const online = sameMoment ? training : oracleOf(world, program, () => ({ stored: at, read: at + later }));
  for (const [name, rows] of Object.entries(program.rows)) await engines.load(name, program.table(name, rows));
  const shared = { engines, project, service, program, toleranceOf: tolerances(project, service) };
  const bySql = await sql({ ...shared, engine: "SQL", answers: training });
  const byTypeScript = await typescript({ ...shared, engine: "TypeScript", answers: online });
  return {
    disagreements: [...bySql.found, ...byTypeScript.found],
    features: service.features.map(({ name }) => name),
    errors: bySql.errors + byTypeScript.errors,
  };
}

/* The oracle */

/** The oracle's answers: for each feature, its cell for each label. */
type Answers = ReadonlyMap<string, readonly Cell[]>;
type Cell = { readonly value: Value; readonly status: string } | Fault;
const isFault = (cell: Cell | undefined): cell is Fault => cell instanceof Fault;

function oracleOf(world: World, program: FuzzProgram, momentOf: (label: FuzzLabel) => Moment): Answers {
  const { project } = world;
  const [service] = project.services;
  if (service === undefined) throw new Error("the program has no service");
  const answer = (own: Service, label: FuzzLabel) =>
    attempt(() => serviceAt(world, own, label.inputs, momentOf(label)));
  const whole = program.labels.map((label) => answer(service, label));
  return new Map(
    service.features.map(({ name }): [string, readonly Cell[]] => {
      let alone: Service | undefined;
      const cells = program.labels.map((label, index): Cell => {
        const all = whole[index];
        if (all instanceof Fault) alone ??= narrowed(project, service, new Set([name]));
        const own = all === undefined || all instanceof Fault ? answer(alone ?? service, label) : all;
        if (own instanceof Fault) return own;
        const cell = own.get(name);
        if (cell === undefined) throw new Error(`the oracle has no feature ${name}`);
        return cell;
      });
      return [name, cells];
    }),
  );
}

function attempt<T>(work: () => T): T | Fault {
  try {
    return work();
  } catch (error) {
    if (error instanceof Fault) return error;
    throw error;
  }
}

/* The engines */

interface Side {
  readonly engine: Disagreement["engine"];
  readonly engines: Engines;
  readonly project: Project;
  readonly service: Service;
  readonly program: FuzzProgram;
  readonly answers: Answers;
  readonly toleranceOf: (feature: string) => Tolerance;
}
interface Outcome {
  readonly found: readonly Disagreement[];
  /** Errors that the oracle predicted and the engine raised. */
  readonly errors: number;
}

/**
 * Splits the features into those without an error for any label, which run together, and the others, which run one by
 * one.
 */
function split({ service, answers }: Side): {
  readonly clean: ReadonlySet<string>;
  readonly faulty: readonly string[];
} {
  const names = service.features.map(({ name }) => name);
  const faulty = names.filter((name) => answers.get(name)?.some(isFault) === true);
  return { clean: new Set(names.filter((name) => !faulty.includes(name))), faulty };
}

async function sql(side: Side): Promise<Outcome> {
  const { engine, engines, project, service, program, answers } = side;
  const { clean, faulty } = split(side);
  const found: Disagreement[] = [];
  let errors = 0;
  const trainedOf = (own: Service, labels: readonly number[]) =>
    ran(() =>
      trained(
        engines.warehouse,
        project,
        own,
        labels.flatMap((index) => program.labels[index] ?? []),
        engines.dialect,
        allExterns,
      ),
    );
  const values = async (features: ReadonlySet<string>, labels: readonly number[]): Promise<void> => {
    if (features.size === 0 || labels.length === 0) return;
    const own = features.size === service.features.length ? service : narrowed(project, service, features);
    const rows = await trainedOf(own, labels);
    if (rows instanceof Error) {
      // One failing feature hides the others, so each is run alone.
      if (features.size > 1) for (const feature of features) await values(new Set([feature]), labels);
      else found.push({ engine, feature: [...features].join(), ...asError(rows.message) });
      return;
    }
    for (const [place, feature] of own.features.entries()) {
      for (const [row, label] of labels.entries())
        found.push(...compared(side, feature, label, rows[row]?.[place] ?? null, null));
    }
  };
  const all = program.labels.map((_, index) => index);
  await values(clean, all);
  for (const feature of faulty) {
    const bad = all.filter((index) => isFault(answers.get(feature)?.[index]));
    await values(
      new Set([feature]),
      all.filter((index) => !bad.includes(index)),
    );
    // One label is enough: a statement stops at its first error.
    const rows = await trainedOf(narrowed(project, service, new Set([feature])), bad.slice(0, 1));
    if (rows instanceof Error && isPredicted(rows.message)) errors++;
    else
      found.push({
        engine,
        feature,
        label: bad[0] ?? null,
        ...unlike(rows instanceof Error ? rows.message : shown(rows[0]?.[0])),
      });
  }
  return { found, errors };
}

async function typescript(side: Side): Promise<Outcome> {
  const { engine, engines, program, answers } = side;
  const { clean, faulty } = split(side);
  const services = [
    { ...narrowed(side.project, side.service, clean), name: "clean" },
    ...faulty.map((name) => ({ ...narrowed(side.project, side.service, new Set([name])), name: `only_${name}` })),
  ].filter(({ features }) => features.length > 0);
  const read = new Set(services.flatMap(({ steps }) => steps.map((step) => (step.node === "read" ? step.view : ""))));
  const project: Project = { ...side.project, services };
  const { at, later } = program.moment;
  const storing = await ran(() =>
    stored(engines.warehouse, engines.store, project, allExterns, at, (view) => read.has(view), engines.dialect),
  );
  const inputs = program.labels.map((label) => label.inputs);
  const found: Disagreement[] = [];
  let errors = 0;
  for (const own of services) {
    const rows =
      storing instanceof Error
        ? storing
        : await ran(() => served(engines.store, project, allExterns, own, inputs, at + later));
    if (rows instanceof Error) {
      found.push({ engine, feature: own.features.map(({ name }) => name).join(", "), ...asError(rows.message) });
      continue;
    }
    for (const feature of own.features) {
      const { name } = feature;
      for (const [label, row] of rows.entries()) {
        const cell = answers.get(name)?.[label];
        if (isFault(cell)) {
          if (row.error !== undefined && isPredicted(row.error)) errors++;
          else found.push({ engine, feature: name, label, ...unlike(row.error ?? shown(row.features[name])) });
        } else if (row.error !== undefined)
          found.push({
            engine,
            feature: name,
            label,
            oracle: shown(cell?.value),
            engineSays: row.error,
            predicted: false,
          });
        else found.push(...compared(side, feature, label, row.features[name], row.statuses[name] ?? null));
      }
    }
  }
  return { found, errors };
}

/** The engine failed as a whole. */
const asError = (engineSays: string) => ({ label: null, oracle: "no error", engineSays, predicted: false });
/** The oracle predicts an error, and the engine gives a value or another error. */
const unlike = (engineSays: string) => ({ oracle: "an error", engineSays, predicted: true });
/**
 * True if the message is one of the errors that the oracle predicts. The feature's name is not checked, since the error
 * may name a `let` that the feature reads.
 */
const isPredicted = (message: string): boolean =>
  /((?:int64|decimal) overflow|not a finite number|out of range|extern fn)/.test(message);

async function ran<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function compared(
  { engine, answers, toleranceOf }: Side,
  { name, type }: ServiceFeature,
  label: number,
  actual: unknown,
  status: string | null,
): readonly Disagreement[] {
  const cell = answers.get(name)?.[label];
  if (cell === undefined || isFault(cell)) throw new Error(`the oracle has no value for ${name}`);
  const alike = status === null || status === cell.status;
  if (alike && same(type, cell.value, actual, toleranceOf(name))) return [];
  const text = (value: unknown, own: string | null): string => (alike ? shown(value) : `${shown(value)} (${own})`);
  return [
    {
      engine,
      feature: name,
      label,
      oracle: text(cell.value, cell.status),
      engineSays: text(actual, status),
      predicted: false,
    },
  ];
}

/** A value as text for people. */
export const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) => plain(inner)) ?? "nothing";
function plain(value: unknown): unknown {
  if (typeof value === "bigint") return String(value);
  if (value instanceof Uint8Array) return `base64 ${Buffer.from(value).toString("base64")}`;
  return typeof value === "number" && (!Number.isFinite(value) || Object.is(value, -0))
    ? Object.is(value, -0)
      ? "-0"
      : String(value)
    : value;
}
