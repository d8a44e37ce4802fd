/** A variable of the environment that a text names. */
export interface NamedVariable {
  readonly name: string;
  /** The text says what holds without it, wherever it names it. */
  readonly hasDefault: boolean;
}

/** The variables that a text names as `${NAME}` or `${NAME:-default}`, sorted. */
export function variablesIn(text: string): readonly NamedVariable[] {
  const found = new Map<string, boolean>();
  for (const [, name = "", end] of text.matchAll(/\$\{([A-Za-z_][A-Za-z0-9_]*)(:-|\})/g))
    found.set(name, end === ":-" && found.get(name) !== false);
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, hasDefault]) => ({ name, hasDefault }));
}
