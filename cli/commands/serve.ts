import { type Command, InvalidArgumentError, Option } from "commander";
import { InvalidSetting, type ServeOption, type ServeSettings, serveOptions } from "../../runtime/serve/settings.js";
import { whenRunning } from "../../runtime/serve/when-running.js";
import { type Cli, note, printEnvelope } from "../cli.js";
import { data, usage } from "../exit.js";
import { materializer } from "../materializer.js";
import type { Loaded } from "../project.js";
import type { TargetOptions } from "../target.js";
import { version } from "../version.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface Options extends TargetOptions, ServeSettings {
  readonly allowMaterialize?: boolean;
  readonly log: boolean;
}

/** An option of the server, in the words of the command line. */
function optionOf(option: ServeOption<unknown>): Option {
  return new Option(`--${option.name} <${option.value}>`, option.description)
    .default(option.default, Array.isArray(option.default) ? "none" : undefined)
    .argParser((text) => {
      try {
        return option.read(text);
      } catch (error) {
        throw error instanceof InvalidSetting ? new InvalidArgumentError(error.message) : error;
      }
    });
}

/** Serves the project's services over HTTP until it is asked to stop. */
export const serve = (cli: Cli): Command => {
  const command = new FeatCommand(cli, "serve");
  for (const option of Object.values(serveOptions)) command.addOption(optionOf(option));
  return command
    .description("Serve the features of the project's services over HTTP, from the online store")
    .option("--allow-materialize", "let callers with one of FEAT_ADMIN_TOKENS fill the store over HTTP")
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
  POST /v1/sources/SOURCE     rows of a streamed source: a list, or { rows, id }
  POST /push                  the same for clients of Feast
  POST /materialize, /materialize-incremental   with --allow-materialize

Tokens:
  With FEAT_TOKENS=a,b in the environment, requests need one of them as a bearer token.
  FEAT_TOKENS_<SERVICE> holds tokens for one service alone.

Signals:
  SIGHUP loads the project anew, without a failed request. SIGTERM ends the server when it has
  answered what it has begun.`,
    )
    .examples("feat serve", "feat serve --target prod --host 0.0.0.0 --port 8080")
    .answer(async (_: unknown, command: Command) => {
      const { runServer } = await import("../../runtime/serve/run-server.js");
      const { loadProject } = await import("../project.js");
      const { artifactFor, landingOf, openStore, targetOf } = await import("../target.js");
      const options = command.optsWithGlobals<Options>();
      if (options.allowMaterialize === true && !cli.world.env.FEAT_ADMIN_TOKENS)
        throw usage(
          "--allow-materialize needs FEAT_ADMIN_TOKENS in the environment",
          "set it to one token, or several",
        );
      const first = loadProject(cli, options);
      const target = targetOf(cli, first, options).name;
      let unused: Loaded | null = first;
      await using materialize = materializer(cli, first.dir, target);
      const reload = whenRunning();
      // Before the server runs, the signal would end the process.
      const deaf = cli.world.onReload?.(reload.ask);
      const server = await runServer({
        settings: options,
        version,
        environment: cli.world.env,
        log: options.log ? { write: (line) => cli.stderr.write(line) } : false,
        load: async () => {
          const loaded = unused ?? loadProject(cli, options);
          unused = null;
          return artifactFor(cli, loaded, options);
        },
        open: () => openStore(cli, first, options, null),
        landing: landingOf(cli, first, options),
        materialize: options.allowMaterialize === true ? materialize.start : undefined,
        note: (text) => cli.stderr.write(`${text}\n`),
      }).catch((error: unknown) => {
        throw isListening(error) ? data(listenProblem(error, options), "say another --port or --host", error) : error;
      });
      reload.runs(server);
      let stop = (): void => undefined;
      const interrupted = new Promise<void>((resolve) => {
        stop = resolve;
      });
      const ignore = cli.world.onInterrupt?.(stop);
      try {
        if (!server.isWorker) await tell(cli, first, target, server.address);
        await Promise.race([interrupted, server.stopped]);
        if (!server.isWorker) note(cli, "stopping: finishing the requests that have begun");
      } finally {
        ignore?.();
        deaf?.();
        await Promise.all([materialize.stop(), server.stop()]);
      }
      return null;
    });
};

async function tell(cli: Cli, { project }: Loaded, target: string, address: string): Promise<void> {
  note(cli, `serving ${project.name} at ${address}; its routes are at ${address}/docs`);
  const services = project.services.map(({ name }) => name);
  if (cli.json) await printEnvelope(cli, { project: project.name, target, address, services }, { lines: true });
}

/** Errors of the system about an address have the call that failed. */
const isListening = (error: unknown): boolean =>
  error instanceof Error &&
  "code" in error &&
  ["EADDRINUSE", "EADDRNOTAVAIL", "EACCES", "ENOTFOUND"].includes(String(error.code));

function listenProblem(error: unknown, { host, port }: ServeSettings): string {
  const code = error instanceof Error && "code" in error ? error.code : null;
  const why =
    code === "EADDRINUSE" ? "another program listens there" : error instanceof Error ? error.message : String(error);
  return `can't listen on ${host}:${port}: ${why}`;
}
