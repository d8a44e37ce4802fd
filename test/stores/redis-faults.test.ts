import { Redis } from "ioredis";
import { freePort } from "../support/free-port.js";
import { type RedisServer, startRedis } from "../support/redis.js";
import { type FaultyServer, faults } from "./faults.js";

async function faulty(): Promise<FaultyServer> {
  let server: RedisServer = await startRedis();
  const { port, url } = server;
  const admin = async (use: (client: Redis) => Promise<unknown>): Promise<void> => {
    const client = new Redis(url);
    await use(client);
    client.disconnect();
  };
  return {
    kind: "redis",
    port,
    settings: (own) => ({ url: `redis://127.0.0.1:${own}` }),
    kill: () => server.stop(),
    restart: async () => {
      server = await startRedis(port);
    },
    suspend: () => process.kill(server.pid, "SIGSTOP"),
    resume: () => process.kill(server.pid, "SIGCONT"),
    room: {
      take: () => admin((client) => client.config("SET", "maxmemory", "1")),
      give: () => admin((client) => client.config("SET", "maxmemory", "0")),
    },
    stop: () => server.stop(),
  };
}

faults(faulty, freePort, "redis");
