import {
  closeSync,
  fsyncSync,
  linkSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { messageOf } from "../errors.js";
import { makeFolder } from "../make-folder.js";
import { removeLeftovers, temporaryBeside } from "../temporary-files.js";
import { fileName, nameOfFile } from "./file-name.js";
import type { NumberedText, Pointer, RegistryPlace } from "./place.js";
import { RegistryError } from "./registry-error.js";

/**
 * A registry in a folder.
 *
 * `snapshots/ID.json.gz` and `targets/TARGET/NUMBER.json`; the greatest number is the current one. A file is written
 * beside its place, and gets its name when it is whole. A version gets its name by a link, which fails if there is one of
 * that name: so of two writers one wins, and no lock is left behind by a process that is killed.
 */
export class FolderPlace implements RegistryPlace {
  constructor(
    readonly address: string,
    private readonly root: string,
  ) {}

  async snapshot(id: string): Promise<Uint8Array | null> {
    return this.#read(this.#snapshot(id));
  }

  async putSnapshot(id: string, bytes: Uint8Array): Promise<void> {
    this.#write(this.#snapshot(id), bytes, (temporary, path) => renameSync(temporary, path));
  }

  async snapshots(): Promise<readonly string[]> {
    return this.#names(join(this.root, "snapshots"))
      .flatMap((name) => (/^[0-9a-f]{64}\.json\.gz$/.test(name) ? [name.slice(0, 64)] : []))
      .sort();
  }

  async targets(): Promise<readonly string[]> {
    const names = this.#names(join(this.root, "targets")).map(nameOfFile);
    return names.filter((target) => this.#numbers(target).length > 0).sort();
  }

  async current(target: string): Promise<Pointer | null> {
    const number = Math.max(0, ...this.#numbers(target));
    if (number === 0) return null;
    const bytes = this.#read(this.#version(target, number));
    return bytes === null ? null : { number, text: bytes.toString("utf8"), token: String(number) };
  }

  async move(target: string, from: Pointer | null, to: NumberedText): Promise<boolean> {
    // A number that is taken is refused below. A gap would hide what another writer has done.
    if (to.number !== (from?.number ?? 0) + 1) throw new Error(`version ${to.number} does not follow ${from?.number}`);
    try {
      this.#write(this.#version(target, to.number), Buffer.from(to.text), linkSync);
      return true;
    } catch (error) {
      if (error instanceof RegistryError && codeOf(error.cause) === "EEXIST") return false;
      throw error;
    }
  }

  async version(target: string, number: number): Promise<string | null> {
    return this.#read(this.#version(target, number))?.toString("utf8") ?? null;
  }

  async close(): Promise<void> {}

  readonly #snapshot = (id: string): string => join(this.root, "snapshots", `${id}.json.gz`);
  readonly #version = (target: string, number: number): string =>
    join(this.root, "targets", fileName(target), `${number}.json`);

  #numbers(target: string): readonly number[] {
    return this.#names(join(this.root, "targets", fileName(target))).flatMap((name) => {
      const [, number] = /^([1-9]\d*)\.json$/.exec(name) ?? [];
      return number === undefined ? [] : [Number(number)];
    });
  }

  #names(folder: string): readonly string[] {
    try {
      return readdirSync(folder);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return [];
      throw this.#problem(error, folder);
    }
  }

  #read(path: string): Buffer | null {
    try {
      return readFileSync(path);
    } catch (error) {
      if (codeOf(error) === "ENOENT") return null;
      throw this.#problem(error, path);
    }
  }

  #write(path: string, bytes: Uint8Array, place: (temporary: string, path: string) => void): void {
    const temporary = temporaryBeside(path);
    try {
      makeFolder(dirname(path));
      removeLeftovers(path);
      try {
        writeSynced(temporary, bytes);
        place(temporary, path);
      } finally {
        rmSync(temporary, { force: true });
      }
      syncFolder(dirname(path));
    } catch (error) {
      throw this.#problem(error, path);
    }
  }

  #problem(cause: unknown, path: string): RegistryError {
    const message = messageOf(cause);
    const what = problems[codeOf(cause)]?.(path, message) ?? message;
    return new RegistryError(this.address, what, { cause });
  }
}

type Problem = (path: string, message: string) => string;
const noLinks: Problem = (_, message) =>
  `${message}: a registry in a folder needs a file system with hard links, and the right to write there`;
const noRight: Problem = (path, message) => `${message}: this user needs the right to read and write ${path}`;

/** What to say of an error of the file system, by its code. */
const problems: Readonly<Record<string, Problem>> = {
  EPERM: noLinks,
  ENOTSUP: noLinks,
  EOPNOTSUPP: noLinks,
  ENOSYS: noLinks,
  EACCES: noRight,
  EISDIR: (path) => `there is a folder at ${path}, where a file is needed: move it away`,
  ENOTDIR: (path) =>
    `there is a file above ${path}, where a folder is needed: move it away, or say another place in feat.yaml`,
};

/** The bytes are on the disk before the file gets its name. */
function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, "wx");
  try {
    for (let done = 0; done < bytes.length; ) done += writeSync(file, bytes, done);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** The name too. Some systems open no folder; then the name is on the disk a little later. */
function syncFolder(path: string): void {
  try {
    const folder = openSync(path, "r");
    try {
      fsyncSync(folder);
    } finally {
      closeSync(folder);
    }
  } catch {
    // What was written is there, also if this process ends now.
  }
}

const codeOf = (error: unknown): string =>
  error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
