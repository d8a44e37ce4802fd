/**
 * What changes between two versions of a project.
 *
 * In: two projects as typed IR. Out: a change for each declaration that differs, with a class and a reason for each
 * difference, and who reads it.
 * Always: pure, and without a store. What computes the same values is no change: names of lets, `fn`s and elements,
 * files, comments and layout.
 */
import type { At, Project } from "../ir/index.js";
import { lookupsOf } from "../ir/lookups.js";
import { Meanings } from "../ir/meanings.js";
import { featureOf, type LineageNode } from "../lineage/index.js";
import { type Affected, type Change, type ChangeClass, type Detail, gravest, type ObjectKind } from "./change.js";
import { withConsumers } from "./consumers.js";
import { entityDetails, enumDetails, requestDetails, sourceDetails } from "./declarations.js";
import { Dependents, inOrder } from "./dependents.js";
import { withDeprecations } from "./deprecations.js";
import { describedDetails } from "./described.js";
import { featureDetails, featureSides } from "./features.js";
import { type Pair, pairs } from "./pairs.js";
import { serviceDetails, serviceSide } from "./services.js";
import { withStreams } from "./streams.js";
import { unchangedIn, without } from "./unchanged.js";
import { viewDetails } from "./views.js";

export type { Action, Affected, Change, ChangeClass, Detail, ObjectKind } from "./change.js";
export { changeClasses } from "./change.js";

interface Declaration {
  readonly name: string;
  readonly at?: At;
}

/** What a comparison needs to know besides the two versions. */
export interface DiffFacts {
  /** The date, such as `2025-06-01`: from then on, what is deprecated until it gets no new readers. */
  readonly today: string;
  /** Projects that read this one's features. */
  readonly consumers: readonly Project[];
  /** The target whose streams are compared. Null for all of them. */
  readonly target: string | null;
}

export const noFacts: DiffFacts = { today: "", consumers: [], target: null };

export function diffProjects(before: Project, after: Project, facts: DiffFacts = noFacts): readonly Change[] {
  const changes = compared(before, after);
  const streams = withStreams(changes, before, after, facts.target);
  return withConsumers(withDeprecations(streams, before, after, facts.today), facts.consumers);
}

function compared(before: Project, after: Project): readonly Change[] {
  const [namesBefore, namesAfter] = [lookupsOf(before), lookupsOf(after)];
  const [old, now] = [new Meanings(before, namesBefore), new Meanings(after, namesAfter)];
  const unchanged = unchangedIn(before, after);
  const differing = <T extends Declaration>(old: readonly T[], now: readonly T[], same: ReadonlySet<string>) =>
    pairs(old, now).filter(({ name }) => !same.has(name));
  const views = differing(before.views, after.views, unchanged.views);
  const [readBefore, readAfter] = [
    new Dependents(without(before, unchanged)),
    new Dependents(without(after, unchanged)),
  ];

  function changes<T extends Declaration>(
    kind: ObjectKind,
    all: readonly Pair<T>[],
    details: (before: T, after: T) => readonly Detail[],
    /** The class of a removed object. */
    removed: ChangeClass,
    nodes: Parts = () => [],
  ): readonly Change[] {
    return all.flatMap(({ name, before: old, after: now }): readonly Change[] => {
      const own = old === null || now === null ? wholeOf(old === null, removed) : details(old, now);
      if (own.length === 0) return [];
      const grave = gravest(own.map((detail) => detail.class));
      const action = old === null ? "added" : now === null ? "removed" : "changed";
      const affects = action === "added" ? [] : readersOf(kind, name, (readers) => nodes(name, own, readers));
      return [{ kind, name, action, class: grave, details: own, affects, at: (now ?? old)?.at ?? null }];
    });
  }

  /** Who reads these, before or after: what is removed has no readers any more. */
  function readersOf(
    kind: ObjectKind,
    name: string,
    changed: (readers: Dependents) => readonly LineageNode[],
  ): readonly Affected[] {
    const all = [readBefore, readAfter].flatMap((readers) => readers.of(changed(readers)));
    const found = new Map(all.map((one) => [`${one.kind} ${one.name}`, one]));
    found.delete(`${kind} ${name}`);
    return inOrder([...found.values()]);
  }

  const rebuilt = new Set(
    views.flatMap(({ name, before: was, after: is }) =>
      was !== null && is !== null && old.view(was).stored !== now.view(is).stored ? [name] : [],
    ),
  );

  const sources = changes(
    "source",
    differing(before.sources, after.sources, unchanged.sources),
    sourceDetails,
    "metadata",
    (name, _, readers) => readers.all(name),
  ).map((change): Change => {
    const rebuilds = change.affects.some(({ kind, name }) => kind === "view" && rebuilt.has(name));
    return rebuilds ? { ...change, class: "rebuild" } : { ...change, affects: [] };
  });
  return [
    ...sources,
    ...changes("entity", pairs(before.entities, after.entities), entityDetails, "metadata"),
    ...changes("enum", pairs(before.enums, after.enums), enumDetails, "metadata"),
    ...changes("request", pairs(before.requests, after.requests), requestDetails, "metadata"),
    ...changes("view", views, (was, is) => viewDetails(was, is, old, now), "breaking", changedFeatures),
    ...changes(
      "transform",
      differing(before.transforms, after.transforms, unchanged.transforms),
      (was, is) => [
        ...featureDetails(featureSides(was.items, old.transform(was)), featureSides(is.items, now.transform(is))),
        ...describedDetails(null, was, is),
      ],
      "breaking",
      changedFeatures,
    ),
    ...changes(
      "service",
      differing(before.services, after.services, unchanged.services),
      (was, is) => serviceDetails(serviceSide(was, namesBefore, old), serviceSide(is, namesAfter, now)),
      "breaking",
    ),
  ];
}

/** What of an object changed, in a project of which these are the readers. */
type Parts = (name: string, details: readonly Detail[], readers: Dependents) => readonly LineageNode[];

/** The features that changed; all of a view's if it changed as a whole. */
const changedFeatures: Parts = (name, details, readers) =>
  details
    .filter((detail) => detail.class !== "metadata")
    .flatMap(({ part }) => (part?.startsWith("feature ") ? [featureOf(name, part.slice(8))] : readers.all(name)));

const wholeOf = (added: boolean, removed: ChangeClass): readonly Detail[] => [
  added
    ? { action: "added", part: null, class: "added", reason: "it is new" }
    : { action: "removed", part: null, class: removed, reason: "it is removed" },
];
