import { type Command, InvalidArgumentError } from "commander";
import type { ReadingState } from "../../runtime/kafka/index.js";
import { choose } from "../choose.js";
import { type Cli, note, print, printEnvelope } from "../cli.js";
import { data, usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { grouped, plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { targetOption } from "./options.js";

interface StreamOptions extends TargetOptions {
  readonly untilEnd?: boolean;
  readonly metricsPort?: number;
  readonly metricsHost: string;
}

/** How often it tells how far it is, in milliseconds. */
const TELLS_EVERY = 5000;

/** Reads rows of streamed sources from their topics into the online store. */
export const stream = (cli: Cli): Command =>
  new FeatCommand(cli, "stream")
    .description("Read rows of streamed sources from Kafka into the online store, until it is stopped")
    .argument("[sources...]", "sources under `stream:` of the target (default: all that have a topic)")
    .option("--until-end", "stop at what is the end of each topic when it begins")
    .option("--metrics-port <port>", "serve metrics for Prometheus on this port", portOf)
    .option("--metrics-host <host>", "the address of the metrics", "127.0.0.1")
    .addOption(targetOption())
    .addHelpText(
      "after",
      `
Topics:
  A source's \`stream: { kafka: … }\` in the YAML of sources says where its rows arrive.
  Offsets are committed when the store has the rows, so nothing is lost if the process is killed.
  Several processes share the partitions of a topic.

Signals:
  SIGTERM and SIGINT end it when the store has what was read.`,
    )
    .examples("feat stream", "feat stream clicks --target prod --metrics-port 9464", "feat stream --until-end --json")
    .answer(async (names: readonly string[], _: unknown, command: Command) => {
      const { topicAt } = await import("../../compiler/project/index.js");
      const { jsonEdge } = await import("../../runtime/client/edges/json.js");
      const { readTopic } = await import("../../runtime/kafka/index.js");
      const { filingSink } = await import("../../runtime/kafka/filing-sink.js");
      const { pushingSink } = await import("../../runtime/kafka/pushing-sink.js");
      const { sourceFiles } = await import("../../runtime/row-files/source-files.js");
      const { createPusher } = await import("../../runtime/push/index.js");
      const { loadProject } = await import("../project.js");
      const { messageSource, topicSettings } = await import("../streaming/index.js");
      const { artifactFor, landingOf, openStore, targetOf } = await import("../target.js");
      const { progress } = await import("../terminal/progress.js");
      const options = command.optsWithGlobals<StreamOptions>();
      const loaded = loadProject(cli, options);
      const target = targetOf(cli, loaded, options).name;
      const project = await artifactFor(cli, loaded, options);
      const streamed = project.streams?.[target]?.sources ?? [];
      if (streamed.length === 0)
        throw usage(`target \`${target}\` streams no sources`, "name them under `stream:` of the target in feat.yaml");
      const known = streamed.map((name) => {
        const declared = loaded.config.sources.find(({ source }) => source.name === name)!;
        return { name, source: declared.source, topic: topicAt(declared.topics, target) };
      });
      const chosen =
        names.length === 0
          ? known.filter(({ topic }) => topic !== null)
          : [...new Set(names)].map((name) => choose(known, name, "streamed source"));
      const [first] = known;
      const without = chosen.find(({ topic }) => topic === null) ?? (chosen.length === 0 ? first : undefined);
      if (without !== undefined)
        throw usage(
          `source \`${without.name}\` has no topic for target \`${target}\``,
          "add `stream: { kafka: { brokers: …, topic: … } }` to it in the YAML of sources",
        );
      const readings = chosen.map(({ name, source, topic }) => ({
        source: messageSource(source),
        settings: topicSettings(topic!, {
          environment: cli.world.env,
          folder: loaded.dir,
          project: loaded.project.name,
          target,
          source: name,
        }),
      }));
      const landing = landingOf(cli, loaded, options);
      await using store = await openStore(cli, loaded, options);
      const states = new Map<string, ReadingState>(readings.map(({ source }) => [source.name, nothing]));
      const stop = new AbortController();
      const metrics = await metricsServer(options, states);
      const ignore = cli.world.onInterrupt?.(() => {
        note(cli, "stopping: the store gets what was read");
        stop.abort();
      });
      const bar = progress(cli.world, !options.json);
      if (metrics !== null) note(cli, `metrics are at http://${options.metricsHost}:${metrics.port}/metrics`);
      for (const { source, settings } of readings)
        note(cli, `reading ${source.name} from topic ${settings.topic} as group ${settings.group}`);
      const part = (finished: boolean) => ({
        target,
        store: store.address,
        finished,
        sources: readings.map(({ source, settings }) =>
          stateJson(source.name, settings.topic, states.get(source.name)!),
        ),
      });
      const tell = cli.json
        ? setInterval(() => void printEnvelope(cli, part(false), { lines: true }), TELLS_EVERY)
        : null;
      try {
        const sinkOf = (name: string) => {
          if (landing === undefined) return pushingSink(createPusher({ store, project, edge: jsonEdge }), name);
          const files = sourceFiles(landing, project.sources![name]!);
          return filingSink(
            (keep) => createPusher({ store, project, edge: jsonEdge, keep: async (_, rows) => keep(rows) }),
            name,
            files,
          );
        };
        const ended = await Promise.allSettled(
          readings.map(({ source, settings }) =>
            readTopic({
              settings,
              source,
              sink: sinkOf(source.name),
              signal: stop.signal,
              untilEnd: options.untilEnd === true,
              onState: (state) => {
                const before = states.get(source.name)!;
                states.set(source.name, state);
                if (state.trouble !== before.trouble)
                  note(
                    cli,
                    state.trouble === null ? `${source.name}: goes on` : `${source.name}: waiting for ${state.trouble}`,
                  );
                bar.show(barText(states), null);
              },
            }).catch((error: unknown) => {
              // The others end when the store has what they read.
              stop.abort();
              throw error;
            }),
          ),
        );
        bar.stop();
        for (const { source, settings } of readings)
          print(cli, summary(source.name, settings.topic, states.get(source.name)!));
        const failed = ended.find((each) => each.status === "rejected");
        if (failed !== undefined) throw failed.reason;
        if (!cli.json) return null;
        await printEnvelope(cli, part(true), { lines: true });
        return null;
      } finally {
        if (tell !== null) clearInterval(tell);
        bar.stop();
        ignore?.();
        await metrics?.close();
      }
    });

const nothing: ReadingState = { rows: 0, dead: 0, skipped: 0, lag: new Map(), newest: null, trouble: null };

function portOf(text: string): number {
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("Write a port, from 0 to 65535.");
}

async function metricsServer(options: StreamOptions, states: ReadonlyMap<string, ReadingState>) {
  if (options.metricsPort === undefined) return null;
  const { serveMetrics } = await import("../../runtime/kafka/metrics.js");
  return serveMetrics(options.metricsPort, options.metricsHost, () => states).catch((error: unknown) => {
    const why = error instanceof Error ? error.message : String(error);
    throw data(`can't serve metrics on port ${options.metricsPort}: ${why}`, "say another --metrics-port", error);
  });
}

const lagOf = ({ lag }: ReadingState): number => [...lag.values()].reduce((sum, each) => sum + Number(each), 0);

const barText = (states: ReadonlyMap<string, ReadingState>): string =>
  [...states]
    .map(([name, state]) => `${name}: ${plural(state.rows, "row")}, ${grouped(lagOf(state))} behind`)
    .join("; ");

function summary(name: string, topic: string, state: ReadingState): string {
  const parts = [`${name}: ${grouped(state.rows)} ${state.rows === 1 ? "row" : "rows"} from topic ${topic}`];
  if (state.dead > 0) parts.push(`${plural(state.dead, "dead letter")}`);
  if (state.skipped > 0) parts.push(`${plural(state.skipped, "message")} without a value left out`);
  return parts.join(", ");
}

const stateJson = (source: string, topic: string, state: ReadingState) => ({
  source,
  topic,
  rows: state.rows,
  dead: state.dead,
  skipped: state.skipped,
  lag: lagOf(state),
  newest: state.newest === null ? null : new Date(state.newest).toISOString(),
  waiting: state.trouble,
});
