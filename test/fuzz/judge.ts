/**
 * The three answers to one program: the oracle's, the SQL's, the generated TypeScript's.
 *
 * In: a program. Out: where they are not the same; nothing where they are.
 * Always: every feature of every label is compared, on both engines. What the oracle says is an error must be one on both, which names the feature;
 * it is told apart, feature by feature, from what the same row gives else.
 */
import { hasErrors, renderTerminal } from "../../compiler/diagnostics/index.js";
import { type Compiled, compile } from "../../compiler/compile.js";
import type { Expr, Project, Service, ServiceFeature } from "../../compiler/model/ir.js";
import type { Value as RuntimeValue } from "../../runtime/index.js";
import { evaluate } from "../oracle/evaluate/expression.js";
import { Fault, type Moment, serviceAt, type Value, type World, worldOf } from "../oracle/evaluate/index.js";
import { served, stored, trained } from "../oracle/support/engines.js";
import { same } from "../oracle/support/same.js";
import type { Engines } from "./engines.js";
import { narrowed } from "./narrow.js";
import type { FuzzProgram } from "./program.js";

export interface Disagreement {
  readonly engine: "SQL" | "TypeScript";
  readonly feature: string;
  /** The label's index; null where an engine failed as a whole. */
  readonly label: number | null;
  readonly oracle: string;
  readonly engineSays: string;
}
export interface Judgement {
  readonly disagreements: readonly Disagreement[];
  /** Features that were compared with the oracle. */
  readonly features: readonly string[];
  /** Errors that the oracle foretold, and that came. */
  readonly errors: number;
}

export interface JudgeOptions {
  /** What the oracle is made to read in the program's place, so that a test sees a wrong answer found. */
  readonly misread?: (project: Project) => Project;
  /** Are statuses compared too, and defaults? */
  readonly statuses?: boolean;
}

let made = 0;

