import { type ChildProcess, spawn } from "node:child_process";
import { messageOf } from "../runtime/errors.js";
import type { Materialize, MaterializeEnd } from "../runtime/serve/materialize.js";
import type { Cli } from "./cli.js";

export interface Materializer extends AsyncDisposable {
  readonly start: Materialize;
  /** Ends a run that has begun. */
  stop(): Promise<void>;
}

/**
 * Runs `feat materialize` in a process of its own, one at a time, so that its memory and its work are not the server's.
 */
export function materializer(cli: Cli, dir: string, target: string): Materializer {
  let running: { readonly child: ChildProcess; readonly ended: Promise<MaterializeEnd> } | null = null;
  const stop = async (): Promise<void> => {
    running?.child.kill("SIGTERM");
    await running?.ended;
  };
  return {
    start: async ({ views, from, to }) => {
      if (running !== null) return null;
      if (cli.world.self === undefined) throw new Error("this program cannot be started once more");
      const [program, ...args] = cli.world.self;
      const bounds = [...(from === null ? [] : ["--from", from]), ...(to === null ? [] : ["--to", to])];
      const argv = ["materialize", "--json", "--project", dir, "--target", target, ...bounds, "--", ...views];
      // The program knows a process of a server with several by this variable, and this is none.
      const { NODE_UNIQUE_ID: _, ...env } = cli.world.env;
      const child = spawn(program, [...args, ...argv], { cwd: cli.world.cwd, env, stdio: ["ignore", "pipe", "pipe"] });
      const ended = endOf(child).finally(() => {
        running = null;
      });
      running = { child, ended };
      return { ended };
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function endOf(child: ChildProcess): Promise<MaterializeEnd> {
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout?.on("data", (text: Buffer) => void out.push(text.toString()));
  child.stderr?.on("data", (text: Buffer) => void err.push(text.toString()));
  return new Promise((resolve) => {
    child.once("error", (error) => resolve({ code: 70, said: messageOf(error) }));
    child.once("close", (code, signal) =>
      resolve({ code: code ?? 70, said: said(out.join("")) ?? (err.join("").trim() || `ended by ${signal}`) }),
    );
  });
}

/** The messages in the document that the command prints. */
function said(json: string): string | null {
  try {
    const document: { readonly diagnostics?: readonly { readonly message: string }[] } = JSON.parse(json);
    return (document.diagnostics ?? []).map(({ message }) => message).join("; ");
  } catch {
    return null;
  }
}
