/**
 * Servers that several test files use: DynamoDB Local and Cassandra. Each starts when a test first asks for it, once per
 * run, and ends with the run.
 */
import { createServer } from "node:net";
import type { TestProject } from "vitest/node";
import { startCassandra } from "./cassandra.js";
import { startDynamoDB } from "./dynamodb.js";
import type { JavaServer } from "./java-server.js";

declare module "vitest" {
  interface ProvidedContext {
    /** A port that answers the name of a server with the port where it listens. */
    sharedServers: number;
  }
}

const starters = { dynamodb: startDynamoDB, cassandra: startCassandra };
export type SharedServer = keyof typeof starters;

export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const started = new Map<string, Promise<JavaServer>>();
  const desk = createServer((socket) => {
    socket.on("error", () => {});
    socket.once("data", (asked) => {
      const name = asked.toString() as SharedServer;
      const server = started.get(name) ?? starters[name]();
      started.set(name, server);
      server.then(
        ({ port }) => socket.end(JSON.stringify({ port })),
        (error: Error) => socket.end(JSON.stringify({ error: error.message })),
      );
    });
  });
  await new Promise<void>((resolve) => desk.listen(0, "127.0.0.1", resolve));
  const address = desk.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  project.provide("sharedServers", address.port);
  return async () => {
    desk.close();
    for (const server of started.values()) await server.then(({ stop }) => stop()).catch(() => {});
  };
}
