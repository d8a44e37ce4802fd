import { createConnection } from "node:net";
import { inject } from "vitest";

/** The URL of a new, empty database on the tests' Postgres, which starts when it is first asked for one. */
export const ownPostgres = (): Promise<string> => asked("own");

/** The URL of a database that many tests use. They create temporary tables only. */
export const sharedPostgres = (): Promise<string> => asked("shared");

function asked(which: "own" | "shared"): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = createConnection({ host: "127.0.0.1", port: inject("postgresPort") });
    let answer = "";
    socket.write(which);
    socket.on("data", (chunk) => {
      answer += chunk.toString();
    });
    socket.once("error", reject);
    socket.once("end", () => {
      const { url, error } = JSON.parse(answer) as { readonly url?: string; readonly error?: string };
      if (url === undefined) reject(new Error(error));
      else resolve(url);
    });
  });
}
