import { resolve } from "node:path";
import { laterTarget } from "../compiler/diagnostics/catalog/project.js";
import { suggestion } from "../compiler/diagnostics/index.js";
import type { Project } from "../compiler/ir/index.js";
import { atTarget, type Endpoint, interpolate, streamsAt, type Target } from "../compiler/project/index.js";
import type { Dialect } from "../compiler/sql/index.js";
import type { ProjectArtifact } from "../runtime/artifacts.js";
import { narrow } from "../runtime/client/instant.js";
import type { OnlineStore, StoreSettings } from "../runtime/online/store.js";
import type { Int } from "../runtime/values.js";
import type { Extern, Warehouse, WarehouseKind } from "../runtime/warehouse/warehouse.js";
import type { Cli } from "./cli.js";
import { data, usage } from "./exit.js";
import { externsIn } from "./externs.js";
import { type Loaded, type ProjectOptions, refuse, refuseAll } from "./project.js";

export interface TargetOptions extends ProjectOptions {
  readonly target?: string | undefined;
  readonly memory?: string | undefined;
}

/** The parts of a project that its targets need. A project with errors has them too. */
export type Configured = Pick<Loaded, "dir" | "config">;

/** The target of `--target`, else of FEAT_TARGET, else `dev`. */
export function targetOf(cli: Cli, loaded: Configured, options: TargetOptions): Target {
  const name = options.target ?? (cli.world.env.FEAT_TARGET || "dev");
  const target = loaded.config.targets.get(name);
  if (target !== undefined) return target;
  const from = options.target !== undefined ? "" : cli.world.env.FEAT_TARGET ? " (from FEAT_TARGET)" : " (the default)";
  const help = suggestion(name, loaded.config.targets.keys(), "targets") ?? "name one under `targets:` in feat.yaml";
  throw usage(`there is no target \`${name}\`${from} in feat.yaml`, help);
}

async function offlineOf(
  cli: Cli,
  loaded: Configured,
  target: Target,
): Promise<{ readonly endpoint: Endpoint; readonly kind: WarehouseKind }> {
  const endpoint = endpointOf(target, "offline");
  const { warehouses } = await import("../runtime/warehouse/registry.js");
  const kind = warehouses.get(endpoint.kind);
  if (kind !== undefined) return { endpoint, kind };
  const supported = [...warehouses.keys()];
  throw refuse(cli, loaded, laterTarget.at(endpoint.place, { kind: endpoint.kind, role: "offline", supported }));
}

/** A project where a target has its data, and what the target's warehouse runs. */
export interface AtTarget {
  readonly dialect: Dialect;
  readonly project: Project;
}

/**
 * The dialect of the target's warehouse, and the project with its data at the target's places. The command ends if the
 * project calls a function that the warehouse cannot run. Loads the compiler's part that writes SQL.
 */
export async function forTarget(cli: Cli, loaded: Loaded, options: TargetOptions): Promise<AtTarget> {
  const target = targetOf(cli, loaded, options);
  const { kind } = await offlineOf(cli, loaded, target);
  const { dialectNamed, missingFunctions } = await import("../compiler/sql/index.js");
  const dialect = dialectNamed(kind.dialect);
  if (dialect === undefined) throw new Error(`no dialect ${kind.dialect}`);
  const missing = missingFunctions(loaded.project, loaded.files, dialect);
  if (missing.length > 0) throw refuseAll(cli, loaded, missing);
  return { dialect, project: atTarget(loaded.project, target.name, dialect.name) };
}

/** The project's artifact, as the target's online store has it. Loads the compiler's part that writes TypeScript. */
export async function artifactFor(cli: Cli, loaded: Loaded, options: TargetOptions): Promise<ProjectArtifact> {
  const { loadArtifact } = await import("../compiler/typescript/index.js");
  return loadArtifact(streamsAt(loaded.project, targetOf(cli, loaded, options).name), loaded.externs);
}

/** The name of the dialect of the target's warehouse. */
export const dialectNameOf = async (cli: Cli, loaded: Configured, options: TargetOptions): Promise<string> =>
  (await offlineOf(cli, loaded, targetOf(cli, loaded, options))).kind.dialect;

/** The target's warehouse. It reads the data of the sources, and is written to only for a table of results. */
export const openWarehouse = (
  cli: Cli,
  loaded: Loaded,
  options: TargetOptions,
  access: "read" | "write" = "read",
): Promise<Warehouse> => openTarget(cli, loaded, options, externsIn(loaded.project, loaded.externs), access);

