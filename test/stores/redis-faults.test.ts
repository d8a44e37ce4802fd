import { Redis } from "ioredis";
import { expect, test } from "vitest";
import { freePort } from "../support/free-port.js";
import { TcpProxy } from "../support/proxy.js";
import { type RedisServer, startRedis } from "../support/redis.js";
import { type FaultyServer, faults } from "./faults.js";
import { newSpace, openStore } from "./under-test.js";

async function faulty(): Promise<FaultyServer> {
  let server: RedisServer = await startRedis();
  const { port } = server;
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
    stop: () => server.stop(),
  };
}

async function limited({ port }: FaultyServer, bytes: number): Promise<void> {
  const client = new Redis(port);
  await client.config("SET", "maxmemory", bytes);
  client.disconnect();
}

faults(faulty, freePort, "redis", { take: (server) => limited(server, 1), give: (server) => limited(server, 0) });

test("a change of a record whose answer is lost is not made again, and the error says that it may have been made", async () => {
  const server = await startRedis();
  const proxy = await TcpProxy.start(await freePort(), server.port);
  await using store = await openStore("redis", { url: `redis://127.0.0.1:${proxy.port}`, timeout: 5000 });
  const space = newSpace();
  const key = Buffer.from("r");
  const read = async () => (await store.read([{ space, keys: [], records: [key] }]))[0]!.records[0];
  expect(await store.swap(space, [{ key, expected: null, value: Buffer.from("1") }])).toEqual([true]);
  await proxy.become({ kind: "slow", milliseconds: 60_000 });
  const swapping = store.swap(space, [{ key, expected: Buffer.from("1"), value: Buffer.from("2") }]);
  const late = store.swap(space, [{ key, expected: Buffer.from("1"), value: Buffer.from("3") }], { timeout: 50 });
  await expect(late).rejects.toThrow(/no answer in time, and the change may have been made \(50 ms\)$/);
  const told = expect(swapping).rejects.toThrow(/the connection was lost, and the change may have been made$/);
  await proxy.become({ kind: "through" });
  await told;
  expect(String(await read())).toBe("2");
  await proxy.stop();
  await server.stop();
});
