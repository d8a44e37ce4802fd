import type { Call } from "../call.js";
import { RedisFailure } from "./failure.js";
import type { Route } from "./servers.js";

export interface Retries extends Pick<Route, "once" | "divisible"> {
  /** Whether the store has worked before. A store that never worked is probably not configured well: fail at once. */
  readonly worked: () => boolean;
}

/**
 * Tries until it works, the call is over, or trying again is of no use. The first time that a connection turns out to be
 * lost, the next try follows at once; later ones follow after random pauses that grow, so that the clients of a server
 * that comes back do not all come at the same moment.
 */
export async function persist<T>(call: Call, retries: Retries, attempt: () => Promise<T>): Promise<T> {
  for (let tries = 0; ; tries++) {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof RedisFailure) || call.over) throw error;
      const { passing, lost, maybeDone, divided } = error.prospect;
      if (retries.once === true && maybeDone) throw error.withWhy(`${error.why}, and ${MAYBE_DONE}`);
      if (retries.divisible === true && divided) throw error;
      const again = lost && tries === 0;
      if (!again && !(passing && retries.worked())) throw error;
      call.note(`${error.why}, also when it was tried again`);
      if (!again) await call.pause(pauseOf(tries));
      if (call.over) throw error;
    }
  }
}

/** Of a change that is not made again, because it may have been made. */
export const MAYBE_DONE = "the change may have been made";

const FIRST = 10;
const LONGEST = 500;
const pauseOf = (tries: number): number => (0.2 + 0.8 * Math.random()) * Math.min(LONGEST, FIRST * 2 ** tries);
