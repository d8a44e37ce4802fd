import { onHangup } from "../runtime/serve/on-hangup.js";

/** Everything that a command uses of the machine, so that tests can give it another. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Stream;
  readonly err: Stream;
  /** Standard input, as text; absent where there is none. */
  readonly input?: () => AsyncIterable<string>;
  /** Microseconds since the epoch. */
  now(): number;
  /** Asks a question on the terminal and returns what is typed; absent where there is no terminal. */
  readonly ask?: (question: string) => Promise<string>;
  /**
   * Calls back when the user asks to stop; if they ask again, the process ends at once. Returns a function that stops
   * listening.
   */
  readonly onInterrupt?: (stop: (signal: "SIGINT" | "SIGTERM") => void) => () => void;
  /** Calls back when a server is asked to load its code anew (SIGHUP). Returns a function that stops listening. */
  readonly onReload?: (reload: () => void) => () => void;
  /** The command that starts this program in another process, without the program's own arguments. */
  readonly self?: readonly [program: string, ...args: string[]];
}

export interface Stream {
  readonly isTerminal: boolean;
  /** The terminal's width in columns. */
  readonly width: number;
  write(text: string): void;
}

export function thisMachine(): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: streamOf(process.stdout),
    err: streamOf(process.stderr),
    input: () => process.stdin.setEncoding("utf8"),
    now: () => Date.now() * 1000,
    ...(process.stdin.isTTY && process.stderr.isTTY ? { ask } : {}),
    onInterrupt: (stop) => {
      const signals = ["SIGINT", "SIGTERM"] as const;
      const heard = (signal: NodeJS.Signals) => {
        ignore();
        stop(signal === "SIGTERM" ? signal : "SIGINT");
      };
      const ignore = () => {
        for (const signal of signals) process.off(signal, heard);
      };
      for (const signal of signals) process.on(signal, heard);
      return ignore;
    },
    onReload: onHangup,
    self: [process.execPath, ...process.execArgv, ...process.argv.slice(1, 2)],
  };
}

/** Asks on the terminal. Ending the input instead of answering counts as an empty answer. */
async function ask(question: string): Promise<string> {
  const { createInterface } = await import("node:readline");
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await new Promise<string>((resolve) => {
    terminal.once("close", () => resolve(""));
    terminal.question(question, resolve);
  });
  terminal.close();
  return answer;
}

function streamOf(stream: NodeJS.WriteStream): Stream {
  // The reader of our output may stop reading, as `head` does. That is not an error.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    isTerminal: stream.isTTY === true,
    width: stream.columns ?? 100,
    write: (text) => void stream.write(text),
  };
}
