export type Interpolated =
  | { readonly ok: true; readonly text: string }
  /** `variable` is used without a default and is not set. */
  | { readonly ok: false; readonly variable: string };

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)(?::-([^}]*))?\}/g;

/**
 * Replaces `${NAME}` and `${NAME:-default}` by values of the environment. The default also replaces an empty value, as
 * in a shell.
 */
export function interpolate(text: string, env: Readonly<Record<string, string | undefined>>): Interpolated {
  let unset: string | null = null;
  const resolved = text.replace(reference, (_, name: string, fallback: string | undefined) => {
    const value = Object.hasOwn(env, name) ? env[name] : undefined;
    if (fallback !== undefined) return value === undefined || value === "" ? fallback : value;
    if (value === undefined) unset ??= name;
    return value ?? "";
  });
  return unset === null ? { ok: true, text: resolved } : { ok: false, variable: unset };
}
