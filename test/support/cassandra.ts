import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { freePort } from "./free-port.js";
import { type JavaServer, startJava } from "./java-server.js";
import { type Artifact, jarsOf } from "./maven.js";

const cassandra: Artifact = { group: "org.apache.cassandra", name: "cassandra-all", version: "5.0.9" };

export interface CassandraOptions {
  readonly port?: number;
  /** Whether it asks for a user and password. The first user is `cassandra`, with that password. */
  readonly passwords?: boolean;
}

/** A new Cassandra of one node. */
export async function startCassandra({ port, passwords = false }: CassandraOptions = {}): Promise<JavaServer> {
  const jars = jarsOf(cassandra);
  const [chosen, storage, jmx] = [port ?? (await freePort()), await freePort(), await freePort()];
  return startJava({
    name: "cassandra",
    port: chosen,
    args: async (folder) => {
      await writeFile(join(folder, "cassandra.yaml"), configuration(folder, chosen, storage, passwords));
      await writeFile(join(folder, "logback.xml"), logging);
      return [
        ...["-Xms384m", "-Xmx384m", "-Xss512k", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1"],
        `-javaagent:${join(jars, "jamm-0.4.0.jar")}`,
        ...Object.entries({
          "cassandra.config": `file:${join(folder, "cassandra.yaml")}`,
          "logback.configurationFile": join(folder, "logback.xml"),
          "cassandra.storagedir": folder,
          "cassandra-foreground": "yes",
          "cassandra.ring_delay_ms": "1",
          "cassandra.skip_wait_for_gossip_to_settle": "0",
          "cassandra.superuser_setup_delay_ms": "0",
          "cassandra.jmx.local.port": String(jmx),
          "java.net.preferIPv4Stack": "true",
          "jdk.attach.allowAttachSelf": "true",
          "io.netty.tryReflectionSetAccessible": "true",
        }).map(([name, value]) => `-D${name}=${value}`),
        ...exported.map((name) => `--add-exports=${name}=ALL-UNNAMED`),
        ...opened.map((name) => `--add-opens=${name}=ALL-UNNAMED`),
        ...["-cp", join(jars, "*"), "org.apache.cassandra.service.CassandraDaemon"],
      ];
    },
  });
}

const configuration = (folder: string, port: number, storage: number, passwords: boolean): string => `
cluster_name: feat
num_tokens: 4
partitioner: org.apache.cassandra.dht.Murmur3Partitioner
commitlog_sync: periodic
commitlog_sync_period: 10000ms
data_file_directories: ['${folder}/data']
commitlog_directory: ${folder}/commitlog
saved_caches_directory: ${folder}/saved_caches
hints_directory: ${folder}/hints
cdc_raw_directory: ${folder}/cdc_raw
endpoint_snitch: SimpleSnitch
seed_provider:
  - class_name: org.apache.cassandra.locator.SimpleSeedProvider
    parameters: [{ seeds: "127.0.0.1:${storage}" }]
listen_address: 127.0.0.1
rpc_address: 127.0.0.1
native_transport_port: ${port}
storage_port: ${storage}
authenticator: ${passwords ? "PasswordAuthenticator" : "AllowAllAuthenticator"}
authorizer: ${passwords ? "CassandraAuthorizer" : "AllowAllAuthorizer"}
auto_snapshot: false
concurrent_reads: 8
concurrent_writes: 8
memtable_heap_space: 64MiB
commitlog_segment_size: 8MiB
commitlog_total_space: 64MiB
`;

const logging = `<configuration><appender name="OUT" class="ch.qos.logback.core.ConsoleAppender"><encoder><pattern>%level %logger %msg%n</pattern></encoder></appender><root level="WARN"><appender-ref ref="OUT"/></root></configuration>`;

const inside = (module: string, packages: string): readonly string[] =>
  packages.split(" ").map((name) => `${module}/${name}`);

const exported: readonly string[] = [
  ...inside("java.base", "jdk.internal.misc jdk.internal.ref sun.nio.ch java.lang.ref"),
  ...inside("java.management.rmi", "com.sun.jmx.remote.internal.rmi"),
  ...inside("java.rmi", "sun.rmi.registry sun.rmi.server"),
  ...inside("java.sql", "java.sql"),
  ...inside("jdk.unsupported", "sun.misc"),
];

const opened: readonly string[] = [
  ...inside(
    "java.base",
    "java.lang.module jdk.internal.loader jdk.internal.ref jdk.internal.reflect jdk.internal.math jdk.internal.module jdk.internal.util.jar sun.nio.ch java.io java.lang java.lang.reflect java.util java.util.concurrent java.util.concurrent.atomic java.nio java.net",
  ),
  ...inside("jdk.management", "com.sun.management.internal"),
];
