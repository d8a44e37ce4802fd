/**
 * What `feat stream` reads, from the project.
 *
 * In: a topic as YAML declares it, and a source. Out: settings with variables replaced and files read, and what the
 * messages look like.
 * Always: an error names the source, and the variable or file at fault. It shows no value of a variable.
 */
import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { PhysicalSource, TimeColumn } from "../../compiler/ir/index.js";
import { interpolate, type KafkaTopic } from "../../compiler/project/index.js";
import type { MessageColumn, MessageSource, TopicSettings } from "../../runtime/kafka/index.js";
import { scalar } from "../../runtime/types.js";
import { data, toExit } from "../exit.js";

interface Context {
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** The project's folder. */
  readonly folder: string;
  readonly project: string;
  readonly target: string;
  readonly source: string;
}

export function topicSettings(topic: KafkaTopic, context: Context): TopicSettings {
  const { environment, folder, project, target, source } = context;
  const settled = (text: string): string => {
    const result = interpolate(text, environment);
    if (result.ok) return result.text;
    throw data(
      `the environment variable ${result.variable}, which the topic of source \`${source}\` names, is not set`,
      "set it, or give it a default in the YAML: `${NAME:-default}`",
    );
  };
  const maybe = (text: string | undefined): string | undefined => (text === undefined ? undefined : settled(text));
  const file = (path: string | null, key: string): string | null => {
    if (path === null) return null;
    try {
      return readFileSync(resolve(folder, settled(path)), "utf8");
    } catch (error) {
      throw data(`the file of \`${key}\` of source \`${source}\`: ${toExit(error).message}`, null, error);
    }
  };
  const { registry, deadLetters, tls, sasl } = topic;
  return {
    brokers: topic.brokers.flatMap((text) => brokersIn(settled(text), source)),
    topic: settled(topic.topic),
    group: topic.group === null ? `feat-${project}-${target}-${source}` : settled(topic.group),
    format: topic.format,
    registry:
      registry === null
        ? null
        : {
            url: urlOf(settled(registry.url), source),
            username: maybe(registry.username),
            password: maybe(registry.password),
          },
    schema: file(topic.schema, "schema"),
    from: topic.from,
    tombstones: topic.tombstones,
    deadLetters:
      deadLetters === null
        ? null
        : "topic" in deadLetters
          ? { topic: settled(deadLetters.topic) }
          : { file: resolve(folder, settled(deadLetters.file)) },
    tls:
      tls === null
        ? null
        : {
            ca: file(tls.ca, "ca"),
            cert: file(tls.cert, "cert"),
            key: file(tls.key, "key"),
            serverName: tls.serverName === null ? null : settled(tls.serverName),
          },
    sasl:
      sasl === null
        ? null
        : {
            mechanism: sasl.mechanism,
            username: maybe(sasl.username),
            password: maybe(sasl.password),
            token: maybe(sasl.token),
          },
    sessionTimeout: topic.sessionTimeout,
  };
}

function brokersIn(text: string, source: string): readonly string[] {
  return text
    .split(",")
    .map((each) => each.trim())
    .filter((each) => each !== "")
    .map((each) => {
      if (/^(\[[^\]]+\]|[^:/@\s]+):\d+$/.test(each)) return each;
      if (/^(\[[^\]]+\]|[^:/@\s]+)$/.test(each)) return `${each}:9092`;
      throw data(`a broker of source \`${source}\` is not written as \`host:port\``, "correct `brokers` of its topic");
    });
}

function urlOf(text: string, source: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text;
  throw data(`the registry of source \`${source}\` is no URL`, "write it as `http://host:port`");
}

/** What a message of a source's topic may have. */
export function messageSource(source: PhysicalSource): MessageSource {
  const roles = [source.time, source.created, source.until].filter((role) => role !== null);
  const roleOf = (column: string): TimeColumn | undefined => roles.find((role) => role.column === column);
  const timeOf = (column: string): MessageColumn["time"] => {
    const role = roleOf(column);
    return role === undefined ? null : { format: role.format, zone: role.zone };
  };
  const columns: MessageColumn[] = source.columns.map(({ name, column, type }) => ({
    name,
    column,
    type,
    time: timeOf(column),
  }));
  const add = (column: string, type: MessageColumn["type"]): void => {
    if (!columns.some((own) => own.column === column))
      columns.push({ name: column, column, type, time: timeOf(column) });
  };
  for (const role of roles) add(role.column, scalar(role.format === "date" ? "date" : "timestamp", true));
  if (source.sequence !== null) add(source.sequence.column, source.sequence.type);
  if (source.deleted !== null) add(source.deleted, scalar("bool", true));
  const nameOf = (column: string): string => columns.find((own) => own.column === column)!.name;
  return {
    name: source.name,
    columns,
    key: source.key,
    time: nameOf(source.time.column),
    deleted: source.deleted === null ? null : nameOf(source.deleted),
  };
}
