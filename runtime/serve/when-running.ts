import type { Running } from "./program.js";

/** Reloads a server that may still be starting: what it has loaded by then may be older than the request to reload. */
export function whenRunning(): { readonly ask: () => void; readonly runs: (server: Pick<Running, "reload">) => void } {
  let running: Pick<Running, "reload"> | null = null;
  let asked = false;
  return {
    ask: () => {
      if (running === null) asked = true;
      else void running.reload();
    },
    runs: (server) => {
      running = server;
      if (asked) void server.reload();
    },
  };
}
