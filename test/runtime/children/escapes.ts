/**
 * Errors that escape a store: unhandled rejections and uncaught exceptions, which would end a service. A child process
 * reports at its end how many there were, and the results of its calls.
 */
export interface Report {
  readonly escaped: readonly string[];
  readonly outcomes: readonly string[];
}

const escaped: string[] = [];
const outcomes: string[] = [];
process.on("unhandledRejection", (error) => escaped.push(String(error)));
process.on("uncaughtException", (error) => escaped.push(String(error)));

/** Records the result or the error of a call. */
export async function note(name: string, call: () => unknown): Promise<boolean> {
  try {
    const answer = await call();
    outcomes.push(`${name}: ${answer === undefined ? "done" : String(answer)}`);
    return true;
  } catch (error) {
    outcomes.push(`${name}: ${String(error)}`);
    return false;
  }
}

export async function report(): Promise<void> {
  // An unhandled rejection is reported a turn later.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const sent: Report = { escaped, outcomes };
  process.stdout.write(`${JSON.stringify(sent)}\n`);
}
