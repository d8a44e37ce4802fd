import { createConnection } from "node:net";
import { inject } from "vitest";
import type { SharedServer } from "./shared-servers.js";

/** The port of a server of the tests, which starts when it is first asked for. */
export function portOf(name: SharedServer): Promise<number> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: "127.0.0.1", port: inject("sharedServers") });
    let answer = "";
    socket.write(name);
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.once("error", reject);
    socket.once("end", () => {
      const { port, error } = JSON.parse(answer) as { readonly port?: number; readonly error?: string };
      if (port === undefined) reject(new Error(error));
      else resolve(port);
    });
  });
}
