import { run } from "../../cli/run.js";

export interface Served {
  readonly url: string;
  /** Ends the server as SIGTERM does, and gives the exit code. */
  stop(): Promise<number>;
}

/** `feat serve` in this process, on a free port. Its project is in `cwd`. */
export async function featServe(
  cwd: string,
  argv: readonly string[] = [],
  env: Readonly<Record<string, string>> = {},
): Promise<Served> {
  const texts: string[] = [];
  let interrupt = (): void => undefined;
  let opened: (url: string) => void = () => undefined;
  const url = new Promise<string>((resolve) => {
    opened = resolve;
  });
  const stream = (write: (text: string) => void) => ({ isTerminal: false, width: 100, write });
  const ended = run(["serve", "--port", "0", "--json", "--no-log", ...argv], {
    cwd,
    env,
    out: stream((text) => {
      texts.push(text);
      const { address } = JSON.parse(text);
      if (address !== undefined) opened(address);
    }),
    err: stream((text) => void texts.push(text)),
    now: () => Date.now() * 1000,
    onInterrupt: (stop) => {
      interrupt = () => stop("SIGTERM");
      return () => undefined;
    },
  });
  const failed = ended.then((code) => {
    throw new Error(`feat serve ended with ${code}: ${texts.join("")}`);
  });
  failed.catch(() => undefined);
  return {
    url: await Promise.race([url, failed]),
    stop: () => {
      interrupt();
      return ended;
    },
  };
}
