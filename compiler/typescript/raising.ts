import type { Project, Transform } from "../ir/index.js";
import type { Lookups } from "../ir/lookups.js";
import { raisingItems } from "./items.js";

/** The features and lets of each view and transform that may throw when they are read. */
export interface Raising {
  readonly view: (name: string) => ReadonlySet<string>;
  readonly transform: (name: string) => ReadonlySet<string>;
  /** True if this feature, which a transform reads from another step, may throw. */
  readonly input: (transform: Transform, from: string, feature: string) => boolean;
}

export function raisingOf(project: Project, { functions, transforms: declared }: Lookups): Raising {
  // Each view and transform is examined when it is first asked for.
  const viewNamed = new Map(project.views.map((each) => [each.name, each]));
  const views = new Map<string, ReadonlySet<string>>();
  const transforms = new Map<string, ReadonlySet<string>>();
  const none: ReadonlySet<string> = new Set();
  const view = (name: string): ReadonlySet<string> => {
    const known = views.get(name);
    if (known !== undefined) return known;
    const own = viewNamed.get(name);
    const found = own === undefined ? none : raisingItems(own.items, functions);
    views.set(name, found);
    return found;
  };
  const input: Raising["input"] = (reader, from, feature) => {
    const read = reader.views.find(({ ref }) => ref === from);
    return (read === undefined ? transform(from) : view(read.view)).has(feature);
  };
  const transform = (name: string): ReadonlySet<string> => {
    const known = transforms.get(name);
    if (known !== undefined) return known;
    const own = declared.get(name);
    const found =
      own === undefined ? none : raisingItems(own.items, functions, (from, feature) => input(own, from, feature));
    transforms.set(name, found);
    return found;
  };
  return { view, transform, input };
}
