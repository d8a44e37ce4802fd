import { createHash } from "node:crypto";

/** What one `feat apply` or `feat rollback` made current at a target. A version is written once and never changes. */
export interface AppliedVersion {
  readonly project: string;
  readonly target: string;
  /** From 1, without gaps. */
  readonly number: number;
  /** The id of the manifest's snapshot: the SHA-256 of its text, in hex. */
  readonly snapshot: string;
  readonly action: VersionAction;
  readonly who: string;
  /** RFC 3339, in UTC. */
  readonly when: string;
  /** The revision of the git repository that the project is in; null outside of one. */
  readonly revision: { readonly commit: string; readonly modified: boolean } | null;
  readonly message: string | null;
  /** The breaking changes that were allowed, and why. */
  readonly allowed: readonly AllowedBreak[];
  /** The version of Feat that wrote it. */
  readonly feat: string;
}

/** `restored`: the number of the version whose manifest became current again. */
export type VersionAction = { readonly kind: "apply" } | { readonly kind: "rollback"; readonly restored: number };

export interface AllowedBreak {
  /** A view, transform or service. */
  readonly name: string;
  readonly reason: string;
  /** What broke. */
  readonly breaks: readonly string[];
}

/** What is stored: a version with what tells it from others and proves that it is whole. */
interface Stored {
  readonly registry: 1;
  /** Unique, so that a writer knows its own version again. */
  readonly id: string;
  /** The checksum of the version before it; null for the first one. */
  readonly previous: string | null;
  readonly version: AppliedVersion;
}

/** A version as text and as data. */
export interface VersionText {
  readonly text: string;
  readonly id: string;
  readonly checksum: string;
  readonly previous: string | null;
  readonly version: AppliedVersion;
}

export function versionText(version: AppliedVersion, id: string, previous: string | null): VersionText {
  const stored: Stored = { registry: 1, id, previous, version };
  const checksum = checksumOf(stored);
  return { text: `${JSON.stringify({ ...stored, checksum }, null, 2)}\n`, id, checksum, previous, version };
}

/** The version of a text; else what is wrong with the text. */
export function readVersion(
  text: string,
): { readonly ok: true; readonly value: VersionText } | { readonly ok: false; readonly why: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, why: "it is not JSON; it may be cut off" };
  }
  if (typeof value !== "object" || value === null || !("registry" in value))
    return { ok: false, why: "it is not a version of a registry" };
  if (value.registry !== 1)
    return {
      ok: false,
      why: `its form is ${JSON.stringify(value.registry)}, and this version of Feat reads 1: use a newer Feat`,
    };
  const { checksum, ...stored } = value as Stored & { readonly checksum?: unknown };
  // The checksum covers every key, so what has the right one was written by Feat.
  if (typeof checksum !== "string" || checksumOf(stored) !== checksum)
    return { ok: false, why: "its checksum does not fit: it was altered or cut off" };
  const { id, previous, version } = stored;
  return { ok: true, value: { text, id, checksum, previous, version } };
}

const checksumOf = (stored: Stored): string => createHash("sha256").update(JSON.stringify(stored)).digest("hex");
