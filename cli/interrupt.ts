import type { Cli } from "./cli.js";
import { Exit, exitCodes } from "./exit.js";

export type Interrupt = "SIGINT" | "SIGTERM";
const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

/**
 * Does work that must not be cut off in the middle. When the user asks to stop, the signal is aborted, the work cleans
 * up, and the command ends with the text of `said`. A second request ends the process at once. Work that finishes
 * before it sees the signal returns its result.
 */
export async function interruptible<T>(
  cli: Cli,
  said: () => string,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const stopping = new AbortController();
  let asked: Interrupt | null = null;
  const ignore = cli.world.onInterrupt?.((signal) => {
    asked = signal;
    stopping.abort();
  });
  try {
    return await work(stopping.signal);
  } catch (error) {
    if (asked === null) throw error;
    throw new Exit(codes[asked], `interrupted: ${said()}`, null, { cause: error });
  } finally {
    ignore?.();
  }
}
