import { createReadStream } from "node:fs";
import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { Command } from "commander";
import { InputError } from "../../runtime/errors.js";
import type { Pusher } from "../../runtime/index.js";
import { choose } from "../choose.js";
import { type Cli, print } from "../cli.js";
import { data, usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { grouped, plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface PushOptions extends TargetOptions {
  readonly id?: string;
}

const ROWS_PER_BATCH = 1000;

/** Puts rows of a streamed source into the online store. */
export const push = (cli: Cli): Command =>
  new FeatCommand(cli, "push")
    .description("Push rows of a streamed source into the online store; views over it are up to date at once")
    .argument("<source>", "a source under `stream:` of the target")
    .argument("<file>", "JSON lines, a row on each; `-` reads standard input")
    .option("--id <name>", "names the push: the same rows under the same name again change nothing")
    .addOption(targetOption())
    .examples("feat push clicks new-clicks.jsonl", "tail -f clicks.jsonl | feat push clicks - --target prod")
    .answer(async (name: string, file: string, _: unknown, command: Command) => {
      const { jsonEdge } = await import("../../runtime/client/edges/json.js");
      const { createPusher, keepRowsIn } = await import("../../runtime/push/index.js");
      const { loadProject } = await import("../project.js");
      const { artifactFor, landingOf, openStore, targetOf } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<PushOptions>();
      const loaded = loadProject(cli, options);
      const target = targetOf(cli, loaded, options).name;
      const project = await artifactFor(cli, loaded, options);
      const streamed = (project.streams?.[target]?.sources ?? []).map((source) => ({ name: source }));
      if (streamed.length === 0)
        throw usage(`target \`${target}\` streams no sources`, "name them under `stream:` of the target in feat.yaml");
      const source = choose(streamed, name, "streamed source").name;
      const landing = landingOf(cli, loaded, options);
      await using store = await openStore(cli, loaded, options);
      const bar = progress(cli.world, !options.json);
      try {
        const pusher = createPusher({
          store,
          project,
          edge: jsonEdge,
          keep: landing === undefined ? undefined : keepRowsIn(landing),
        });
        const onRows = (rows: number) => bar.show(`${source}: ${plural(rows, "row")}`, null);
        const { rows, views } = await pushLines(pusher, source, linesOf(cli, file), { file, id: options.id, onRows });
        bar.stop();
        print(cli, `pushed ${grouped(rows)} ${rows === 1 ? "row" : "rows"} of ${source} to ${store.address}`);
        return { source, target, store: store.address, rows, views };
      } finally {
        bar.stop();
      }
    });

function linesOf(cli: Cli, file: string): Readable {
  if (file !== "-") return Readable.from(chunks(resolve(cli.world.cwd, file)));
  if (cli.world.input === undefined) throw usage("there is no standard input to read");
  return Readable.from(cli.world.input());
}

/** Opened when it is read: an error of a stream that nobody reads yet would end the process. */
async function* chunks(path: string): AsyncGenerator<Buffer> {
  yield* createReadStream(path);
}

interface Pushed {
  readonly rows: number;
  readonly views: readonly string[];
}
interface Pushing {
  readonly file: string;
  readonly id: string | undefined;
  readonly onRows: (rows: number) => void;
}

/** Pushes a file in batches, as it is read. Blank lines are skipped. */
async function pushLines(pusher: Pusher, source: string, input: Readable, options: Pushing): Promise<Pushed> {
  const { parseJson } = await import("../../runtime/json-text.js");
  const { file, id, onRows } = options;
  const named = file === "-" ? "standard input" : file;
  let rows = 0;
  let batches = 0;
  let waiting: { readonly line: number; readonly row: unknown }[] = [];
  const send = async () => {
    const batch = waiting;
    waiting = [];
    const where = (index: number) => `${named}, line ${batch[index]!.line}`;
    const own = id === undefined ? undefined : `${id} ${batches++}`;
    await pusher.push(
      source,
      batch.map(({ row }) => row),
      { where, id: own },
    );
    rows += batch.length;
    onRows(rows);
  };
  let line = 0;
  try {
    for await (const text of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      line++;
      const own = line === 1 ? text.replace(/^\ufeff/, "") : text;
      if (own.trim() === "") continue;
      waiting.push({ line, row: parsed(own, `${named}, line ${line}`, parseJson) });
      if (waiting.length >= ROWS_PER_BATCH) await send();
    }
    if (waiting.length > 0) await send();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    const before =
      rows === 0 ? "nothing was pushed" : `${plural(rows, "row")} before it ${rows === 1 ? "was" : "were"} pushed`;
    const again =
      rows === 0
        ? "correct it, then push again"
        : "correct it, then push the rest; a source with a `key`, or a push with the same --id, takes the whole file again";
    throw data(`${error.message} (${before})`, again, error);
  }
  const { views } = await pusher.push(source, []);
  return { rows, views };
}

function parsed(text: string, where: string, parse: (text: string) => unknown): unknown {
  try {
    return parse(text);
  } catch (error) {
    throw new InputError(`${where}: this is not valid JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