/** The same, to look at data: statements of the project that call an `extern fn` cannot run. */
export const openToLook = (cli: Cli, loaded: Configured, options: TargetOptions): Promise<Warehouse> =>
  openTarget(cli, loaded, options, [], "read");

async function openTarget(
  cli: Cli,
  loaded: Configured,
  options: TargetOptions,
  externs: readonly Extern[],
  access: "read" | "write",
): Promise<Warehouse> {
  const target = targetOf(cli, loaded, options);
  const { endpoint, kind } = await offlineOf(cli, loaded, target);
  const { dialectNamed } = await import("../compiler/sql/index.js");
  const location = endpoint[kind.location] ?? null;
  const { settings } = endpoint;
  return kind.open(location === null ? undefined : settled(cli, target, location), {
    ...(settings === undefined ? {} : { settings: settledAll(cli, target, settings) as typeof settings }),
    folder: loaded.dir,
    environment: cli.world.env,
    externs,
    prelude: dialectNamed(kind.dialect)?.prelude?.(),
    memory: options.memory,
    access,
  });
}

/**
 * The target's online store. Its client is loaded here, so that commands without a store load none. `patience`: how long
 * a read may take, in milliseconds, if the settings do not say it; null for the store's own default.
 */
export async function openStore(
  cli: Cli,
  loaded: Loaded,
  options: TargetOptions,
  patience: number | null = COMMAND_PATIENCE,
): Promise<OnlineStore> {
  const { onlineStores } = await import("../runtime/online/registry.js");
  const target = targetOf(cli, loaded, options);
  const endpoint = endpointOf(target, "online");
  const kind = onlineStores.get(endpoint.kind);
  if (kind === undefined) {
    const supported = [...onlineStores.keys()];
    throw refuse(cli, loaded, laterTarget.at(endpoint.place, { kind: endpoint.kind, role: "online", supported }));
  }
  const settings = settledAll(cli, target, endpoint.settings) as StoreSettings;
  return kind.open(settings, { folder: loaded.dir, patience: patience ?? undefined });
}

/** How long a command waits for a read, in milliseconds. */
const COMMAND_PATIENCE = 10_000;

function endpointOf<Role extends "offline" | "online">(target: Target, role: Role): NonNullable<Target[Role]> {
  const endpoint: Target[Role] = target[role];
  if (endpoint !== null) return endpoint;
  throw usage(`target \`${target.name}\` has no \`${role}\` in feat.yaml`, `add ${examples[role]} to it`);
}

const examples = {
  offline: "`offline: { kind: duckdb }`",
  online: "`online: { kind: embedded, path: .feat/online }`",
};

/** How long the target's online store keeps rows after their ttl, in microseconds. Null: for ever. */
export function retentionOf(cli: Cli, loaded: Configured, options: TargetOptions): Int | null {
  const { retentionMicros } = targetOf(cli, loaded, options);
  return retentionMicros === null ? null : narrow(BigInt(retentionMicros));
}

/** The folder in which the target keeps pushed rows as files too; undefined if it keeps none. */
export function landingOf(cli: Cli, loaded: Configured, options: TargetOptions): string | undefined {
  const target = targetOf(cli, loaded, options);
  return target.landing === null ? undefined : resolve(loaded.dir, settled(cli, target, target.landing.folder));
}

/** The path or URL of the target's warehouse; null if the target does not say it. */
export function locationOf(cli: Cli, target: Target, key: WarehouseKind["location"]): string | null {
  const text = target.offline?.[key] ?? null;
  return text === null ? null : settled(cli, target, text);
}

/** The same for each text in settings, at any depth. */
function settledAll(cli: Cli, target: Target, value: unknown): unknown {
  if (typeof value === "string") return settled(cli, target, value);
  if (Array.isArray(value)) return value.map((each) => settledAll(cli, target, each));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, settledAll(cli, target, each)]));
}

function settled(cli: Cli, target: Target, text: string): string {
  const result = interpolate(text, cli.world.env);
  if (result.ok) return result.text;
  throw data(
    `the environment variable ${result.variable}, which target \`${target.name}\` names, is not set`,
    "set it, or give it a default in feat.yaml: `${NAME:-default}`",
  );
}
