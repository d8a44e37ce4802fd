import { grouped } from "./table.js";

/** Lists that are longer are cut to their beginning. */
const LONG = 5;
const SHOWN = 3;

export interface FirstFew<T> {
  readonly shown: readonly T[];
  /** How many are left out. */
  readonly more: number;
}

/** The items to show of a list: the first few of a long one, unless all are asked for. */
export function firstFew<T>(items: readonly T[], all: boolean): FirstFew<T> {
  const shown = all || items.length <= LONG ? items : items.slice(0, SHOWN);
  return { shown, more: items.length - shown.length };
}

export const moreText = (more: number): string => `… and ${grouped(more)} more like this; --all shows them`;
