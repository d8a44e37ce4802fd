/**
 * Watches the files of a project.
 *
 * In: the project's folder. Out: the `.feat` and YAML files that changed, at each change.
 * Always: a change that comes while nobody waits is reported to the next caller. Generated, hidden and installed files
 * are not watched.
 */
import { relative, sep } from "node:path";

export interface Watch extends AsyncDisposable {
  /**
   * The files that changed since the last call, relative to the folder. Waits until there is a change. Null means that
   * the watch is closed.
   */
  changes(): Promise<readonly string[] | null>;
  /** Called at every change. */
  onChange(listener: () => void): void;
  /** Also watches files outside of the folder. */
  also(paths: readonly string[]): void;
  close(): Promise<void>;
}

/** Editors save a file in several steps: changes within this many milliseconds count as one. */
const SETTLED = 60;
const skipped: ReadonlySet<string> = new Set(["node_modules", "dist"]);

export async function watchProject(dir: string): Promise<Watch> {
  // Only `--watch` needs to load this.
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
