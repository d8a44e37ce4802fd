/** All that a command has of the machine, so that tests can give it another. */
export interface World {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly out: Stream;
  readonly err: Stream;
  /** Microseconds since the epoch. */
  now(): number;
  /** Puts a question on the terminal and gives what is typed; absent where nobody is there to be asked. */
  readonly ask?: (question: string) => Promise<string>;
  /** Calls back once when the user asks to stop; from the second time on the process just ends. Returns how to no longer listen. */
  readonly onInterrupt?: (stop: (signal: "SIGINT" | "SIGTERM") => void) => () => void;
}

export interface Stream {
  readonly isTerminal: boolean;
  /** Of the terminal, in columns. */
  readonly width: number;
  write(text: string): void;
}

export function thisMachine(): World {
  return {
    cwd: process.cwd(),
    env: process.env,
    out: streamOf(process.stdout),
    err: streamOf(process.stderr),
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
  };
}

/** Whoever ends the input instead of answering has typed nothing. */
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
  // Whoever reads our output may stop reading it: that is no fault.
  stream.on("error", (error: NodeJS.ErrnoException) => {
    if (error.code !== "EPIPE") throw error;
  });
  return {
    isTerminal: stream.isTTY === true,
    width: stream.columns ?? 100,
    write: (text) => void stream.write(text),
  };
}
