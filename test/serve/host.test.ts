/** Routes that are replaced while the server listens. */
import Fastify, { type FastifyInstance } from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { hostServer } from "../../runtime/serve/host.js";

interface Held {
  readonly made: () => Promise<FastifyInstance>;
  /** Lets the requests of `/slow` end. */
  release(): void;
  readonly closed: readonly string[];
}

/** Routes that tell which ones they are: a, b, c and so on. */
function routes(): Held {
  let count = 0;
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const closed: string[] = [];
  const made = async (): Promise<FastifyInstance> => {
    const name = "abc"[count++] ?? "";
    if (name === "c") throw new Error("c has a mistake");
    const server = Fastify();
    server.get("/fast", async () => name);
    server.get("/slow", async () => held.then(() => name));
    server.addHook("onClose", async () => void closed.push(name));
    return server;
  };
  return { made, release: () => release(), closed };
}

test("what has begun is answered by the old routes, and all else by the new ones", async () => {
  const { made, release, closed } = routes();
  const host = await hostServer(made, { host: "127.0.0.1", port: 0 });
  onTestFinished(release);
  const get = async (path: string) => (await fetch(`${host.address}${path}`)).text();
  const begun = get("/slow");
  await expect.poll(() => get("/fast")).toBe("a");
  await host.reload();
  expect(await get("/fast")).toBe("b");
  expect(closed).toEqual([]);
  await expect(host.reload()).rejects.toThrow("c has a mistake");
  expect(await get("/fast")).toBe("b");

  const end = host.close();
  await expect(get("/fast")).rejects.toThrow();
  release();
  expect(await begun).toBe("a");
  await end;
  expect(closed).toEqual(["a", "b"]);
});

test("a port that is taken rejects, and the routes are closed", async () => {
  const first = await hostServer(routes().made, { host: "127.0.0.1", port: 0 });
  const { made, closed } = routes();
  const port = Number(new URL(first.address).port);
  await expect(hostServer(made, { host: "127.0.0.1", port })).rejects.toMatchObject({ code: "EADDRINUSE" });
  expect(closed).toEqual(["a"]);
  await first.close();
});
