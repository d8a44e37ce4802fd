import {
  deleteWithoutDeleted,
  missingRegistry,
  twoTopics,
  unknownTopicTarget,
} from "../diagnostics/catalog/streams.js";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.js";
import type { KafkaTopic, Target, Topics } from "./config.js";
import { underFolder } from "./paths.js";
import type { SourceContext } from "./time-column.js";

/** `stream` of a source, in the shape of its schema. */
export interface StreamYaml {
  readonly kafka: TopicYaml | Readonly<Record<string, TopicYaml>>;
}
interface TopicYaml {
  readonly brokers: string | readonly string[];
  readonly topic: string;
  readonly group?: string;
  readonly format?: KafkaTopic["format"];
  readonly registry?: string | { readonly url: string; readonly username?: string; readonly password?: string };
  readonly schema?: string;
  readonly from?: KafkaTopic["from"];
  readonly tombstones?: KafkaTopic["tombstones"];
  readonly dead_letters?: { readonly topic?: string; readonly file?: string };
  readonly tls?:
    | boolean
    | { readonly ca?: string; readonly cert?: string; readonly key?: string; readonly server_name?: string };
  readonly sasl?: NonNullable<KafkaTopic["sasl"]>;
  readonly session_timeout?: number;
}

const isOne = (yaml: StreamYaml["kafka"]): yaml is TopicYaml =>
  [yaml.brokers, yaml.topic].some(
    (value) => value !== undefined && (typeof value !== "object" || Array.isArray(value)),
  );

/** `folder` is the folder of the YAML file. `deletes`: the source has `deleted` and `key`. */
export function topicsOf(
  yaml: StreamYaml | undefined,
  folder: string,
  deletes: boolean,
  { file, path, report }: SourceContext,
): Topics | null {
  if (yaml === undefined) return null;
  const at = [...path, "stream", "kafka"];
  const read = (own: TopicYaml, place: readonly (string | number)[]): KafkaTopic => {
    const { registry } = own;
    const format = own.format ?? "json";
    if (format === "avro" && registry === undefined) report(missingRegistry.at(file.key([...place, "format"]), {}));
    if (own.tombstones === "delete" && !deletes)
      report(deleteWithoutDeleted.at(file.value([...place, "tombstones"]), {}));
    const tls = own.tls === true ? {} : own.tls === false ? undefined : own.tls;
    const near = (text: string | undefined): string | null => (text === undefined ? null : underFolder(folder, text));
    return {
      place: file.key(place),
      brokers: typeof own.brokers === "string" ? [own.brokers] : own.brokers,
      topic: own.topic,
      group: own.group ?? null,
      format,
      registry: registry === undefined ? null : typeof registry === "string" ? { url: registry } : registry,
      schema: near(own.schema),
      from: own.from ?? "earliest",
      tombstones: own.tombstones ?? "reject",
      deadLetters:
        own.dead_letters === undefined
          ? null
          : own.dead_letters.topic !== undefined
            ? { topic: own.dead_letters.topic }
            : { file: underFolder(folder, own.dead_letters.file!) },
      tls:
        tls === undefined
          ? null
          : { ca: near(tls.ca), cert: near(tls.cert), key: near(tls.key), serverName: tls.server_name ?? null },
      sasl: own.sasl ?? null,
      sessionTimeout: own.session_timeout ?? 10_000,
    };
  };
  const { kafka } = yaml;
  if (isOne(kafka)) return { all: read(kafka, at), targets: new Map() };
  return {
    all: null,
    targets: new Map(Object.entries(kafka).map(([target, own]) => [target, read(own, [...at, target])])),
  };
}

/** The topic from which a target gets the rows of a source. */
export const topicAt = (topics: Topics | null, target: string): KafkaTopic | null =>
  topics?.targets.get(target) ?? topics?.all ?? null;

/** Reports topics of targets that do not exist, and sources that share a group. */
export function checkTopics(
  sources: readonly { readonly source: { readonly name: string }; readonly topics: Topics | null }[],
  targets: ReadonlyMap<string, Target>,
): readonly Diagnostic[] {
  const unknown = sources.flatMap(({ topics }) =>
    [...(topics?.targets ?? [])].flatMap(([name, { place }]) =>
      targets.has(name) ? [] : [unknownTopicTarget.at(place, { name, targets: [...targets.keys()] })],
    ),
  );
  const shared = new Map<string, Diagnostic>();
  for (const target of targets.keys()) {
    const groups = new Map<string, { readonly source: string; readonly place: Place }>();
    for (const { source, topics } of sources) {
      const topic = topicAt(topics, target);
      if (topic === null || topic.group === null) continue;
      const first = groups.get(topic.group);
      if (first === undefined) groups.set(topic.group, { source: source.name, place: topic.place });
      else
        shared.set(
          JSON.stringify([topic.place, topic.group]),
          twoTopics.at(
            topic.place,
            { group: topic.group, source: first.source },
            { related: [{ place: first.place, message: `\`${first.source}\` reads by it here` }] },
          ),
        );
    }
  }
  return [...unknown, ...shared.values()];
}
