import type { Cli } from "./cli.js";
import { Exit, exitCodes } from "./exit.js";

export type Interrupt = "SIGINT" | "SIGTERM";
const codes = { SIGINT: exitCodes.interrupted, SIGTERM: exitCodes.terminated } as const;

/**
 * Does work that must not be cut off in the middle: when the user asks to stop, its signal is aborted, it cleans up, and the command ends with what
 * `said` tells of it. When asked a second time the process just ends. Work that was done all the same has its result.
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
