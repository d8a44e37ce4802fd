import type { Place } from "../diagnostics/diagnostic.js";

/** Declarations are lowered when they are first asked for, once; one that asks for itself is a cycle, reported once. */
export class Lazy {
  readonly #done = new Map<string, { readonly value: unknown }>();
  /** Cycles that were reported, by the names in them. */
  readonly #reported = new Set<string>();
  readonly #busy: { readonly key: string; readonly name: string }[] = [];

  constructor(private readonly onCycle: (path: readonly string[], place: Place) => void) {}

  /** `from` is where it is asked for. */
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