/** Null where it does not compile. */
export function compiledOf(files: FuzzProgram["files"]): Compiled | { readonly errors: readonly { readonly line: number; readonly text: string }[] } {
  const named: Readonly<Record<string, string>> = { ...files, "feat.yaml": `project: fuzz_${process.pid}_${made++}\n` };
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

export async function judge(engines: Engines, program: FuzzProgram, compiled: Compiled, options: JudgeOptions = {}): Promise<Judgement> {
  const { project } = compiled;
  const [service] = project.services;
  if (service === undefined) throw new Error("the program has no service");
  const read = options.misread?.(project) ?? project;
  const world = worldOf(read, new Map(Object.entries(program.rows)));
  const training = oracleOf(world, read, program, ({ at }) => ({ stored: at, read: at }));
  const online = oracleOf(world, read, program, () => ({
    stored: program.moment.at,
    read: program.moment.at + program.moment.later,
  }));
  for (const [name, rows] of Object.entries(program.rows)) await engines.warehouse.run(program.table(name, rows));
  const found: Disagreement[] = [];
  const errors = (await bySql(engines, project, service, program, training, found)) + (await byTypeScript(engines, project, service, program, online, found));
  return { disagreements: found, features: service.features.map(({ name }) => name), errors };
}

/** For each feature what it is for each label. */
type Said = ReadonlyMap<string, readonly Cell[]>;
type Cell = { readonly value: Value; readonly status: string; readonly slack: () => number } | Fault;

function oracleOf(world: World, project: Project, program: FuzzProgram, momentOf: (label: FuzzProgram["labels"][number]) => Moment): Said {
  const [service] = project.services;
  if (service === undefined) throw new Error("the program has no service");
  const whole = program.labels.map((label) => attempt(() => serviceAt(world, service, label.inputs, momentOf(label))));
  return new Map(
    service.features.map((feature): [string, readonly Cell[]] => {
      const own = whole.some((answer) => answer instanceof Fault) ? narrowed(project, service, new Set([feature.name])) : service;
      return [
        feature.name,
        program.labels.map((label, index) => {
          const moment = momentOf(label);
          const all = whole[index];
          const answer = all instanceof Fault ? attempt(() => serviceAt(world, own, label.inputs, moment)) : all;
          if (answer === undefined || answer instanceof Fault) return answer ?? new Fault("nothing");
          const cell = answer.get(feature.name);
          if (cell === undefined) throw new Error(`the oracle does not know ${feature.name}`);
          return { ...cell, slack: () => 0 };
        }),
      ];
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

const isFault = (cell: Cell | undefined): cell is Fault => cell instanceof Fault;

/** Features that no label makes an error, together; each of the others alone. */
function grouped(service: Service, said: Said): { readonly clean: ReadonlySet<string>; readonly faulty: readonly string[] } {
  const faulty = service.features.map(({ name }) => name).filter((name) => said.get(name)?.some(isFault) === true);
  const clean = service.features.map(({ name }) => name).filter((name) => !faulty.includes(name));
  return { clean: new Set(clean), faulty };
}

async function bySql(engines: Engines, project: Project, service: Service, program: FuzzProgram, said: Said, found: Disagreement[]): Promise<number> {
  const { clean, faulty } = grouped(service, said);
  let errors = 0;
  const run = async (features: ReadonlySet<string>, labels: readonly number[]): Promise<void> => {
    if (features.size === 0 || labels.length === 0) return;
    const own = features.size === service.features.length ? service : narrowed(project, service, features);
    const asked = labels.map((index) => program.labels[index]!);
    const rows = await ran(() => trained(engines.warehouse, project, own, asked));
    if (rows instanceof Error) {
      found.push({ engine: "SQL", feature: [...features].join(", "), label: null, oracle: "no error", engineSays: rows.message });
      return;
    }
    for (const [place, feature] of own.features.entries())
      for (const [row, index] of labels.entries())
        compare("SQL", feature, index, said, rows[row]?.[place] ?? null, null, found);
  };
  const all = program.labels.map((_, index) => index);
  await run(clean, all);
  for (const name of faulty) {
    const cells = said.get(name) ?? [];
    await run(new Set([name]), all.filter((index) => !isFault(cells[index])));
    const bad = all.filter((index) => isFault(cells[index]));
    const own = narrowed(project, service, new Set([name]));
    const answer = await ran(() => trained(engines.warehouse, project, own, bad.slice(0, 1).map((index) => program.labels[index]!)));
    if (answer instanceof Error && answer.message.includes(name)) errors++;
    else found.push({ engine: "SQL", feature: name, label: bad[0] ?? null, oracle: "an error that names it", engineSays: answer instanceof Error ? answer.message : shown(answer[0]?.[0]) });
  }
  return errors;
}

async function byTypeScript(engines: Engines, project: Project, service: Service, program: FuzzProgram, said: Said, found: Disagreement[]): Promise<number> {
  const { clean, faulty } = grouped(service, said);
  const services = [
    { ...narrowed(project, service, clean), name: "clean" },
    ...faulty.map((name) => ({ ...narrowed(project, service, new Set([name])), name: `only_${name}` })),
  ].filter(({ features }) => features.length > 0);
  const wide: Project = { ...project, services };
  const { at, later } = program.moment;
  const storing = await ran(() => stored(engines.warehouse, engines.store, wide, at));
  const inputs = program.labels.map((label) => label.inputs);
  let errors = 0;
  for (const own of services) {
    const rows = storing instanceof Error ? storing : await ran(() => served(engines.store, wide, own, inputs, at + later));
    if (rows instanceof Error) {
      found.push({ engine: "TypeScript", feature: own.features.map(({ name }) => name).join(", "), label: null, oracle: "no error", engineSays: rows.message });
      continue;
    }
    for (const feature of own.features) {
      for (const [index, row] of rows.entries()) {
        const cell = said.get(feature.name)?.[index];
        if (isFault(cell)) {
          if (row.error?.includes(feature.name) === true) errors++;
          else found.push({ engine: "TypeScript", feature: feature.name, label: index, oracle: "an error that names it", engineSays: row.error ?? shown(row.features[feature.name]) });
        } else if (row.error !== undefined)
          found.push({ engine: "TypeScript", feature: feature.name, label: index, oracle: shown(cell?.value), engineSays: row.error });
        else compare("TypeScript", feature, index, said, row.features[feature.name], row.statuses[feature.name] ?? null, found);
      }
    }
  }
  return errors;
}

async function ran<T>(work: () => Promise<T>): Promise<T | Error> {
  try {
    return await work();
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}

function compare(engine: Disagreement["engine"], { name, type }: ServiceFeature, label: number, said: Said, actual: unknown, status: string | null, found: Disagreement[]): void {
  const cell = said.get(name)?.[label];
  if (cell === undefined || isFault(cell)) throw new Error(`nothing is known of ${name}`);
  if (same(type, cell.value, actual) && (status === null || status === cell.status)) return;
  const state = (text: string, own: string | null) => (own === null || status === cell.status ? text : `${text} (${own})`);
  found.push({ engine, feature: name, label, oracle: state(shown(cell.value), cell.status), engineSays: state(shown(actual), status) });
}

export const shown = (value: unknown): string =>
  JSON.stringify(value, (_, inner: unknown) =>
    typeof inner === "bigint" ? String(inner) : inner instanceof Uint8Array ? `base64 ${Buffer.from(inner).toString("base64")}` : Object.is(inner, -0) ? "-0" : inner,
  ) ?? "nothing";
