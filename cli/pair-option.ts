import { usage } from "./exit.js";

export type Pair = readonly [name: string, value: string];

/** A commander parser that collects `name=value`. */
export const pairOption =
  (option: string) =>
  (text: string, before: readonly Pair[] = []): readonly Pair[] => {
    const at = text.indexOf("=");
    if (at < 1) throw usage(`${option} takes name=value, not "${text}"`);
    const name = text.slice(0, at);
    if (before.some(([other]) => other === name)) throw usage(`${option} ${name} is given twice`);
    return [...before, [name, text.slice(at + 1)]];
  };
