import { type Dialect, dialectNamed, missingFunctions, takesGivenRows } from "../../compiler/sql/index.js";
import { warehouses } from "../../runtime/warehouse/registry.js";
import type { WarehouseKind } from "../../runtime/warehouse/warehouse.js";
import type { Cli } from "../cli.js";
import { usage } from "../exit.js";
import { type Loaded, refuseAll } from "../project.js";
import { locationOf, targetOf } from "../target.js";
import type { TestEngine } from "./index.js";

export interface EngineOptions {
  readonly engine?: string | undefined;
  readonly target?: string | undefined;
}

/** The variable with the URL of a server for tests. */
export const urlVariable = (kind: string): string => `FEAT_${kind.toUpperCase()}_URL`;

/**
 * The engine of `--engine`, else that of `--target`, else DuckDB in this process, which needs no server and gives the
 * same results on every machine. Undefined is that default.
 */
export function testEngine(cli: Cli, loaded: Loaded, options: EngineOptions): TestEngine | undefined {
  const name = options.engine ?? (options.target === undefined ? "duckdb" : offlineKind(cli, loaded, options));
  const kind = warehouses.get(name);
  if (kind === undefined) throw usage(`there is no engine ${name}; there is ${[...warehouses.keys()].join(", ")}`);
  if (options.target !== undefined && offlineKind(cli, loaded, options) !== name)
    throw usage(
      `target \`${options.target}\` runs ${offlineKind(cli, loaded, options)}, not ${name}: leave out one of the two`,
    );
  const dialect = dialectNamed(kind.dialect);
  if (dialect === undefined) throw new Error(`no dialect ${kind.dialect}`);
  if (!takesGivenRows(dialect)) throw usage(`tests do not run on ${name}`, "leave out --engine and --target");
  const missing = missingFunctions(loaded.project, loaded.files, dialect);
  if (missing.length > 0) throw refuseAll(cli, loaded, missing);
  if (kind.location === "path") return undefined;
  return serverEngine(kind, dialect, serverOf(cli, loaded, options, kind));
}

/** An engine on a server. */
export const serverEngine = (kind: WarehouseKind, dialect: Dialect, url: string): TestEngine => ({
  dialect,
  open: ({ folder, externs }) => kind.open(url, { folder, externs, environment: {}, prelude: dialect.prelude?.() }),
});

const offlineKind = (cli: Cli, loaded: Loaded, options: EngineOptions): string =>
  targetOf(cli, loaded, options).offline?.kind ?? "no warehouse";

function serverOf(cli: Cli, loaded: Loaded, options: EngineOptions, { kind, location }: WarehouseKind): string {
  const given = cli.world.env[urlVariable(kind)];
  if (options.target === undefined && given) return given;
  const targets =
    options.target === undefined
      ? [...loaded.config.targets.values()].filter(({ offline }) => offline?.kind === kind)
      : [targetOf(cli, loaded, options)];
  const [target, second] = targets;
  const names = targets.map(({ name }) => `\`${name}\``).join(" and ");
  if (second !== undefined)
    throw usage(
      `the targets ${names} run ${kind}: say which server the tests may use`,
      `--target NAME, or ${urlVariable(kind)}=…`,
    );
  const url = target === undefined ? null : locationOf(cli, target, location);
  if (url !== null) return url;
  throw usage(
    `tests on ${kind} need a server, and no target of feat.yaml has one`,
    `say --target NAME, or set ${urlVariable(kind)} to its URL; tests create temporary tables only`,
  );
}
