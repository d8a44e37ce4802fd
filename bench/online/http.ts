import { type ChildProcess, spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { processCpu } from "../support/process-cpu.js";
import { type Figure, inTurns } from "./figures.js";
import { load, percentile } from "./load.js";

const REQUESTS = 4000;
const CONNECTIONS = 8;
const path = "/v1/services/three";
const bodyOf = (index: number): string => `{"user_id":${(index * 13) % 5000}}`;

interface Server {
  readonly port: number;
  readonly child: ChildProcess;
}

async function start(...args: readonly string[]): Promise<Server> {
  const child = spawn(process.execPath, [process.env.FEAT_BENCH_SERVER!, ...args], {
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [port] = await new Promise<string[]>((resolve, reject) => {
    createInterface({ input: child.stdout! }).once("line", (line) => resolve([line]));
    child.once("exit", (code) => reject(new Error(`a server ended with ${code}`)));
  });
  return { port: Number(port), child };
}

/**
 * Requests by the CPU of the server's process, as if it had a core to itself: other work on the machine does not count,
 * nor does what asks.
 */
export async function httpFigures(url: string, project: string, rounds: number): Promise<Figure[]> {
  const own = { logging: await start("feat", url, project), quiet: await start("quiet", url, project) };
  const ask = (port: number, requests = REQUESTS) => load(port, { path, bodyOf, requests, connections: CONNECTIONS });
  const { body } = await ask(own.quiet.port, 1);
  const servers = { ...own, bare: await start("bare", "", "", body) };
  const late = { logging: [] as number[], quiet: [] as number[], bare: [] as number[] };
  try {
    const perSecond = (name: keyof typeof servers) => async () => {
      const { port, child } = servers[name];
      const before = processCpu(child.pid!);
      const { times } = await ask(port);
      late[name].push(percentile(times, 0.99));
      return REQUESTS / (processCpu(child.pid!) - before);
    };
    const { logging, quiet, bare } = await inTurns(rounds, {
      bare: perSecond("bare"),
      quiet: perSecond("quiet"),
      logging: perSecond("logging"),
    });
    const p99 = (name: keyof typeof late) => percentile(late[name], 0.5);
    const bar = { least: 0.6 };
    return [
      { what: `HTTP, bare Fastify, ${body.length} bytes: requests`, value: bare, unit: "/s of CPU" },
      { what: "HTTP, feat serve --no-log, 50 features: requests", value: quiet, unit: "/s of CPU" },
      { what: "HTTP, feat serve --no-log against bare", value: quiet / bare, unit: "×", bar },
      { what: "HTTP, feat serve, with a log, against bare", value: logging / bare, unit: "×" },
      { what: "HTTP, p99 of 8 at a time: bare", value: p99("bare"), unit: "ms" },
      { what: "HTTP, p99 of 8 at a time: feat serve --no-log", value: p99("quiet"), unit: "ms" },
    ];
  } finally {
    for (const { child } of Object.values(servers)) child.kill("SIGKILL");
  }
}
