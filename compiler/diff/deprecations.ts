import { type Deprecation, deprecationOf } from "../ir/deprecation.js";
import type { Annotation, Project } from "../ir/index.js";
import { Lineage, type LineageNode } from "../lineage/index.js";
import { type Change, type Detail, gravest, type ObjectKind } from "./change.js";

/**
 * The changes with the new readers of what is deprecated until a date. From that date on a new reader breaks the rule,
 * and before it is only told. Who read it before may go on.
 */
export function withDeprecations(
  changes: readonly Change[],
  before: Project,
  after: Project,
  today: string,
): readonly Change[] {
  const deprecated = deprecatedIn(after);
  if (deprecated.size === 0) return changes;
  const known = new Set(usesOf(before, deprecated).map(useText));
  /** By reader: its new uses, each once. */
  const found = new Map<string, Map<string, Detail>>();
  for (const use of usesOf(after, deprecated)) {
    if (known.has(useText(use))) continue;
    const reader = `${use.kind} ${use.reader}`;
    const own = found.get(reader) ?? new Map<string, Detail>();
    own.set(use.read, detailOf(use, today));
    found.set(reader, own);
  }
  return changes.map((change) => {
    const uses = [...(found.get(`${change.kind} ${change.name}`)?.values() ?? [])];
    if (uses.length === 0) return change;
    const details = [...change.details, ...uses];
    return { ...change, details, class: gravest(details.map((detail) => detail.class)) };
  });
}

/** Something that reads what is deprecated. */
interface Use {
  readonly kind: ObjectKind;
  readonly reader: string;
  /** `customer_stats` or `customer_stats.zip`. */
  readonly read: string;
  readonly deprecation: Deprecation & { readonly until: string };
}
const useText = ({ kind, reader, read }: Use): string => JSON.stringify([kind, reader, read]);

function detailOf({ read, deprecation: { text, until } }: Use, today: string): Detail {
  const advice = text === "" ? "" : `: ${text}`;
  return today >= until
    ? {
        action: "added",
        part: `use of ${read}`,
        class: "breaking",
        reason: `it is new, and ${read} takes no new readers since ${until}${advice}`,
      }
    : {
        action: "added",
        part: `use of ${read}`,
        class: "metadata",
        reason: `it is new, and ${read} is deprecated and takes no new readers from ${until} on${advice}`,
      };
}

/** What is deprecated until a date, by name: an object, or `object.part`. */
function deprecatedIn(project: Project): ReadonlyMap<string, Use["deprecation"]> {
  const found = new Map<string, Use["deprecation"]>();
  const note = (name: string, annotations: readonly Annotation[] | undefined): void => {
    const deprecation = deprecationOf(annotations ?? []);
    if (deprecation?.until != null) found.set(name, { ...deprecation, until: deprecation.until });
  };
  for (const { name, annotations, items } of [...project.views, ...project.transforms]) {
    note(name, annotations);
    for (const item of items) note(`${name}.${item.name}`, item.annotations);
  }
  for (const source of project.sources) {
    note(source.name, source.annotations);
    if (source.node === "derived")
      for (const one of source.columns) note(`${source.name}.${one.name}`, one.annotations);
  }
  for (const { name, annotations, fields } of project.requests) {
    note(name, annotations);
    for (const field of fields) note(`${name}.${field.name}`, field.annotations);
  }
  return found;
}

function usesOf(project: Project, deprecated: ReadonlyMap<string, Use["deprecation"]>): readonly Use[] {
  const lineage = new Lineage(project);
  const kinds = new Map<string, ObjectKind>([
    ...project.sources.map(({ name }) => [name, "source"] as const),
    ...project.views.map(({ name }) => [name, "view"] as const),
    ...project.transforms.map(({ name }) => [name, "transform"] as const),
  ]);
  return lineage.nodes.flatMap((to) => {
    const kind = kindOf(to, kinds);
    if (kind === undefined) return [];
    return lineage.beside(to, "up").flatMap(({ node }): readonly Use[] => {
      if (node.owner === to.owner && kind !== "service") return [];
      return [node.owner, `${node.owner}.${node.name}`].flatMap((read) => {
        const deprecation = deprecated.get(read);
        return deprecation === undefined ? [] : [{ kind, reader: to.owner, read, deprecation }];
      });
    });
  });
}

/** A service may have the name of a view. */
const kindOf = ({ kind, owner }: LineageNode, kinds: ReadonlyMap<string, ObjectKind>): ObjectKind | undefined =>
  kind === "service feature" || kind === "service key" ? "service" : kinds.get(owner);
