/**
 * Clients as they were generated and deployed, and what the oracle says that they must read.
 *
 * In: the files of a project when its service was built, and which rows filled which definition until when. Out: what
 * a read of the generated client gives wrong.
 * Always: a view that was never filled under the client's definition rejects the read; everything else has the oracle's
 * value and status, feature by feature.
 */
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { viewFingerprint } from "../../compiler/ir/fingerprint.js";
import type { Project, Service } from "../../compiler/ir/index.js";
import { NotMaterializedError, type OnlineStore, type Row, type ServiceClient } from "../../runtime/index.js";
import { type Filled, serviceAt, type Value, worldOf } from "../oracle/evaluate/index.js";
import { compileTexts } from "../oracle/support/compile.js";
import { same } from "../oracle/support/same.js";
import { type Data, day, KEYS, rowsOf } from "./shop.js";

type Features = Readonly<Record<string, unknown>>;
type Client = Readonly<Record<string, ServiceClient<Features, Features>>>;

/** A service that was built from a project at some time, and goes on with its client. */
export interface Deployed {
  readonly project: Project;
  readonly client: Client;
}

/** Below the root, so that generated code finds the package. */
const root = join(import.meta.dirname, "../../.feat");

/** Takes the code that `feat compile` generated, as the build of a service does. */
export async function deploy(
  folder: string,
  name: string,
  files: Readonly<Record<string, string>>,
  online: OnlineStore,
): Promise<Deployed> {
  const own = join(root, `life-${process.pid}-${crypto.randomUUID()}`);
  mkdirSync(own, { recursive: true });
  onTestFinished(() => rmSync(own, { recursive: true, force: true }));
  cpSync(join(folder, "generated", name), own, { recursive: true });
  const { createClient }: { createClient: (options: { readonly online: OnlineStore }) => Client } = await import(
    join(own, "client.ts")
  );
  return { project: compileTexts(files).project, client: createClient({ online }) };
}

/** The fills of the store, by definition of a view. */
export class Stored {
  readonly #filled = new Map<string, Filled>();

  fill(project: Project, views: readonly string[], data: Data, stored: bigint): void {
    const world = worldOf(project, rowsOf(data));
    for (const view of views) this.#filled.set(definition(project, view), { world, stored });
  }
  drop(project: Project, view: string): void {
    this.#filled.delete(definition(project, view));
  }
  of(project: Project, view: string): Filled | null {
    return this.#filled.get(definition(project, view)) ?? null;
  }
}

const definition = (project: Project, name: string): string => `${name} ${fingerprintOf(project, name)}`;

export function fingerprintOf(project: Project, name: string): string {
  const view = project.views.find((each) => each.name === name);
  if (view === undefined) throw new Error(`there is no view ${name}`);
  return viewFingerprint(project, view);
}

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());

/** Reads by the client at several instants. Gives the wrong values, and the number of right ones. */
export async function compared(
  { project, client }: Deployed,
  stored: Stored,
): Promise<{ readonly wrong: readonly string[]; readonly right: number; readonly refused: readonly string[] }> {
  const wrong: string[] = [];
  const refused: string[] = [];
  let right = 0;
  for (const service of project.services) {
    const reader = client[camel(service.name)];
    if (reader === undefined) throw new Error(`the client has no ${service.name}`);
    const views = service.steps.flatMap((step) => (step.node === "read" ? [step.view] : []));
    const filled = views.map((view) => stored.of(project, view));
    const newest = filled.reduce((most, each) => (each !== null && each.stored > most ? each.stored : most), 0n);
    if (filled.includes(null)) {
      refused.push(service.name);
      const answer = await reader.getMany(inputsOf(service)).catch((error: unknown) => error);
      if (!(answer instanceof NotMaterializedError))
        wrong.push(`${service.name} is not filled, and reads as ${answer}`);
      continue;
    }
    for (const later of [0n, day / 4n, 4n * day]) {
      const now = newest + later;
      const rows = await reader.getMany(inputsOf(service), { at: new Date(Number(now / 1000n)) });
      for (const [index, input] of inputsOf(service).entries()) {
        const given = new Map(Object.entries(input).map(([name, value]) => [name, oracleValue(name, value)]));
        const moment = { stored: newest, read: now };
        const answer = serviceAt(filled[0]!.world, service, given, moment, (view) => stored.of(project, view));
        const found = differences(service, answer, rows[index]);
        wrong.push(...found.map((text) => `${service.name} of ${input.customer}, ${later} µs later: ${text}`));
        right += service.features.length - found.length;
      }
    }
  }
  return { wrong, right, refused };
}

const inputsOf = ({ requests }: Service): readonly Features[] =>
  KEYS.map((customer) => ({ customer, ...(requests.length === 0 ? {} : { amount: 12.5 * customer }) }));
const oracleValue = (name: string, value: unknown): Value =>
  name === "customer" ? BigInt(value as number) : (value as number);

function differences(
  service: Service,
  answer: ReturnType<typeof serviceAt>,
  row: Row<Features> | undefined,
): readonly string[] {
  return service.features.flatMap(({ name, type }) => {
    const cell = answer.get(name);
    const [value, status] = [row?.features[name], row?.statuses[name]];
    if (cell !== undefined && same(type, cell.value, value) && cell.status === status) return [];
    return [`${name} is ${value} ${status}, not ${cell?.value} ${cell?.status}`];
  });
}
