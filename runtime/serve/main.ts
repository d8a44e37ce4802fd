#!/usr/bin/env node
/**
 * `feat-serve`, which is the package `featlang-server`. It serves a generated client, and loads no compiler.
 *
 * In: a command line. Out: an exit code, as `feat` has them.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { DataError, InputError, messageOf, StoreError } from "../errors.js";
import { projectAtTarget } from "../streams/of-target.js";
import { clientLoader } from "./load-client.js";
import { onHangup } from "./on-hangup.js";
import { openOnline } from "./online-setting.js";
import { runServer } from "./run-server.js";
import { InvalidSetting, type ServeSettings, serveOptions } from "./settings.js";
import { whenRunning } from "./when-running.js";

const options = Object.entries(serveOptions) as [keyof ServeSettings, (typeof serveOptions)[keyof ServeSettings]][];

const help = (): string => {
  const own = [
    ["--online <store>", "a redis:// URL, a folder, or JSON of `online:` in feat.yaml (default: FEAT_ONLINE)"],
    ["--target <name>", "the target of feat.yaml that the store belongs to, if targets stream different sources"],
    [
      "--landing <folder>",
      "where pushed rows are kept as files too, for a target with `landing` (default: FEAT_LANDING)",
    ],
    ...options.map(([, { name, value, description, default: preset }]) => [
      `--${name} <${value}>`,
      `${description} (default: ${Array.isArray(preset) ? "none" : preset})`,
    ]),
    ["--no-log", "do not log requests"],
    ["--version, --help", ""],
  ];
  const lines = own.map(([option = "", text = ""]) => `  ${option.padEnd(26)} ${text}`.trimEnd());
  return [
    "Usage: feat-serve CLIENT [options]",
    "",
    "Serve a project's features over HTTP from an online store. CLIENT is the generated client.ts or client.js.",
    "",
    ...lines,
    "",
    "FEAT_TOKENS and FEAT_TOKENS_<SERVICE> in the environment hold bearer tokens. SIGHUP loads the client anew.",
  ].join("\n");
};

interface Asked {
  readonly client: string;
  readonly online: string;
  readonly target: string | undefined;
  readonly landing: string | undefined;
  readonly settings: ServeSettings;
  readonly log: boolean;
}

/** Throws an `InputError` if the command line does not fit. */
function asked(values: Readonly<Record<string, unknown>>, positionals: readonly string[]): Asked {
  const [client, ...others] = positionals;
  if (client === undefined || others.length > 0) throw new InputError("name one CLIENT, such as generated/client.ts");
  const online = values.online ?? process.env.FEAT_ONLINE;
  if (typeof online !== "string" || online === "") throw new InputError("say --online, or set FEAT_ONLINE");
  const settings = options.map(([key, option]) => {
    const given = values[option.name];
    if (typeof given !== "string") return [key, option.default];
    try {
      return [key, option.read(given)];
    } catch (error) {
      throw error instanceof InvalidSetting ? new InputError(`--${option.name} ${given}: ${error.message}`) : error;
    }
  });
  return {
    client: resolve(client),
    online,
    target: typeof values.target === "string" ? values.target : process.env.FEAT_TARGET || undefined,
    landing: typeof values.landing === "string" ? values.landing : process.env.FEAT_LANDING || undefined,
    settings: Object.fromEntries(settings) as ServeSettings,
    log: values["no-log"] !== true,
  };
}

const version: string = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")).version;
const say = (text: string): void => void process.stderr.write(`${text}\n`);

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      ...Object.fromEntries(options.map(([, { name }]) => [name, { type: "string" as const }])),
      online: { type: "string" },
      target: { type: "string" },
      landing: { type: "string" },
      "no-log": { type: "boolean" },
      version: { type: "boolean" },
      help: { type: "boolean" },
    },
  });
  if (values.help === true || values.version === true) {
    process.stdout.write(`${values.help === true ? help() : version}\n`);
    return 0;
  }
  const { client, online, target, landing, settings, log } = asked(values, positionals);
  const reload = whenRunning();
  onHangup(reload.ask);
  const load = clientLoader(client);
  const server = await runServer({
    settings,
    version,
    environment: process.env,
    log: log ? { write: (line) => process.stderr.write(line) } : false,
    load: async () => projectAtTarget(await load(), target),
    open: () => openOnline(online, process.env, process.cwd()),
    landing: landing === undefined ? undefined : resolve(landing),
    note: say,
  });
  reload.runs(server);
  if (!server.isWorker) say(`serving ${client} at ${server.address}; its routes are at ${server.address}/docs`);
  const interrupted = new Promise<void>((stop) => {
    process.once("SIGINT", () => stop());
    process.once("SIGTERM", () => stop());
  });
  await Promise.race([interrupted, server.stopped]);
  await server.stop();
  return 0;
}

/** As `feat` has them: 2 is wrong usage, 3 a problem of the environment, 70 a fault of Feat's own. */
function codeOf(error: unknown): number {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (error instanceof InputError || code.startsWith("ERR_PARSE_ARGS")) return 2;
  return error instanceof DataError || error instanceof StoreError || /^E[A-Z]+$/.test(code) ? 3 : 70;
}

try {
  process.exitCode = await main();
} catch (error) {
  process.exitCode = codeOf(error);
  say(`error: ${messageOf(error)}`);
  if (process.exitCode === 70) say(error instanceof Error ? String(error.stack) : "");
  else if (process.exitCode === 2) say("help: `feat-serve --help` tells more");
}
