import type { Project, Source, View } from "../ir/index.js";
import { pairs } from "./pairs.js";

/** Declarations that are written the same in both versions, and read only such. They need no comparison of meanings. */
export interface Unchanged {
  readonly sources: ReadonlySet<string>;
  readonly views: ReadonlySet<string>;
  readonly transforms: ReadonlySet<string>;
  readonly services: ReadonlySet<string>;
}

/** Most declarations of most changes are unchanged, and finding that out costs a fraction of what meanings cost. */
export function unchangedIn(before: Project, after: Project): Unchanged {
  const called = changedFunctions(before, after);
  const same = (one: unknown, other: unknown): boolean => isSame(one, other, called);
  const namesOf = <T extends { readonly name: string }>(
    all: readonly [readonly T[], readonly T[]],
    readsSame: (one: T) => boolean,
  ): ReadonlySet<string> =>
    new Set(
      pairs(...all).flatMap(({ name, before: old, after: now }) =>
        old !== null && now !== null && readsSame(now) && same(old, now) ? [name] : [],
      ),
    );
  const found = sourcesAndViews(before, after, same);
  const transforms = new Set<string>();
  const olds = new Map(before.transforms.map((one) => [one.name, one]));
  // A transform may stand before those that it reads.
  for (let size = -1; size < transforms.size; ) {
    size = transforms.size;
    for (const now of after.transforms)
      if (
        !transforms.has(now.name) &&
        now.views.every(({ view }) => found.views.has(view)) &&
        now.transforms.every((name) => transforms.has(name)) &&
        same(olds.get(now.name), now)
      )
        transforms.add(now.name);
  }
  const services = namesOf([before.services, after.services], ({ steps }) =>
    steps.every((step) => (step.node === "read" ? found.views.has(step.view) : transforms.has(step.transform))),
  );
  return { ...found, transforms, services };
}

/** A project without these. What reads something that changed is not among them, so all readers are left. */
export const without = (project: Project, unchanged: Unchanged): Project => ({
  ...project,
  sources: project.sources.filter(({ name }) => !unchanged.sources.has(name)),
  views: project.views.filter(({ name }) => !unchanged.views.has(name)),
  transforms: project.transforms.filter(({ name }) => !unchanged.transforms.has(name)),
  services: project.services.filter(({ name }) => !unchanged.services.has(name)),
});

/** Derived sources read sources and views, and views read sources. */
function sourcesAndViews(before: Project, after: Project, same: (one: unknown, other: unknown) => boolean) {
  const [sources, views] = [new Set<string>(), new Set<string>()];
  const named = <T extends { readonly name: string }>(all: readonly T[]) => new Map(all.map((one) => [one.name, one]));
  const [oldSources, oldViews] = [named(before.sources), named(before.views)];
  let [openSources, openViews]: [readonly Source[], readonly View[]] = [
    after.sources.filter((one) => same(oldSources.get(one.name), one)),
    after.views.filter((one) => same(oldViews.get(one.name), one)),
  ];
  const isReady = (source: Source): boolean => {
    if (source.node === "physical") return true;
    const branches = source.node === "union" ? source.branches : [source];
    return branches.every(
      ({ from, steps }) =>
        sources.has(from) &&
        steps.every(
          (step) => step.step !== "join" || (step.target.kind === "source" ? sources : views).has(step.target.name),
        ),
    );
  };
  for (let size = -1; size < sources.size + views.size; ) {
    size = sources.size + views.size;
    for (const one of openSources) if (isReady(one)) sources.add(one.name);
    for (const one of openViews) if (sources.has(one.from)) views.add(one.name);
    openSources = openSources.filter(({ name }) => !sources.has(name));
    openViews = openViews.filter(({ name }) => !views.has(name));
  }
  return { sources, views };
}

/** The `fn`s and `extern fn`s that are not the same in both, and those that call one of them. */
function changedFunctions(before: Project, after: Project): ReadonlySet<string> {
  const changed = new Set<string>();
  const all = [...pairs(before.functions, after.functions), ...pairs(before.externs, after.externs)];
  for (let size = -1; size < changed.size; ) {
    size = changed.size;
    for (const { name, before: old, after: now } of all)
      if (!changed.has(name) && !isSame(old, now, changed)) changed.add(name);
  }
  return changed;
}

/** True for equal IR, apart from places, that calls none of these functions. Not recursive: IR may be deep. */
function isSame(one: unknown, other: unknown, changed: ReadonlySet<string>): boolean {
  const waiting: unknown[] = [one, other];
  while (waiting.length > 0) {
    const [b, a] = [waiting.pop(), waiting.pop()];
    if (a === b && (typeof a !== "object" || a === null)) continue;
    if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
    if (Array.isArray(a) !== Array.isArray(b)) return false;
    if ("node" in a && (a.node === "fn" || a.node === "extern") && "name" in a && changed.has(String(a.name)))
      return false;
    for (const [key, value] of Object.entries(a)) {
      if (isPlace(key, value)) continue;
      waiting.push(value, Reflect.get(b, key));
    }
    for (const [key, value] of Object.entries(b))
      if (value !== undefined && !isPlace(key, value) && !(key in a)) return false;
  }
  return true;
}

/** A manifest has no places. */
const isPlace = (key: string, value: unknown): boolean =>
  key === "at" && typeof value === "object" && value !== null && "file" in value && "line" in value;
