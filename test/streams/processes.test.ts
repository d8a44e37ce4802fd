/** Processes that push rows of one view at once, some rows twice: nothing is lost, and nothing counts twice. */
import { fork } from "node:child_process";
import { once } from "node:events";
import { expect, test } from "vitest";
import { openRedis } from "../../runtime/index.js";
import { streamedProject } from "../stores/streamed.js";
import { built } from "../support/built.js";
import { ownRedis } from "../support/own-redis.js";

test("two processes and Redis", { timeout: 240_000 }, async () => {
  const settings = { url: ownRedis(), timeout: 30_000 };
  const name = `processes_${process.pid}`;
  const { fill, read, expected } = streamedProject(name);
  await using store = openRedis(settings);
  await fill(store);
  const ids = Array.from({ length: 120 }, (_, id) => id);
  const ended = [ids.slice(0, 80), ids.slice(40).reverse()].map(async (own) => {
    const argv = ["redis", JSON.stringify(settings), name, JSON.stringify(own)];
    const child = fork(await built("test/stores/children/push-rows.ts"), argv, { execArgv: [] });
    return (await once(child, "exit"))[0] as number;
  });
  expect(await Promise.all(ended)).toEqual([0, 0]);
  expect(await read(store)).toEqual(expected(120));
});
