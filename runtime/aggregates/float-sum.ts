import { nearest, one, units } from "./exact.js";

/** Values beyond are summed as bigints: the sum of two floats could be out of range. */
const LARGEST = 2 ** 1000;

/**
 * An exact sum of floats: a few floats that do not overlap (Shewchuk, "Adaptive Precision Floating-Point Arithmetic").
 * Its rounded value is that of the sum of `units`.
 */
export class FloatSum {
  /** From the smallest to the greatest. */
  #parts: number[] = [];
  /** In `units`, once a value was too large. */
  #units: bigint | null = null;

  /** Null if floats cannot hold it. */
  get parts(): readonly number[] | null {
    return this.#units === null ? this.#parts : null;
  }

  add(value: number): void {
    if (Math.abs(value) > LARGEST) this.#units ??= this.total();
    if (this.#units !== null) {
      this.#units += units(value);
      return;
    }
    let rest = value;
    let kept = 0;
    const parts = this.#parts;
    for (let index = 0; index < parts.length; index++) {
      const part = parts[index]!;
      const sum = rest + part;
      const [great, small] = Math.abs(rest) < Math.abs(part) ? [part, rest] : [rest, part];
      const error = small - (sum - great);
      if (error !== 0) parts[kept++] = error;
      rest = sum;
    }
    parts.length = kept;
    if (rest !== 0) parts.push(rest);
    if (Math.abs(rest) > LARGEST) this.#units = this.total();
  }

  /** In `units`. */
  total(): bigint {
    return this.#units ?? this.#parts.reduce((sum, part) => sum + units(part), 0n);
  }

  /** The nearest float, ties to even. It may be infinite. */
  rounded(): number {
    if (this.#units !== null) return nearest(this.#units, one);
    const parts = this.#parts;
    let index = parts.length - 1;
    if (index < 0) return 0;
    let value = parts[index]!;
    let rest = 0;
    while (index > 0) {
      const before = value;
      const part = parts[--index]!;
      value = before + part;
      rest = part - (value - before);
      if (rest !== 0) break;
    }
    // The rest decides a tie.
    if (index > 0 && rest !== 0 && rest < 0 === parts[index - 1]! < 0) {
      const twice = rest * 2;
      const next = value + twice;
      if (twice === next - value) value = next;
    }
    return value;
  }
}
