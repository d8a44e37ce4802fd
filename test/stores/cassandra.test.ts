import { randomUUID } from "node:crypto";
import cassandra from "cassandra-driver";
import { openCassandra } from "../../runtime/online/cassandra/index.js";
import { placeOf } from "../../runtime/online/cassandra/keys.js";
import { viewText } from "../../runtime/online/meta.js";
import { startCassandra } from "../support/cassandra.js";
import { freePort } from "../support/free-port.js";
import type { JavaServer } from "../support/java-server.js";
import { conformance } from "./conformance.js";
import { type FaultyServer, faults } from "./faults.js";
import type { StoreUnderTest } from "./under-test.js";

/** One server for the whole file, since it takes long to start. The last tests kill it and start it again. */
const server = { running: null as Promise<JavaServer> | null };
const running = (): Promise<JavaServer> => {
  server.running ??= startCassandra();
  return server.running;
};

async function underTest(): Promise<StoreUnderTest> {
  const { port } = await running();
  const client = new cassandra.Client({ contactPoints: [`127.0.0.1:${port}`], localDataCenter: "datacenter1" });
  await client.connect();
  const keyspace = `feat_${randomUUID().replaceAll("-", "").slice(0, 20)}`;
  const make = (name: string) =>
    client.execute(`CREATE KEYSPACE ${name} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`);
  await make(keyspace);
  await make(`${keyspace}_empty`);
  await make(`${keyspace}_other`);
  for (const table of ["feat_views", "feat_rows"])
    await client.execute(`CREATE TABLE ${keyspace}_other.${table} (id int PRIMARY KEY)`);
  const settings = {
    hosts: `127.0.0.1:${port}`,
    datacenter: "datacenter1",
    keyspace,
    timeout: 5000,
    write_timeout: 60_000,
  };
  const prepare = { prepare: true };
  return {
    name: "cassandra",
    kind: "cassandra",
    settings,
    get: async (space, key) => {
      const { rows } =
        key === null
          ? await client.execute(
              `SELECT meta AS value FROM ${keyspace}.feat_views WHERE name = ? AND fingerprint = ?`,
              [viewText(space), space.fingerprint],
              prepare,
            )
          : await client.execute(
              `SELECT value FROM ${keyspace}.feat_rows WHERE space = ? AND part = ? AND key = ? LIMIT 1`,
              [...placeOf(space, key)],
              prepare,
            );
      return (rows[0]?.value ?? null) as Buffer | null;
    },
    set: async (space, key, bytes) => {
      if (key === null)
        await client.execute(
          `UPDATE ${keyspace}.feat_views SET meta = ?, version = ? WHERE name = ? AND fingerprint = ? IF version != ''`,
          [Buffer.from(bytes), randomUUID(), viewText(space), space.fingerprint],
          prepare,
        );
      else
        await client.execute(
          `INSERT INTO ${keyspace}.feat_rows (space, part, key, t, value) VALUES (?, ?, ?, ?, ?)`,
          [...placeOf(space, key), cassandra.types.Long.MAX_VALUE, Buffer.from(bytes)],
          prepare,
        );
    },
    many: 300,
    limits: { fits: 2_000_000, tooLarge: 5_000_000 },
    refused: [
      {
        title: "a keyspace that isn't there",
        settings: { ...settings, keyspace: "nowhere" },
        message: /there is no keyspace nowhere: make it \(`CREATE KEYSPACE nowhere WITH replication/,
        fails: "read",
      },
      {
        title: "a keyspace without tables",
        settings: { ...settings, keyspace: `${keyspace}_empty` },
        message: /has no tables of Feat: `feat materialize` makes them/,
        fails: "read",
      },
      {
        title: "another program's tables",
        settings: { ...settings, keyspace: `${keyspace}_other` },
        message: /was not made by Feat/,
        fails: "read",
      },
      {
        title: "a datacenter that isn't there",
        settings: { ...settings, datacenter: "nowhere" },
        message: /it has no datacenter nowhere, which the target names/,
        fails: "read",
      },
      {
        title: "a server that isn't there",
        settings: { ...settings, hosts: "127.0.0.1:1" },
        message: /^Cassandra at 127\.0\.0\.1:1 \(keyspace \w+\): connection refused$/,
        fails: "read",
      },
    ],
    close: async () => {
      for (const suffix of ["", "_empty", "_other"]) await client.execute(`DROP KEYSPACE ${keyspace}${suffix}`);
      await client.shutdown();
    },
  };
}

async function faulty(): Promise<FaultyServer> {
  const keyspace = "faults";
  const at = (port: number) => ({ hosts: `127.0.0.1:${port}`, datacenter: "datacenter1", keyspace });
  const prepared = async () => {
    const { port } = await running();
    const client = new cassandra.Client({ contactPoints: [`127.0.0.1:${port}`], localDataCenter: "datacenter1" });
    await client.execute(
      `CREATE KEYSPACE ${keyspace} WITH replication = {'class': 'SimpleStrategy', 'replication_factor': 1}`,
    );
    await client.shutdown();
    // A table that is not there is another error.
    await using store = await openCassandra(at(port));
    await store.begin({ project: "p", view: "v" });
    return port;
  };
  const port = await prepared();
  return {
    kind: "cassandra",
    port,
    settings: (own) => ({ ...at(own), timeout: 1000, write_timeout: 1500 }),
    kill: async () => (await running()).stop(),
    restart: async () => {
      server.running = startCassandra({ port });
      await prepared();
    },
    suspend: () => void running().then(({ signal }) => signal("SIGSTOP")),
    resume: () => void running().then(({ signal }) => signal("SIGCONT")),
    stop: async () => (await running()).stop(),
  };
}

conformance(underTest, "cassandra");
faults(faulty, freePort, "cassandra");
