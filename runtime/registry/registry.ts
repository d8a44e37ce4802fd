import { randomUUID } from "node:crypto";
import { type AppliedVersion, readVersion, type VersionText, versionText } from "./applied-version.js";
import type { Pointer, RegistryPlace } from "./place.js";
import { DamageError } from "./registry-error.js";
import { readSnapshot, snapshotBytes, snapshotId } from "./snapshot.js";

/** What is to become current, without what the registry gives it. */
export type NewVersion = Omit<AppliedVersion, "project" | "number" | "snapshot">;

/** `current`: the version that another writer made current meanwhile. */
export type Applied =
  | { readonly won: true; readonly version: AppliedVersion }
  | { readonly won: false; readonly current: AppliedVersion | null };

/** Something in a registry that is not as it was written. */
export interface Damage {
  /** `snapshot 1f…`, `version 3 of target prod`. */
  readonly what: string;
  /** A clause without a full stop. */
  readonly why: string;
}

/** How many texts are read at a time. */
const AT_ONCE = 16;

/**
 * The applied versions of one project.
 *
 * Always: a version and a manifest are checked whenever they are read, and damage is an error. A version becomes current
 * whole or not at all, and only if the version that its writer knew as current still is.
 */
export class Registry implements AsyncDisposable {
  constructor(
    private readonly project: string,
    private readonly place: RegistryPlace,
  ) {}

  get address(): string {
    return this.place.address;
  }

  /** The targets that have a version, sorted. */
  targets(): Promise<readonly string[]> {
    return this.place.targets();
  }

