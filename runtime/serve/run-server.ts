/**
 * A running server: one process, or several that share a port.
 *
 * In: settings, and how to load the project and open its store. Out: where it listens, and how to reload and stop it.
 * Always: a reload loses no request; if the new project cannot be loaded, the old one goes on. Stopping finishes what
 * has begun. A process that ends by itself is replaced.
 */
import cluster from "node:cluster";
import { messageOf } from "../errors.js";
import { hostServer } from "./host.js";
import { createServer } from "./index.js";
import { metricsOf } from "./metrics.js";
import type { Running, ServerProgram, Shared } from "./program.js";
import { asWorker, startWorkers } from "./workers.js";

/** Rejects if the server cannot start. */
export async function runServer(program: ServerProgram): Promise<Running> {
  if (program.settings.workers > 1 && cluster.isPrimary) return startWorkers(program);
  if (cluster.isPrimary) return { ...(await serveHere(program, {})), isWorker: false, stopped: new Promise(() => {}) };
  return asWorker(program, serveHere);
}

async function serveHere(
  program: ServerProgram,
  shared: Shared,
): Promise<Pick<Running, "address" | "reload" | "stop">> {
  const { settings } = program;
  const online = await program.open();
  // Counts go on over a reload.
  const metrics = shared.metrics ?? metricsOf();
  try {
    const host = await hostServer(
      async () =>
        createServer({
          ...settings,
          project: await program.load(),
          online,
          version: program.version,
          environment: program.environment,
          log: program.log,
          metrics,
          metricsText: shared.metricsText,
          materialize: shared.materialize ?? program.materialize,
          landing: program.landing,
        }),
      settings,
    );
    // One after the other, so that what was loaded last is what serves.
    let last = Promise.resolve();
    const reload = async (): Promise<void> => {
      try {
        await host.reload();
        program.note("reloaded");
      } catch (error) {
        program.note(`could not reload, so the old code goes on: ${messageOf(error)}`);
      }
    };
    return {
      address: host.address,
      reload: () => {
        last = last.then(reload);
        return last;
      },
      stop: async () => {
        await last;
        await host.close();
        await online.close();
      },
    };
  } catch (error) {
    await online.close();
    throw error;
  }
}
