import cluster, { type Worker } from "node:cluster";
import { setTimeout as sleep } from "node:timers/promises";
import { AggregatorRegistry } from "prom-client";
import { messageOf } from "../errors.js";
import type { Materialize, MaterializeEnd, MaterializeRun } from "./materialize.js";
import { metricsOf } from "./metrics.js";
import type { Running, ServerProgram, Shared } from "./program.js";
import { whenRunning } from "./when-running.js";

/*
 * The first process starts the others with its own command line, and does what only one may do for all: it adds up
 * metrics and runs `materialize`. They talk in messages.
 */

/** From the first process to another. */
type Order =
  | { readonly feat: "stop" | "reload" }
  | { readonly feat: "answer"; readonly id: number; readonly answer: unknown };
/** From another process to the first. */
type Report =
  | { readonly feat: "listening"; readonly address: string }
  | { readonly feat: "failed"; readonly why: string; readonly code: string | null }
  | { readonly feat: "ask"; readonly id: number; readonly question: Question };
type Question =
  | { readonly kind: "metrics" }
  /** The answer is the number of the run; null if another one has not ended. */
  | { readonly kind: "materialize"; readonly run: MaterializeRun }
  /** The answer comes when that run ends, and is its end. */
  | { readonly kind: "ended"; readonly of: number };

/** A process that ends so soon after its start would only end again. */
const SOON = 2_000;
const LONGEST_PAUSE = 30_000;

/** In the first process. */
export async function startWorkers(program: ServerProgram): Promise<Running> {
  const answer = answers(program);
  let stopping = false;
  let pause = 100;
  const started = new Map<number, number>();
  let opened: (address: string) => void = () => undefined;
  let failed: (error: Error) => void = () => undefined;
  const address = new Promise<string>((resolve, reject) => {
    opened = resolve;
    failed = reject;
  });
  const fork = (): void => {
    const worker = cluster.fork();
    started.set(worker.id, Date.now());
    worker.on("message", (message: Report) => void hear(worker, message));
  };
  const hear = async (worker: Worker, message: Report): Promise<void> => {
    switch (message.feat) {
      case "listening":
        return opened(message.address);
      case "failed":
        return failed(Object.assign(new Error(message.why), message.code === null ? {} : { code: message.code }));
      case "ask": {
        const answered = await answer(message.question).catch((error: unknown) => ({ failed: messageOf(error) }));
        return tell(worker, { feat: "answer", id: message.id, answer: answered });
      }
      default:
        // Messages of other packages, such as those that collect metrics.
        return;
    }
  };
  cluster.on("exit", async (worker, code, signal) => {
    if (stopping) return;
    failed(new Error(`a worker ended with ${signal ?? code} before it served`));
    const age = Date.now() - (started.get(worker.id) ?? 0);
    started.delete(worker.id);
    pause = age < SOON ? Math.min(pause * 2, LONGEST_PAUSE) : 100;
    program.note(`worker ${worker.process.pid} ended with ${signal ?? code}; another one starts in ${pause} ms`);
    await sleep(pause);
    if (!stopping) fork();
  });
  const stop = async (): Promise<void> => {
    stopping = true;
    const workers = Object.values(cluster.workers ?? {}).flatMap((worker) => (worker === undefined ? [] : [worker]));
    await Promise.all(
      workers.map((worker) => {
        const ended = new Promise<void>((resolve) => worker.once("exit", () => resolve()));
        tell(worker, { feat: "stop" });
        return worker.isDead() ? undefined : ended;
      }),
    );
  };
  for (let count = 0; count < program.settings.workers; count++) fork();
  try {
    return {
      address: await address,
      isWorker: false,
      stopped: new Promise(() => {}),
      reload: async () => {
        for (const worker of Object.values(cluster.workers ?? {})) if (worker) tell(worker, { feat: "reload" });
      },
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

function tell(worker: Worker, order: Order): void {
  if (worker.isConnected()) worker.send(order);
}

/** What the first process does for the others. */
function answers(program: ServerProgram): (question: Question) => Promise<unknown> {
  const registry = new AggregatorRegistry();
  const runs = new Map<number, Promise<MaterializeEnd>>();
  let last = 0;
  return async (question) => {
    switch (question.kind) {
      case "metrics":
        return registry.clusterMetrics();
      case "materialize": {
        const started = await program.materialize!(question.run);
        if (started === null) return null;
        const id = ++last;
        runs.set(id, started.ended);
        // The worker that asks for this run's end gets its error. Until then nobody listens.
        started.ended.catch(() => undefined);
        return id;
      }
      case "ended": {
        const ended = runs.get(question.of);
        runs.delete(question.of);
        return ended;
      }
    }
  };
}

type ServeHere = (program: ServerProgram, shared: Shared) => Promise<Pick<Running, "address" | "reload" | "stop">>;

/** In a process that the first one started. */
export async function asWorker(program: ServerProgram, serveHere: ServeHere): Promise<Running> {
  const report = (message: Report): void => void process.send?.(message);
  const waiting = new Map<number, (answer: unknown) => void>();
  let asked = 0;
  const ask = (question: Question): Promise<unknown> =>
    new Promise((resolve, reject) => {
      const id = asked++;
      waiting.set(id, (answer) => {
        const why = typeof answer === "object" && answer !== null && "failed" in answer ? answer.failed : null;
        if (why === null) resolve(answer);
        else reject(new Error(String(why)));
      });
      report({ feat: "ask", id, question });
    });
  const reload = whenRunning();
  const stopped = new Promise<void>((resolve) => {
    // The first process may be gone without a word.
    process.once("disconnect", resolve);
    process.on("message", (order: Order) => {
      if (order.feat === "stop") resolve();
      else if (order.feat === "reload") reload.ask();
      else if (order.feat === "answer") {
        waiting.get(order.id)?.(order.answer);
        waiting.delete(order.id);
      }
    });
  });
  const metrics = metricsOf();
  // Listens for the first process when it collects metrics.
  AggregatorRegistry.setRegistries([metrics.register]);
  new AggregatorRegistry();
  const materialize: Materialize = async (run) => {
    const id = await ask({ kind: "materialize", run });
    return typeof id === "number" ? { ended: ask({ kind: "ended", of: id }) as Promise<MaterializeEnd> } : null;
  };
  try {
    const serving = await serveHere(program, {
      metrics,
      metricsText: async () => String(await ask({ kind: "metrics" })),
      materialize: program.materialize && materialize,
    });
    reload.runs(serving);
    report({ feat: "listening", address: serving.address });
    return {
      ...serving,
      isWorker: true,
      stopped,
      stop: async () => {
        await serving.stop();
        cluster.worker?.disconnect();
      },
    };
  } catch (error) {
    const code = error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : null;
    report({ feat: "failed", why: messageOf(error), code });
    // The first process tells about it.
    const stop = async (): Promise<void> => {
      cluster.worker?.disconnect();
    };
    return { address: "", isWorker: true, stopped: Promise.resolve(), reload: async () => undefined, stop };
  }
}
