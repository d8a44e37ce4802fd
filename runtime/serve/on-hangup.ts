import { closeSync, openSync } from "node:fs";

/**
 * Calls back on SIGHUP, which asks a server to load its code anew. The system also sends it when a terminal is closed:
 * then a server that was started there ends like other programs. Returns a function that stops listening.
 */
export function onHangup(reload: () => void): () => void {
  const started = hasTerminal();
  const heard = (): void => {
    if (!started || hasTerminal()) reload();
    else {
      process.off("SIGHUP", heard);
      process.kill(process.pid, "SIGHUP");
    }
  };
  process.on("SIGHUP", heard);
  return () => void process.off("SIGHUP", heard);
}

/** True while the process belongs to a terminal that is open. */
function hasTerminal(): boolean {
  try {
    closeSync(openSync("/dev/tty", "r"));
    return true;
  } catch {
    return false;
  }
}
