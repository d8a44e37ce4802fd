/**
 * The registry: which version of a project is applied at each target.
 *
 * In: settings of `feat.yaml` whose variables are resolved. Out: a `Registry`.
 * Always: manifests are immutable snapshots by the hash of their text. Each target has one pointer, moved by
 * compare-and-swap, and a history. There is no lock that can be left behind, and no daemon. Packages of a kind are loaded
 * when it is opened. Addresses and errors hold no secret.
 */
import type { RegistrySettings } from "./kinds.js";
import { openPlace } from "./kinds.js";
import { Registry } from "./registry.js";

export type { AllowedBreak, AppliedVersion, VersionAction } from "./applied-version.js";
export type { RegistrySettings } from "./kinds.js";
export type { Applied, Damage, NewVersion } from "./registry.js";
export { Registry } from "./registry.js";
export { DamageError, RegistryError } from "./registry-error.js";
export { snapshotId } from "./snapshot.js";

/** The registry of a project. `folder`: the project's, for a path. Connects when it is first used. */
export async function openRegistry(settings: RegistrySettings, project: string, folder: string): Promise<Registry> {
  return new Registry(project, await openPlace(settings, project, folder));
}
