import type { NewVersion, RegistrySettings } from "../../runtime/registry/index.js";

/** A kind of registry that the suite tests. */
export interface RegistryUnderTest {
  readonly kind: string;
  /** The settings of a new, empty registry. */
  fresh(): Promise<RegistrySettings>;
  /** Changes what is stored, as a disk or a person may. `change` gets the stored bytes; null removes them. */
  tamper(settings: RegistrySettings, part: Part, change: (bytes: Buffer) => Buffer | null): Promise<void>;
}

/** A stored text of the project `shop`. */
export type Part =
  | { readonly part: "snapshot"; readonly id: string }
  | { readonly part: "version"; readonly target: string; readonly number: number };

export const nowhere: RegistrySettings = { path: null, url: null, endpoint: null, region: null };

export const made = (target: string, who: string, message: string | null = null): NewVersion => ({
  target,
  action: { kind: "apply" },
  who,
  when: "2025-03-01T10:00:00.000Z",
  revision: null,
  message,
  allowed: [],
  feat: "0.1.0",
});
