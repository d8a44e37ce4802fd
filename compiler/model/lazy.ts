import type { Place } from "../diagnostics/diagnostic.js";

/**
 * Lowers each declaration once, when it is first asked for. A declaration that depends on itself is a cycle, which is
 * reported once.
 */
export class Lazy {
  readonly #done = new Map<string, { readonly value: unknown }>();
  /** Cycles that were reported, by the names in them. */
  readonly #reported = new Set<string>();
  readonly #busy: { readonly key: string; readonly name: string }[] = [];

  constructor(private readonly onCycle: (path: readonly string[], place: Place) => void) {}

  /** `from` is the place that asks for it. */
  get<T>(kind: string, name: string, from: Place, make: () => T): T | null {
    const key = `${kind} ${name}`;
    const done = this.#done.get(key);
    if (done !== undefined) return done.value as T;
    const start = this.#busy.findIndex((entry) => entry.key === key);
    if (start !== -1) {
      const names = this.#busy.slice(start).map((entry) => entry.name);
      const circle = [...names].sort().join();
      if (!this.#reported.has(circle)) this.onCycle([...names, name], from);
      this.#reported.add(circle);
      return null;
    }
    this.#busy.push({ key, name });
    const value = make();
    this.#busy.pop();
    this.#done.set(key, { value });
    return value;
  }
}
