import type { SourceLocation } from "../../runtime/artifacts.js";
import { openDuckDB } from "../../runtime/index.js";
import type { Warehouse } from "../../runtime/warehouse/warehouse.js";
import type { Cli } from "../cli.js";
import { type Configured, dialectNameOf, openToLook, type TargetOptions } from "../target.js";

/** Warehouses that are opened when they are first needed. DuckDB in this process reads files, whatever the target. */
export interface Warehouses extends AsyncDisposable {
  readonly dialect: () => Promise<string>;
  readonly target: () => Promise<Warehouse>;
  readonly forPlace: (location: Pick<SourceLocation, "kind">) => Promise<Warehouse>;
}

/** `signal` ends what runs in them. */
export function openWarehouses(
  cli: Cli,
  project: Configured,
  options: TargetOptions,
  signal?: AbortSignal,
): Warehouses {
  let [target, files]: (Promise<Warehouse> | null)[] = [null, null];
  const stoppable = async (opening: Promise<Warehouse>): Promise<Warehouse> => {
    const warehouse = await opening;
    signal?.addEventListener("abort", () => warehouse.interrupt(), { once: true });
    return warehouse;
  };
  const opened = (): Promise<Warehouse> => {
    target ??= stoppable(openToLook(cli, project, options));
    return target;
  };
  const forFiles = (): Promise<Warehouse> => {
    files ??= stoppable(openDuckDB({ folder: project.dir, environment: cli.world.env, memory: options.memory }));
    return files;
  };
  return {
    dialect: () => dialectNameOf(cli, project, options),
    target: opened,
    forPlace: ({ kind }) => (kind === "file" ? forFiles() : opened()),
    [Symbol.asyncDispose]: async () => {
      // If a warehouse could not be opened, the caller that asked for it has the error.
      for (const warehouse of [target, files]) await (await warehouse?.catch(() => null))?.close();
    },
  };
}
