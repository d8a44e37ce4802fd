/**
 * What escapes a store: rejections that nobody holds and exceptions that nobody catches, which end a service. A child says at its end
 * how many there were, and what its calls said.
 */
export interface Report {
  readonly escaped: readonly string[];
  readonly said: readonly string[];
}

const escaped: string[] = [];
const said: string[] = [];
process.on("unhandledRejection", (error) => escaped.push(String(error)));
process.on("uncaughtException", (error) => escaped.push(String(error)));

/** Notes what a call answers or throws; an error of a store by its name. */
export async function note(name: string, call: () => unknown): Promise<boolean> {
  try {
    const answer = await call();
    said.push(`${name}: ${answer === undefined ? "done" : String(answer)}`);
    return true;
  } catch (error) {
    said.push(`${name}: ${String(error)}`);
    return false;
  }
}

export async function report(): Promise<void> {
  // What nobody holds is told a turn later.
  await new Promise((resolve) => setTimeout(resolve, 100));
  const sent: Report = { escaped, said };
  process.stdout.write(`${JSON.stringify(sent)}\n`);
}
