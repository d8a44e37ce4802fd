import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { restartablePort } from "./free-port.js";
import { type JavaServer, startJava } from "./java-server.js";
import { type Artifact, jarsOf } from "./maven.js";

const artifact: Artifact = { group: "org.apache.kafka", name: "kafka_2.13", version: "4.4.0" };
const small = ["-Xms128m", "-Xmx256m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"];

export interface Kafka {
  readonly brokers: string;
  /** Ends the broker at once, and leaves its data. */
  kill(): Promise<void>;
  /** Starts it again on its port, with its data. */
  start(): Promise<void>;
  signal(name: "SIGSTOP" | "SIGCONT"): void;
  stop(): Promise<void>;
}

/** A new Kafka, a broker and controller in one. Groups may have members with short sessions. */
export async function startKafka(): Promise<Kafka> {
  const jars = join(jarsOf(artifact), "*");
  const [port, controller] = [await restartablePort(), await restartablePort()];
  const data = await mkdtemp(join(tmpdir(), "feat-kafka-data-"));
  const properties = join(data, "server.properties");
  await writeFile(
    properties,
    Object.entries({
      "process.roles": "broker,controller",
      "node.id": 1,
      "controller.quorum.voters": `1@127.0.0.1:${controller}`,
      listeners: `PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controller}`,
      "advertised.listeners": `PLAINTEXT://127.0.0.1:${port}`,
      "controller.listener.names": "CONTROLLER",
      "listener.security.protocol.map": "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT",
      "log.dirs": join(data, "logs"),
      "offsets.topic.replication.factor": 1,
      "offsets.topic.num.partitions": 1,
      "transaction.state.log.replication.factor": 1,
      "transaction.state.log.min.isr": 1,
      "transaction.state.log.num.partitions": 1,
      "group.initial.rebalance.delay.ms": 0,
      "group.min.session.timeout.ms": 1000,
      "auto.create.topics.enable": false,
    })
      .map(([key, value]) => `${key}=${value}\n`)
      .join(""),
  );
  await promisify(execFile)("java", [
    ...[...small, "-cp", jars, "kafka.tools.StorageTool"],
    ...["format", "-t", "AAAAAAAAAAAAAAAAAAAAAQ", "-c", properties],
  ]);
  let server: JavaServer | null = null;
  const start = async (): Promise<void> => {
    server = await startJava({
      name: "kafka",
      port,
      args: async () => [...small, "-cp", jars, "kafka.Kafka", properties],
    });
  };
  await start();
  return {
    brokers: `127.0.0.1:${port}`,
    kill: async () => server?.stop(),
    start,
    signal: (name) => server?.signal(name),
    stop: async () => {
      await server?.stop();
      await rm(data, { recursive: true, force: true });
    },
  };
}
