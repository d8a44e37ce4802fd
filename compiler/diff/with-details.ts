import type { Project } from "../ir/index.js";
import { type Change, type Detail, gravest } from "./change.js";

const kinds = ["source", "view", "transform", "service"] as const;
export type ReaderKind = (typeof kinds)[number];

/** By object: what else is to be said of it. */
export class MoreDetails {
  readonly #found = new Map<string, Detail[]>();

  add(kind: ReaderKind, name: string, detail: Detail): void {
    const key = `${kind} ${name}`;
    const own = this.#found.get(key);
    if (own === undefined) this.#found.set(key, [detail]);
    else if (!own.some(({ part }) => part === detail.part)) own.push(detail);
  }

  /** The changes with these details. An object that means the same as before gets a change of its own. */
  in(
    changes: readonly Change[],
    { sources, views, transforms, services }: Project,
    affects: (kind: ReaderKind, name: string) => Change["affects"] = () => [],
  ): readonly Change[] {
    const rest = new Map(this.#found);
    const told = changes.map((change) => {
      const key = `${change.kind} ${change.name}`;
      const more = rest.get(key);
      if (more === undefined) return change;
      rest.delete(key);
      const details = [...change.details, ...more];
      return { ...change, details, class: gravest([change.class, ...more.map((detail) => detail.class)]) };
    });
    const objects = { source: sources, view: views, transform: transforms, service: services } as const;
    const others = kinds.flatMap((kind) =>
      objects[kind].flatMap(({ name, at }): readonly Change[] => {
        const details = rest.get(`${kind} ${name}`);
        if (details === undefined) return [];
        const grave = gravest(details.map((detail) => detail.class));
        return [{ kind, name, action: "changed", class: grave, details, affects: affects(kind, name), at }];
      }),
    );
    return [...told, ...others];
  }
}
