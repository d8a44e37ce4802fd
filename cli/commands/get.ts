import { Command } from "commander";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, type JsonRow } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, note, printJson } from "../cli.js";
import { exitCodes, usage } from "../exit.js";
import { instantOption } from "../instant.js";
import { loadProject } from "../project.js";
import { readRows } from "../rows-file.js";
import { inputProblem, pairOption, serviceInput } from "../service-input.js";
import { openStore, type TargetOptions } from "../target.js";
import { answerText } from "../terminal/answer.js";
import { jsonOption, targetOption } from "./options.js";

interface GetOptions extends TargetOptions {
  readonly key?: readonly Pair[];
  readonly request?: readonly Pair[];
  readonly rows?: string;
  readonly at?: string;
}
type Pair = readonly [name: string, value: string];

/** Reads a service's features from the online store. */
export const get = (cli: Cli): Command =>
  new Command("get")
    .description("Read a service's features from the online store")
    .argument("<service>", "the service")
    .option("--key <name=value>", "a key of the service; once for each", pairOption("--key"))
    .option("--request <name=value>", "a request field; once for each", pairOption("--request"))
    .option(
      "--rows <file>",
      "many at once: a JSON object of keys and request fields on each line; what it leaves out is taken from --key and --request",
    )
    .option("--at <time>", "the instant of the read, in RFC 3339 (default: now)")
    .addOption(targetOption())
    .addOption(jsonOption())
    .action(async (name: string, _: unknown, command: Command) => {
      const options = command.optsWithGlobals<GetOptions>();
      const at = instantOption("--at", options.at);
      const loaded = loadProject(cli, options);
      const service = choose(loaded.project.services, name, "service");
      const shared = serviceInput(service, options.key ?? [], options.request ?? []);
      const rows = options.rows === undefined ? null : readRows(cli.world.cwd, options.rows, service, shared);
      const problem = rows === null ? inputProblem(service, shared) : null;
      if (problem !== null) throw usage(problem.message, problem.help);
      await using client = createClientRuntime(loadArtifact(loaded.project, loaded.externs), {
        online: openStore(cli, loaded, options),
      });
      const inputs = rows === null ? [shared] : rows.map((row) => row.input);
      const answers = await client.json(name).getMany(inputs, { at, now: cli.world.now() });
      for (const [index, answer] of answers.entries()) {
        if (answer.error === undefined) continue;
        cli.code = exitCodes.data;
        const where = rows === null ? "" : `${options.rows}, line ${rows[index]!.line}: `;
        note(cli, `${cli.err.error("error:")} ${where}${answer.error}`);
      }
      if (options.json) {
        printJson(cli, rows === null ? answers[0] : answers);
        return;
      }
      for (const answer of answers.filter(isAnswer)) cli.world.out.write(answerText(answer, cli.out));
    });

const isAnswer = (answer: JsonRow): boolean => answer.error === undefined;
