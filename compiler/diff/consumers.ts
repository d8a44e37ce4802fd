import type { Project } from "../ir/index.js";
import type { LineageNode } from "../lineage/index.js";
import { type Affected, type Change, type Detail, gravest } from "./change.js";
import { Dependents } from "./dependents.js";

/**
 * The changes with what they take away from other projects. A project that reads this one has the same sources, views
 * and transforms in its own manifest, because it compiles the same files. What it reads of them may not be taken away.
 */
export function withConsumers(changes: readonly Change[], consumers: readonly Project[]): readonly Change[] {
  return consumers.reduce((before, consumer) => {
    const readers = new Dependents(consumer);
    return before.map((change) => withConsumer(change, consumer, readers));
  }, changes);
}

function withConsumer(change: Change, consumer: Project, readers: Dependents): Change {
  if (change.kind !== "source" && change.kind !== "view" && change.kind !== "transform") return change;
  const found: { readonly detail: Detail; readonly affected: readonly Affected[] }[] = change.details.flatMap(
    (detail) => {
      const nodes = takenAway(change, detail, readers);
      const affected = readers.of(nodes).filter(({ kind, name }) => kind !== change.kind || name !== change.name);
      return affected.length === 0 ? [] : [{ detail, affected }];
    },
  );
  if (found.length === 0) return change;
  const breaking = new Map(
    found.map(({ detail }) => [
      detail,
      { ...detail, class: "breaking" as const, reason: `${detail.reason}, and project ${consumer.name} reads it` },
    ]),
  );
  const details = change.details.map((detail) => breaking.get(detail) ?? detail);
  const affected = new Map(
    found.flatMap((one) => one.affected).map((one) => [`${one.kind} ${one.name}`, { ...one, project: consumer.name }]),
  );
  return {
    ...change,
    details,
    class: gravest([change.class, ...details.map((detail) => detail.class)]),
    affects: [...change.affects, ...affected.values()],
  };
}

/** What a difference takes from who reads it. */
function takenAway({ name }: Change, detail: Detail, readers: Dependents): readonly LineageNode[] {
  if (detail.action !== "removed" && detail.class !== "breaking") return [];
  const [, kind, part] = /^(feature|column) (.*)$/s.exec(detail.part ?? "") ?? [];
  const all = readers.all(name);
  return part === undefined ? all : all.filter((node) => node.kind === kind && node.name === part);
}
