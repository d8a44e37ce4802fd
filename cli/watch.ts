/**
 * A project's files, watched.
 *
 * In: its folder. Out: which of its `.feat` and YAML files changed, as often as they do.
 * Always: what changes while nobody waits is told to who waits next; generated, hidden and installed files are not looked at.
 */
import { relative, sep } from "node:path";

export interface Watch extends AsyncDisposable {
  /** The files that changed since it was asked last, relative to the folder; waits for one. Null: it is closed. */
  changes(): Promise<readonly string[] | null>;
  /** Called at every change. */
  onChange(listener: () => void): void;
  /** Files outside of the folder that count too. */
  also(paths: readonly string[]): void;
  close(): Promise<void>;
}

/** Editors write in several steps: what comes within so many milliseconds is one change. */
const SETTLED = 60;
const skipped: ReadonlySet<string> = new Set(["node_modules", "dist"]);

export async function watchProject(dir: string): Promise<Watch> {
  // Only who watches needs to load this.
  const { watch } = await import("chokidar");
  const watcher = watch(dir, {
    ignoreInitial: true,
    ignored: (path, stats) => {
      const parts = relative(dir, path).split(sep);
      if (parts[0] === "" || parts[0] === "..") return false;
      if (parts.some((part) => part.startsWith(".") || skipped.has(part))) return true;
      return stats?.isFile() === true && !/\.(feat|ya?ml)$/.test(path);
    },
  });
  const changed = new Set<string>();
  const listeners: (() => void)[] = [];
  let closed = false;
  let wake: () => void = () => {};
  watcher.on("all", (event, path) => {
    if (event !== "add" && event !== "change" && event !== "unlink") return;
    changed.add(relative(dir, path));
    for (const listener of listeners) listener();
    wake();
  });
  await new Promise<void>((ready, failed) => {
    watcher.once("ready", ready);
    watcher.once("error", failed);
  });
  let failure: { readonly error: unknown } | null = null;
  watcher.on("error", (error) => {
    failure ??= { error };
    wake();
  });
  const close = async () => {
    if (closed) return;
    closed = true;
    wake();
    await watcher.close();
  };
  return {
    async changes() {
      while (!closed && changed.size === 0 && failure === null) {
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
      if (failure !== null) throw failure.error;
      if (closed) return null;
      await new Promise((resolve) => setTimeout(resolve, SETTLED));
      const files = [...changed].sort();
      changed.clear();
      return files;
    },
    onChange: (listener) => void listeners.push(listener),
    also: (paths) => void watcher.add([...paths]),
    close,
    [Symbol.asyncDispose]: close,
  };
}
