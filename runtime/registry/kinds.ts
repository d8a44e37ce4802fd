import { join, resolve } from "node:path";
import { InputError } from "../errors.js";
import type { RegistryPlace } from "./place.js";

/** Where a registry is: `path` or `url`. */
export interface RegistrySettings {
  /** Relative to the project's folder. */
  readonly path: string | null;
  readonly url: string | null;
  /** For a store behind HTTP: another address than the vendor's own. */
  readonly endpoint: string | null;
  /** For S3: the bucket's region, if it is not that of AWS's own configuration. */
  readonly region: string | null;
}

interface Where {
  readonly url: string;
  readonly project: string;
  readonly settings: RegistrySettings;
}

/** How each kind is opened, by the scheme of its URL. Its package is loaded only then. */
const kinds: Readonly<Record<string, (where: Where) => Promise<RegistryPlace>>> = {
  s3: async ({ url, project, settings }) => (await import("./s3/index.js")).openS3({ ...settings, url, project }),
  gs: async ({ url, project, settings }) => (await import("./gcs/index.js")).openGcs({ ...settings, url, project }),
  postgres: async ({ url, project }) => (await import("./postgres/index.js")).openPostgresRegistry({ url, project }),
  postgresql: async ({ url, project }) => (await import("./postgres/index.js")).openPostgresRegistry({ url, project }),
};

export async function openPlace(settings: RegistrySettings, project: string, folder: string): Promise<RegistryPlace> {
  const { path, url } = settings;
  if (url === null) {
    const { FolderPlace } = await import("./folder.js");
    const root = resolve(folder, path ?? DEFAULT_PATH);
    return new FolderPlace(root, join(root, project));
  }
  const scheme = /^([a-z0-9+]+):\/\//.exec(url)?.[1] ?? "";
  const open = Object.hasOwn(kinds, scheme) ? kinds[scheme] : undefined;
  // The URL itself may hold a password.
  if (open === undefined)
    throw new InputError(
      `the registry's \`url\` begins with none of ${Object.keys(kinds)
        .map((kind) => `${kind}://`)
        .join(", ")}`,
    );
  return open({ url, project, settings });
}

const DEFAULT_PATH = ".feat/registry";
