import { readVersion } from "./applied-version.js";
import { fileName, nameOfFile } from "./file-name.js";
import type { NumberedText, Pointer, RegistryPlace } from "./place.js";
import { DamageError, RegistryError } from "./registry-error.js";

/** What a registry needs of a bucket. Names are relative to the registry's own prefix. */
export interface Objects {
  /** For messages. It holds no secret. */
  readonly address: string;
  get(name: string): Promise<{ readonly bytes: Uint8Array; readonly tag: string } | null>;
  /** Writes whole or not at all; false if the condition does not hold. */
  put(name: string, bytes: Uint8Array, condition: Condition): Promise<boolean>;
  /** The names that begin with a prefix. */
  list(prefix: string): Promise<readonly string[]>;
  close(): Promise<void>;
}

/** `tag`: what `get` said of the object that may be replaced. */
export type Condition = { readonly only: "if absent" } | { readonly only: "if same"; readonly tag: string } | null;

/**
 * A registry in a bucket.
 *
 * `snapshots/ID.json.gz`, `targets/TARGET.json` with the current version, and `history/TARGET/NUMBER.json` with those
 * before it. A version is copied to the history before the pointer moves on: whoever copies it writes the same bytes, so
 * a writer that is killed in between does no harm.
 */
export class BucketPlace implements RegistryPlace {
  constructor(private readonly objects: Objects) {}

  get address(): string {
    return this.objects.address;
  }

  async snapshot(id: string): Promise<Uint8Array | null> {
    return (await this.objects.get(snapshotName(id)))?.bytes ?? null;
  }

  async putSnapshot(id: string, bytes: Uint8Array): Promise<void> {
    await this.objects.put(snapshotName(id), bytes, null);
  }

  async snapshots(): Promise<readonly string[]> {
    const names = await this.objects.list("snapshots/");
    return names.flatMap((name) => /^snapshots\/([0-9a-f]{64})\.json\.gz$/.exec(name)?.[1] ?? []).sort();
  }

  async targets(): Promise<readonly string[]> {
    const names = await this.objects.list("targets/");
    return names
      .flatMap((name) => /^targets\/(.*)\.json$/.exec(name)?.[1] ?? [])
      .map(nameOfFile)
      .sort();
  }

  async current(target: string): Promise<Pointer | null> {
    const found = await this.objects.get(pointerName(target));
    if (found === null) return null;
    const text = Buffer.from(found.bytes).toString("utf8");
    const read = readVersion(text);
    if (!read.ok) throw new DamageError(this.address, `the pointer of target ${target}`, read.why);
    return { number: read.value.version.number, text, token: found.tag };
  }

  async move(target: string, from: Pointer | null, to: NumberedText): Promise<boolean> {
    if (from !== null) await this.objects.put(versionName(target, from.number), Buffer.from(from.text), null);
    const put = (): Promise<boolean> =>
      this.objects.put(
        pointerName(target),
        Buffer.from(to.text),
        from === null ? { only: "if absent" } : { only: "if same", tag: from.token },
      );
    if (!(await put())) return false;
    // A server that does not know conditional writes would let two writers win. The second try must be refused.
    if (to.number <= CHECKED && (await put()))
      throw new RegistryError(
        this.address,
        "this server ignores conditional writes (`If-None-Match`, `If-Match`), so two who apply at once would undo each other: use another server, or a registry in a folder or in Postgres",
      );
    return true;
  }

  async version(target: string, number: number): Promise<string | null> {
    const current = await this.current(target);
    if (current?.number === number) return current.text;
    const found = await this.objects.get(versionName(target, number));
    return found === null ? null : Buffer.from(found.bytes).toString("utf8");
  }

  close(): Promise<void> {
    return this.objects.close();
  }
}

/** The first version tries one kind of condition, and the second one the other. */
const CHECKED = 2;

const snapshotName = (id: string): string => `snapshots/${id}.json.gz`;
const pointerName = (target: string): string => `targets/${fileName(target)}.json`;
const versionName = (target: string, number: number): string => `history/${fileName(target)}/${number}.json`;
