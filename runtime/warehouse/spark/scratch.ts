import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { removeMarked, temporaryMark } from "../../temporary-files.js";
import type { Session } from "./session.js";

const mark = "feat-spark-";

/**
 * A temporary folder for labels and results on their way between this process and Spark's executors. A local master
 * reads this machine's files; others read a folder of their own file system, and files are copied.
 */
export class Scratch {
  #next = 0;
  private constructor(
    private readonly session: Session,
    private readonly local: string,
    /** Where the executors find it; null if they read this machine's files. */
    private readonly remote: string | null,
  ) {}

  static async open(session: Session, folder: string | undefined): Promise<Scratch> {
    removeMarked(tmpdir(), mark, "");
    const name = `${mark}${temporaryMark()}`;
    const local = join(tmpdir(), name);
    await mkdir(local, { recursive: true, mode: 0o700 });
    return new Scratch(session, local, folder === undefined ? null : `${folder.replace(/\/+$/, "")}/${name}`);
  }

  /** Makes a file, and gives its path for Spark. */
  async put(name: string, make: (path: string) => Promise<void>): Promise<string> {
    const own = `${this.#next++}-${name}`;
    const path = join(this.local, own);
    await make(path);
    if (this.remote === null) return path;
    await this.session.put(path, `${this.remote}/${own}`);
    return `${this.remote}/${own}`;
  }

  /** Spark writes a folder, and `use` reads its files here. It is removed afterwards. */
  async *get<T>(
    make: (path: string) => Promise<unknown>,
    use: (folder: string) => AsyncIterable<T>,
  ): AsyncGenerator<T> {
    const own = `${this.#next++}-rows`;
    const local = join(this.local, own);
    const path = this.remote === null ? local : `${this.remote}/${own}`;
    try {
      await make(path);
      if (this.remote !== null) await this.session.get(path, local);
      yield* use(local);
    } finally {
      await rm(local, { recursive: true, force: true });
      // What fails here is a folder that was never made, or a worker that is gone.
      if (this.remote !== null) await this.session.remove(path).catch(() => undefined);
    }
  }

  async close(): Promise<void> {
    await rm(this.local, { recursive: true, force: true });
    // The worker may be gone. A run that succeeded must not fail for a folder that is left over.
    if (this.remote !== null) await this.session.remove(this.remote).catch(() => undefined);
  }
}
