import { type Command, InvalidArgumentError } from "commander";
import { type Cli, note, printEnvelope } from "../cli.js";
import { data } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { version } from "../version.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface ServeOptions extends TargetOptions {
  readonly host: string;
  readonly port: number;
  readonly maxBody: number;
  readonly maxRows: number;
  readonly timeout: number;
  readonly unmaterialized: "error" | "missing";
  readonly log: boolean;
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };
const most = Number.MAX_SAFE_INTEGER;

/** Serves the project's services over HTTP until it is asked to stop. */
export const serve = (cli: Cli): Command =>
  new FeatCommand(cli, "serve")
    .description("Serve the features of the project's services over HTTP, from the online store")
    .option("--host <address>", "the address to listen on", "127.0.0.1")
    .option("--port <number>", "the port to listen on; 0 takes any that is free", wholeNumber(0, 65_535), 6566)
    .option("--max-body <bytes>", "the most bytes of a request", wholeNumber(1, most), 4_194_304)
    .option("--max-rows <number>", "the most rows of a request", wholeNumber(1, most), 5_000)
    .option("--timeout <ms>", "the most milliseconds of a request", wholeNumber(1, 2 ** 31 - 1), 2_000)
    .option(
      "--unmaterialized <what>",
      "what a view that was never filled gives: error or missing",
      unmaterialized,
      "error",
    )
    .option("--no-log", "do not log requests")
    .addOption(targetOption())
    .addHelpText(
      "after",
      `
Routes:
  POST /v1/services/SERVICE   one row, or { rows, shared, at }
  POST /get-online-features   the same for clients of Feast
  GET  /docs, /openapi.json   what the services take and give
  GET  /health, /ready, /metrics

Tokens:
  With FEAT_TOKENS=a,b in the environment, requests need one of them as a bearer token.
  FEAT_TOKENS_<SERVICE> holds tokens for one service alone.`,
    )
    .examples("feat serve", "feat serve --target prod --host 0.0.0.0 --port 8080")
    .answer(async (_: unknown, command: Command) => {
      const { createServer } = await import("../../runtime/serve/index.js");
      const { loadProject } = await import("../project.js");
      const { artifactFor, openStore, targetOf } = await import("../target.js");
      const options = command.optsWithGlobals<ServeOptions>();
      const loaded = loadProject(cli, options);
      await using online = await openStore(cli, loaded, options);
      const server = await createServer({
        project: await artifactFor(cli, loaded, options),
        online,
        version,
        environment: cli.world.env,
        maxBody: options.maxBody,
        maxRows: options.maxRows,
        timeout: options.timeout,
        unmaterialized: options.unmaterialized,
        log: options.log ? { write: (line) => cli.stderr.write(line) } : false,
      });
      let stop = (): void => undefined;
      const stopped = new Promise<void>((resolve) => {
        stop = resolve;
      });
      const ignore = cli.world.onInterrupt?.(stop);
      try {
        const address = await server.listen({ host: options.host, port: options.port }).catch((error: unknown) => {
          throw data(listenProblem(error, options), "say another --port or --host", error);
        });
        note(cli, `serving ${loaded.project.name} at ${address}; its routes are at ${address}/docs`);
        const services = loaded.project.services.map(({ name }) => name);
        const target = targetOf(cli, loaded, options).name;
        if (cli.json)
          await printEnvelope(cli, { project: loaded.project.name, target, address, services }, { lines: true });
        await stopped;
        note(cli, "stopping: finishing the requests that have begun");
      } finally {
        ignore?.();
        await server.close();
      }
      return null;
    });

function unmaterialized(text: string): "error" | "missing" {
  if (text === "error" || text === "missing") return text;
  throw new InvalidArgumentError("Write error or missing.");
}

function listenProblem(error: unknown, { host, port }: ServeOptions): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const why =
    code === "EADDRINUSE" ? "another program listens there" : error instanceof Error ? error.message : String(error);
  return `can't listen on ${host}:${port}: ${why}`;
}
