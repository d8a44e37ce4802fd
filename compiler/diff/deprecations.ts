import { type Deprecation, deprecationOf } from "../ir/deprecation.js";
import { expressionsIn } from "../ir/expressions-in.js";
import { functionTable } from "../ir/function-table.js";
import type { Annotation, Expr, Project } from "../ir/index.js";
import { walk } from "../ir/walk.js";
import { Lineage, type LineageNode } from "../lineage/index.js";
import type { Change, Detail } from "./change.js";
import { MoreDetails, type ReaderKind } from "./with-details.js";

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
  const more = new MoreDetails();
  for (const use of usesOf(after, deprecated))
    if (!known.has(useText(use))) more.add(use.kind, use.reader, detailOf(use, today));
  // A call of a deprecated `fn` may stand for what was written out, and its reader then means the same as before.
  return more.in(changes, after);
}

/** Something that reads what is deprecated. */
interface Use {
  readonly kind: ReaderKind;
  readonly reader: string;
  /** `customer_stats`, `customer_stats.zip`, `fn tier` or `entity customer`. */
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

/** The deprecations with a date, by what is deprecated: an object, `object.part`, `fn name` or `entity name`. */
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
  for (const { name, annotations } of [...project.functions, ...project.externs]) note(`fn ${name}`, annotations);
  for (const { name, annotations } of project.entities) note(`entity ${name}`, annotations);
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

const usesOf = (project: Project, deprecated: ReadonlyMap<string, Use["deprecation"]>): readonly Use[] => [
  ...readingUses(project, deprecated),
  ...callingUses(project, deprecated),
];

/** Calls of `fn`s, also through other `fn`s, and views of entities. */
function callingUses(project: Project, deprecated: ReadonlyMap<string, Use["deprecation"]>): readonly Use[] {
  const functions = functionTable(project);
  const called = (part: unknown): ReadonlySet<string> => {
    const names = new Set<string>();
    const visit = (expr: Expr): void =>
      walk(expr, (each) => {
        if (each.node === "extern") names.add(each.name);
        if (each.node !== "fn" || names.has(each.name)) return;
        names.add(each.name);
        visit(functions.there(each.name).body);
      });
    for (const expr of expressionsIn(part)) visit(expr);
    return names;
  };
  const readers = [
    ...project.sources.map((reader) => ({ kind: "source" as const, reader, entities: [] })),
    ...project.views.map((reader) => ({ kind: "view" as const, reader, entities: reader.entities })),
    ...project.transforms.map((reader) => ({ kind: "transform" as const, reader, entities: [] })),
    ...project.services.map((reader) => ({ kind: "service" as const, reader, entities: [] })),
  ];
  return readers.flatMap(({ kind, reader, entities }) => {
    const reads = [...[...called(reader)].map((name) => `fn ${name}`), ...entities.map((name) => `entity ${name}`)];
    return reads.flatMap((read): readonly Use[] => {
      const deprecation = deprecated.get(read);
      return deprecation === undefined ? [] : [{ kind, reader: reader.name, read, deprecation }];
    });
  });
}

function readingUses(project: Project, deprecated: ReadonlyMap<string, Use["deprecation"]>): readonly Use[] {
  const lineage = new Lineage(project);
  const kinds = new Map<string, ReaderKind>([
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
const kindOf = ({ kind, owner }: LineageNode, kinds: ReadonlyMap<string, ReaderKind>): ReaderKind | undefined =>
  kind === "service feature" || kind === "service key" ? "service" : kinds.get(owner);
