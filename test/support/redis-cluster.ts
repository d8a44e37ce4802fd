/** Servers of Redis that work together: a cluster, and a primary with a replica under Sentinels. */
import { writeFileSync } from "node:fs";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Redis } from "ioredis";
import { freePort } from "./free-port.js";
import { type RedisServer, type RedisStart, startRedis } from "./redis.js";
import { until } from "./until.js";

export interface Cluster {
  readonly nodes: readonly ClusterNode[];
  readonly url: string;
  /** Waits until every node agrees on who has the slots, and each primary has its replica. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}
export interface ClusterNode extends RedisServer {
  readonly admin: Redis;
  readonly id: string;
}

const SLOTS = 16_384;
const CLUSTER_ARGS = [
  ...["--cluster-enabled", "yes", "--cluster-node-timeout", "1000", "--cluster-config-file", "nodes.conf"],
  // Without this a replica has no data for its first five seconds.
  ...["--repl-diskless-sync-delay", "0"],
];

/** Three primaries, each with so many replicas. The first three nodes are the primaries. */
export async function startCluster(replicas: 0 | 1, { binary, args = [] }: RedisStart = {}): Promise<Cluster> {
  const servers: RedisServer[] = [];
  const count = 3 + 3 * replicas;
  const stopAll = () => Promise.all(servers.map((server) => server.stop()));
  try {
    for (let index = 0; index < count; index++) {
      const bus = String(await freePort());
      servers.push(
        await startRedis(undefined, {
          ...(binary === undefined ? {} : { binary }),
          args: [...CLUSTER_ARGS, "--cluster-port", bus, ...args],
        }),
      );
    }
    const nodes = await Promise.all(
      servers.map(async (server): Promise<ClusterNode> => {
        const admin = new Redis(server.port, "127.0.0.1");
        admin.on("error", () => {});
        return { ...server, admin, id: String(await admin.call("CLUSTER", "MYID")) };
      }),
    );
    const ports = await Promise.all(nodes.map(({ admin }) => admin.call("CONFIG", "GET", "cluster-port")));
    for (const [index, { port }] of nodes.entries()) {
      const bus = (ports[index] as Record<string, string>)["cluster-port"] ?? (ports[index] as string[])[1]!;
      if (index > 0) await nodes[0]!.admin.call("CLUSTER", "MEET", "127.0.0.1", String(port), bus);
    }
    for (const [index, { admin }] of nodes.slice(0, 3).entries()) {
      const [from, to] = [Math.ceil((SLOTS * index) / 3), Math.ceil((SLOTS * (index + 1)) / 3) - 1];
      await admin.call("CLUSTER", "ADDSLOTSRANGE", String(from), String(to));
    }
    const cluster: Cluster = {
      nodes,
      url: `redis://127.0.0.1:${nodes[0]!.port}`,
      settled: () => settled(nodes, replicas),
      stop: async () => {
        for (const { admin } of nodes) admin.disconnect();
        await stopAll();
      },
    };
    // A node must have heard of a primary before it can be its replica.
    for (const [index, { admin }] of nodes.slice(3).entries())
      await until(async () => (await admin.call("CLUSTER", "REPLICATE", nodes[index]!.id)) === "OK");
    await cluster.settled();
    return cluster;
  } catch (error) {
    await stopAll();
    throw error;
  }
}

async function settled(nodes: readonly ClusterNode[], replicas: number): Promise<void> {
  await until(async () => {
    const infos = await Promise.all(nodes.map(({ admin }) => admin.call("CLUSTER", "INFO")));
    const known = await Promise.all(nodes.map(({ admin }) => admin.call("CLUSTER", "SLOTS")));
    const all = known.map((ranges) => (ranges as [number, number, ...unknown[]][]).map((range) => range.length - 3));
    return (
      infos.every((info) => String(info).includes("cluster_state:ok")) &&
      all.every((ranges) => ranges.length >= 3 && ranges.every((found) => found >= replicas))
    );
  });
  for (const { admin } of nodes)
    await until(async () => {
      const info = await admin.info("replication");
      return !info.includes("role:slave") || info.includes("master_link_status:up");
    });
}

/** Moves a slot with its keys from one node to another, key by key. `between` runs when about half of them have moved. */
export async function moveSlot(
  cluster: Cluster,
  slot: number,
  from: ClusterNode,
  to: ClusterNode,
  between: () => Promise<void>,
): Promise<void> {
  await to.admin.call("CLUSTER", "SETSLOT", String(slot), "IMPORTING", from.id);
  await from.admin.call("CLUSTER", "SETSLOT", String(slot), "MIGRATING", to.id);
  const keys = (await from.admin.callBuffer("CLUSTER", "GETKEYSINSLOT", String(slot), "100000")) as Buffer[];
  const migrate = async (some: readonly Buffer[]) => {
    for (const key of some) await from.admin.callBuffer("MIGRATE", "127.0.0.1", String(to.port), key, "0", "5000");
  };
  const half = keys.length >> 1;
  await migrate(keys.slice(0, half));
  await between();
  const rest = (await from.admin.callBuffer("CLUSTER", "GETKEYSINSLOT", String(slot), "100000")) as Buffer[];
  await migrate(rest);
  for (const node of [to, from, ...cluster.nodes.slice(0, 3)])
    await node.admin.call("CLUSTER", "SETSLOT", String(slot), "NODE", to.id);
}

export interface Watched {
  readonly primary: RedisServer;
  readonly replica: RedisServer;
  readonly sentinels: readonly RedisServer[];
  readonly name: string;
  stop(): Promise<void>;
}

/** A primary and a replica under three Sentinels, which fail over after 500 ms. */
export async function startWatched(name: string): Promise<Watched> {
  const started: RedisServer[] = [];
  const stop = async () => void (await Promise.all(started.map((server) => server.stop())));
  const start = async (more: RedisStart) => {
    const server = await startRedis(undefined, more);
    started.push(server);
    return server;
  };
  try {
    const primary = await start({ args: ["--repl-diskless-sync-delay", "0"] });
    const replica = await start({
      args: ["--replicaof", `127.0.0.1 ${primary.port}`, "--repl-diskless-sync-delay", "0"],
    });
    const sentinels = await Promise.all([1, 2, 3].map(() => startSentinel(name, primary.port)));
    started.push(...sentinels);
    for (const { port } of [replica, ...sentinels]) {
      const admin = new Redis(port, "127.0.0.1");
      await until(async () => {
        if (port === replica.port) return (await admin.info("replication")).includes("master_link_status:up");
        const info = await admin.info("sentinel");
        return info.includes("slaves=1,sentinels=3");
      });
      admin.disconnect();
    }
    return { primary, replica, sentinels, name, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function startSentinel(name: string, port: number): Promise<RedisServer> {
  const folder = await mkdtemp(join(tmpdir(), "feat-sentinel-"));
  const file = join(folder, "sentinel.conf");
  const own = await freePort();
  writeFileSync(
    file,
    [
      `port ${own}`,
      "bind 127.0.0.1",
      `dir ${folder}`,
      `sentinel monitor ${name} 127.0.0.1 ${port} 2`,
      `sentinel down-after-milliseconds ${name} 500`,
      `sentinel failover-timeout ${name} 3000`,
    ].join("\n"),
  );
  return startRedis(own, { command: [file, "--sentinel"], folder });
}
