import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks per second in `/proc`. Linux has shown 100 to every program for decades. */
const TICKS = 100;

/** Seconds of CPU that a process has taken, user and system, with its children that have ended. */
export function processCpu(pid: number): number {
  const text = readFileSync(`/proc/${pid}/stat`, "utf8");
  // The second field is a name in parentheses, which may hold anything.
  const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
  return [14, 15, 16, 17].reduce((sum, field) => sum + Number(fields[field - 3]), 0) / TICKS;
}

/** The processes that a process has started, and those that they did. */
export function descendants(pid: number): readonly number[] {
  const parents = readdirSync("/proc").flatMap((name): [number, number][] => {
    if (!/^\d+$/.test(name)) return [];
    try {
      const text = readFileSync(`/proc/${name}/stat`, "utf8");
      return [[Number(name), Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1])]];
    } catch {
      // It has ended.
      return [];
    }
  });
  const found = [pid];
  for (const each of found) for (const [child, parent] of parents) if (parent === each) found.push(child);
  return found.slice(1);
}
