import { openDynamoDB, openRedis } from "../../runtime/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { startDynamoDB } from "../support/dynamodb.js";
import { freePort } from "../support/free-port.js";
import { TcpProxy } from "../support/proxy.js";
import { startCluster } from "../support/redis-cluster.js";
import { until } from "../support/until.js";

/** A store whose servers can be disturbed. */
export interface Disturbed {
  readonly store: OnlineStore;
  readonly disturb: () => Promise<void>;
  readonly stop: () => Promise<void>;
}

const TIMEOUTS = { timeout: 5000, writeTimeout: 60_000 };

export const disturbedStores: Readonly<Record<"redis" | "dynamodb", () => Promise<Disturbed>>> = {
  /** Each primary in turn gives way to its replica, while everything works on. */
  redis: async () => {
    const cluster = await startCluster(1);
    const nodes = cluster.nodes.map(({ port }) => `127.0.0.1:${port}`);
    const store = openRedis(cluster.url, { mode: "cluster", nodes: nodes.slice(1), ...TIMEOUTS });
    let turn = 0;
    return {
      store,
      disturb: async () => {
        const { admin } = await replicaOf(cluster.nodes, turn++);
        await admin.call("CLUSTER", "FAILOVER");
        await until(async () => String(await admin.call("ROLE")).startsWith("master"));
        await cluster.settled();
      },
      stop: async () => {
        await store.close();
        await cluster.stop();
      },
    };
  },
  /** Connections break, and nothing listens for two seconds. */
  dynamodb: async () => {
    process.env.AWS_ACCESS_KEY_ID ??= "soak";
    process.env.AWS_SECRET_ACCESS_KEY ??= "soak";
    const server = await startDynamoDB();
    const proxy = await TcpProxy.start(await freePort(), Number(new URL(server.endpoint).port));
    const endpoint = `http://127.0.0.1:${proxy.port}`;
    const store = await openDynamoDB({ region: "eu-central-1", endpoint, ...TIMEOUTS });
    return {
      store,
      disturb: async () => {
        await proxy.become({ kind: "refusing" });
        await new Promise((resolve) => setTimeout(resolve, 2000));
        await proxy.become({ kind: "through" });
      },
      stop: async () => {
        await store.close();
        await proxy.stop();
        await server.stop();
      },
    };
  },
};

type Nodes = Awaited<ReturnType<typeof startCluster>>["nodes"];

/** The replicas of the moment, in turn. */
async function replicaOf(nodes: Nodes, turn: number): Promise<Nodes[number]> {
  const roles = await Promise.all(nodes.map(({ admin }) => admin.call("ROLE")));
  const replicas = nodes.filter((_, index) => String(roles[index]).startsWith("slave"));
  return replicas[turn % replicas.length]!;
}
