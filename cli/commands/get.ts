import type { Command } from "commander";
import type { JsonRow } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, noteExit } from "../cli.js";
import { data, exitCodes, usage } from "../exit.js";
import { instantOption } from "../instant.js";
import { type Pair, pairOption } from "../pair-option.js";
import type { TargetOptions } from "../target.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface GetOptions extends TargetOptions {
  readonly key?: readonly Pair[];
  readonly request?: readonly Pair[];
  readonly rows?: string;
  readonly at?: string;
}

/** Reads a service's features from the online store. */
export const get = (cli: Cli): Command =>
  new FeatCommand(cli, "get")
    .description("Read a service's features from the online store")
    .argument("<service>", "the service to read")
    .option("--key <name=value>", "a key of the service; give the option once for each key", pairOption("--key"))
    .option("--request <name=value>", "a request field; give the option once for each field", pairOption("--request"))
    .option(
      "--rows <file>",
      "read many rows: each line of the file is a JSON object of keys and request fields; what it leaves out is taken from --key and --request",
    )
    .option("--at <time>", "the instant of the read, in RFC 3339 (default: now)")
    .addOption(targetOption())
    .examples(
      "feat get checkout_v1 --key customer_id=1 --request amount=250",
      "feat get checkout_v1 --rows rows.jsonl --json",
    )
    .answer(async (name: string, _: unknown, command: Command) => {
      const { createClientRuntime } = await import("../../runtime/client/index.js");
      const { loadProject } = await import("../project.js");
      const { readRows } = await import("../rows-file.js");
      const { inputProblem, serviceInput } = await import("../service-input.js");
      const { artifactFor, openStore } = await import("../target.js");
      const { answerText } = await import("../terminal/answer.js");
      const options = command.optsWithGlobals<GetOptions>();
      const at = instantOption("--at", options.at);
      const loaded = loadProject(cli, options);
      const service = choose(loaded.project.services, name, "service");
      const shared = serviceInput(service, options.key ?? [], options.request ?? []);
      const rows = options.rows === undefined ? null : readRows(cli.world.cwd, options.rows, service, shared);
      const problem = rows === null ? inputProblem(service, shared) : null;
      if (problem !== null) throw usage(problem.message, problem.help);
      await using client = createClientRuntime(await artifactFor(cli, loaded, options), {
        online: await openStore(cli, loaded, options),
      });
      const inputs = rows === null ? [shared] : rows.map((row) => row.input);
      const answers = await client.json(name).getMany(inputs, { at, now: cli.world.now() });
      for (const [index, answer] of answers.entries()) {
        if (answer.error === undefined) continue;
        cli.code = exitCodes.data;
        const where = rows === null ? "" : `${options.rows}, line ${rows[index]!.line}: `;
        noteExit(cli, data(`${where}${answer.error}`));
      }
      cli.world.out.write(
        answers
          .filter(isAnswer)
          .map((answer) => answerText(answer, cli.out))
          .join("\n"),
      );
      return rows === null ? { ...answers[0] } : { answers };
    });

const isAnswer = (answer: JsonRow): boolean => answer.error === undefined;
