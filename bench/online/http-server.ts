/** A server for `http.ts`: `bare` sends fixed bytes, `feat` and `quiet` (without a log) serve the project from a Redis. */
import Fastify from "fastify";
import { openRedis } from "../../runtime/online/redis/index.js";
import { hostServer } from "../../runtime/serve/host.js";
import { createServer } from "../../runtime/serve/index.js";
import { benchProject } from "./project.js";

const [kind, url, name, bytes] = process.argv.slice(2);
if (kind === "bare") {
  const server = Fastify();
  server.post("/v1/services/three", (_, reply) => reply.type("application/json; charset=utf-8").send(bytes));
  await server.listen({ port: 0, host: "127.0.0.1" });
  console.log((server.server.address() as { readonly port: number }).port);
} else {
  const host = await hostServer(
    () =>
      createServer({
        project: benchProject(name!),
        online: openRedis(url, { timeout: 10_000 }),
        version: "1",
        environment: {},
        maxBody: 4_194_304,
        maxRows: 5000,
        timeout: 2000,
        log: kind === "feat" ? { write: (line) => void process.stderr.write(line) } : false,
      }),
    { host: "127.0.0.1", port: 0 },
  );
  console.log(new URL(host.address).port);
}
