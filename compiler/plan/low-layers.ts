import type { Expr } from "../ir/index.js";
import { childrenOf, rewrite, walk } from "../ir/walk.js";

/** As many layers as a person would write. */
const FEW = 32;
/** The most parts that an expression may have to be substituted for a column in a layer above. */
const SHORT = 40;

/**
 * The layers of columns that read each other: each stands above those that it reads. An engine's stack holds a chain of
 * some hundreds, so above a few layers a column's expression is substituted for it, if it is short.
 */
export class LowLayers {
  readonly #layerOf = new Map<string, number>();
  readonly #values = new Map<string, Expr>();

  /** The lowest layer for an expression, and the expression to put there. */
  placed(expr: Expr): { readonly expr: Expr; readonly layer: number } {
    const layer = this.#layer(expr);
    if (layer <= FEW) return { expr, layer };
    const low = rewrite(expr, (part) =>
      part.node === "column" && this.#layerOf.get(part.name) === layer - 1 ? this.#values.get(part.name)! : null,
    );
    return isShort(low) ? { expr: low, layer: layer - 1 } : { expr, layer };
  }

  add(name: string, layer: number, value: Expr): void {
    this.#layerOf.set(name, layer);
    this.#values.set(name, value);
  }

  #layer(expr: Expr): number {
    let layer = 0;
    walk(expr, (part) => {
      if (part.node === "column") layer = Math.max(layer, (this.#layerOf.get(part.name) ?? -1) + 1);
    });
    return layer;
  }
}

function isShort(expr: Expr): boolean {
  const waiting = [expr];
  for (let count = 0; count <= SHORT; count++) {
    const next = waiting.pop();
    if (next === undefined) return true;
    waiting.push(...childrenOf(next));
  }
  return false;
}
