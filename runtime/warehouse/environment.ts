import { DataError } from "../errors.js";

export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/** Replaces `${NAME}` and `${NAME:-default}` by values of environment variables. Other text stays. */
export const withEnvironment = (text: string, environment: Environment): string =>
  text.replace(reference, (_, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(environment, name) ? environment[name] : undefined;
    // As in a shell, `:-` also replaces an empty value.
    if (fallback !== undefined) return value ? value : fallback;
    if (value === undefined)
      throw new DataError(`the environment variable ${name}, which the location of data names, is not set`);
    return value;
  });
