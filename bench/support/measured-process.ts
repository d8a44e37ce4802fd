import { spawn } from "node:child_process";
import { readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** The cost of a process, from its start to its end. */
export interface Cost {
  /** Seconds of CPU: user and system, all threads. */
  readonly cpu: number;
  /** Seconds of wall time. */
  readonly wall: number;
  /** Peak memory in MB. */
  readonly memory: number;
}

export interface Measured extends Cost {
  readonly stdout: string;
}

export class ProcessFailed extends Error {}

/**
 * Runs a program under GNU `time`, which reports all that the kernel counts, start and end included. Fails if the
 * program fails, or does not end within `timeout` seconds.
 */
export async function measuredProcess(
  command: readonly string[],
  options: { readonly cwd?: string; readonly timeout: number; readonly env?: NodeJS.ProcessEnv },
): Promise<Measured> {
  const report = join(tmpdir(), `feat-bench-time-${process.pid}-${Math.random().toString(36).slice(2)}`);
  const { cwd, timeout, env } = options;
  // In a group of its own, so that a timeout ends the program and not only `time`.
  const child = spawn("/usr/bin/time", ["-q", "-o", report, "-f", "%U %S %e %M", ...command], {
    detached: true,
    stdio: ["ignore", "pipe", "pipe"],
    ...(cwd === undefined ? {} : { cwd }),
    env: { ...process.env, NO_COLOR: "1", ...env },
  });
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    process.kill(-child.pid!, "SIGKILL");
  }, timeout * 1000);
  const [out, err]: [string[], string[]] = [[], []];
  child.stdout.setEncoding("utf8").on("data", (text: string) => out.push(text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => err.push(text));
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.on("error", (error) => reject(new ProcessFailed(`GNU time is needed at /usr/bin/time: ${error.message}`)));
      child.on("close", resolve);
    });
    if (late) throw new ProcessFailed(`not done after ${timeout} s`);
    if (code !== 0) throw new ProcessFailed(`${command.join(" ")}\nended with ${code}: ${err.join("")}${out.join("")}`);
    const [user, system, wall, memory] = readFileSync(report, "utf8").trim().split(" ").map(Number);
    return { cpu: user! + system!, wall: wall!, memory: memory! / 1024, stdout: out.join("") };
  } finally {
    clearTimeout(timer);
    rmSync(report, { force: true });
  }
}

/** The median. */
export const middle = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[half]! : (sorted[half - 1]! + sorted[half]!) / 2;
};

/** The median of each figure; for memory the greatest. */
export function medianCost(costs: readonly Cost[]): Cost {
  return {
    cpu: middle(costs.map(({ cpu }) => cpu)),
    wall: middle(costs.map(({ wall }) => wall)),
    memory: Math.max(...costs.map(({ memory }) => memory)),
  };
}