  /** What is applied at a target; null if nothing ever was. */
  async current(target: string): Promise<AppliedVersion | null> {
    return (await this.#current(target))?.read.version ?? null;
  }

  /** Null if the target has no such version. */
  async version(target: string, number: number): Promise<AppliedVersion | null> {
    return (await this.#version(target, number))?.version ?? null;
  }

  /** The newest versions of a target, the current one first. */
  async history(target: string, most = Number.POSITIVE_INFINITY): Promise<readonly AppliedVersion[]> {
    const current = await this.current(target);
    if (current === null) return [];
    const numbers = Array.from({ length: Math.min(most, current.number) }, (_, index) => current.number - index);
    return inParts(numbers, async (number) => {
      const version = number === current.number ? current : await this.version(target, number);
      if (version === null) throw this.#damaged(`version ${number} of target ${target}`, "it is gone");
      return version;
    });
  }

  /** The text of a version's `manifest.json`. */
  async manifest({ snapshot }: Pick<AppliedVersion, "snapshot">): Promise<string> {
    const bytes = await this.place.snapshot(snapshot);
    if (bytes === null) throw this.#damaged(`snapshot ${snapshot}`, "it is gone");
    const read = readSnapshot(snapshot, bytes);
    if (!read.ok) throw this.#damaged(`snapshot ${snapshot}`, read.why);
    return read.text;
  }

  /** Makes a manifest current at a target, if `from` still is. A version that does is a new one, also for a manifest of before. */
  async apply(from: AppliedVersion | null, manifest: string, made: NewVersion): Promise<Applied> {
    const { target } = made;
    const before = await this.#current(target);
    if ((before?.read.version.number ?? 0) !== (from?.number ?? 0))
      return { won: false, current: before?.read.version ?? null };
    const snapshot = snapshotId(manifest);
    await this.#keep(snapshot, manifest);
    const number = (from?.number ?? 0) + 1;
    const version: AppliedVersion = { project: this.project, target, number, snapshot, ...inOrder(made) };
    const own = versionText(version, randomUUID(), before?.read.checksum ?? null);
    if (await this.place.move(target, before?.pointer ?? null, { number, text: own.text }))
      return { won: true, version };
    // The answer to a first try may have been lost, so the version that won may be this one.
    const winner = await this.#version(target, number);
    return winner?.id === own.id ? { won: true, version } : { won: false, current: await this.current(target) };
  }

  /** Everything that is not as it was written. Reads all versions and all snapshots. */
  async verify(): Promise<readonly Damage[]> {
    const ids = await this.place.snapshots();
    const broken = await inParts(ids, async (id): Promise<Damage | null> => {
      const bytes = await this.place.snapshot(id);
      const read = bytes === null ? ({ ok: false, why: "it is gone" } as const) : readSnapshot(id, bytes);
      return read.ok ? null : { what: `snapshot ${id}`, why: read.why };
    });
    const found = broken.filter((damage) => damage !== null);
    const known = new Set(ids);
    for (const target of await this.place.targets()) {
      try {
        found.push(...(await this.#damageAt(target, known)));
      } catch (error) {
        if (!(error instanceof DamageError)) throw error;
        found.push({ what: error.what, why: error.why });
      }
    }
    return found;
  }

  async #damageAt(target: string, snapshots: ReadonlySet<string>): Promise<readonly Damage[]> {
    const named = (number: number): string => `version ${number} of target ${target}`;
    const pointer = await this.place.current(target);
    if (pointer === null) return [];
    const numbers = Array.from({ length: pointer.number }, (_, index) => index + 1);
    const texts = await inParts(numbers, (number) => this.place.version(target, number));
    const found: Damage[] = [];
    let before: VersionText | null = null;
    for (const [index, text] of texts.entries()) {
      const number = index + 1;
      const read = text === null ? ({ ok: false, why: "it is gone" } as const) : readVersion(text);
      if (!read.ok) found.push({ what: named(number), why: read.why });
      else {
        const { version, previous } = read.value;
        if (version.number !== number || version.target !== target || version.project !== this.project)
          found.push({
            what: named(number),
            why: `it is version ${version.number} of target ${version.target} of project ${version.project}`,
          });
        if (before !== null && previous !== before.checksum)
          found.push({ what: named(number), why: `it does not follow version ${number - 1}, which was replaced` });
        if (!snapshots.has(version.snapshot))
          found.push({ what: named(number), why: `its snapshot ${version.snapshot} is gone` });
      }
      before = read.ok ? read.value : null;
    }
    return found;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.place.close();
  }

  async #current(target: string): Promise<{ readonly pointer: Pointer; readonly read: VersionText } | null> {
    const pointer = await this.place.current(target);
    return pointer === null ? null : { pointer, read: this.#read(target, pointer.number, pointer.text) };
  }

  async #version(target: string, number: number): Promise<VersionText | null> {
    const text = await this.place.version(target, number);
    return text === null ? null : this.#read(target, number, text);
  }

  #read(target: string, number: number, text: string): VersionText {
    const read = readVersion(text);
    if (!read.ok) throw this.#damaged(`version ${number} of target ${target}`, read.why);
    const { version } = read.value;
    if (version.number !== number || version.target !== target || version.project !== this.project)
      throw this.#damaged(
        `version ${number} of target ${target}`,
        `it is version ${version.number} of target ${version.target} of project ${version.project}`,
      );
    return read.value;
  }

  /** A snapshot that is damaged is written anew. */
  async #keep(id: string, manifest: string): Promise<void> {
    const there = await this.place.snapshot(id);
    if (there !== null && readSnapshot(id, there).ok) return;
    await this.place.putSnapshot(id, snapshotBytes(manifest));
  }

  #damaged(what: string, why: string): DamageError {
    return new DamageError(this.address, what, why);
  }
}

/** The keys in a fixed order, whatever order the caller has. */
const inOrder = ({ action, who, when, revision, message, allowed, feat }: NewVersion) => ({
  action,
  who,
  when,
  revision,
  message,
  allowed,
  feat,
});

async function inParts<T, R>(all: readonly T[], work: (one: T) => Promise<R>): Promise<readonly R[]> {
  const results: R[] = [];
  for (let at = 0; at < all.length; at += AT_ONCE)
    results.push(...(await Promise.all(all.slice(at, at + AT_ONCE).map(work))));
  return results;
}
