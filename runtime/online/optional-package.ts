import { StoreError } from "../errors.js";

/** A driver that is installed only where its kind of store is used. */
export interface OptionalPackage {
  readonly name: string;
  /** The versions that fit, as `package.json` has them. */
  readonly versions: string;
}

/** Loads a driver. If it is not installed, the error says how to install it. `store` is as in "the SQLite store". */
export async function loadPackage<T>(store: string, wanted: OptionalPackage, load: () => Promise<T>): Promise<T> {
  try {
    return await load();
  } catch (error) {
    const { name, versions } = wanted;
    if (!isMissing(error, name)) throw error;
    throw new StoreError(
      "",
      `${store} needs the package ${name}, which is not installed: run \`npm install "${name}@${versions}"\``,
      { cause: error },
    );
  }
}

const isMissing = (error: unknown, name: string): boolean =>
  error instanceof Error &&
  "code" in error &&
  (error.code === "ERR_MODULE_NOT_FOUND" || error.code === "MODULE_NOT_FOUND") &&
  error.message.includes(name);
