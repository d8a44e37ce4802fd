import type { Project } from "../ir/index.js";
import { lookupsOf } from "../ir/lookups.js";
import { streamedViews } from "../ir/streams.js";
import type { Change } from "./change.js";
import { Dependents } from "./dependents.js";
import { MoreDetails } from "./with-details.js";

/**
 * The changes with the views that a target begins or ceases to stream. They are stored in another form there, so they
 * must be filled again, and clients read them otherwise. `target`: null for all targets.
 */
export function withStreams(
  changes: readonly Change[],
  before: Project,
  after: Project,
  target: string | null,
): readonly Change[] {
  const all = new Set([...Object.keys(before.streams ?? {}), ...Object.keys(after.streams ?? {})]);
  const targets = target === null ? [...all].sort() : [target];
  if (targets.every((each) => !all.has(each))) return changes;
  const [namesBefore, namesAfter] = [lookupsOf(before), lookupsOf(after)];
  const more = new MoreDetails();
  for (const each of targets) {
    const was = new Set(streamedViews(before, each, namesBefore));
    const is = new Set(streamedViews(after, each, namesAfter));
    for (const { name } of after.views) {
      // A new view says so itself.
      if (was.has(name) === is.has(name) || !namesBefore.views.has(name)) continue;
      more.add("view", name, {
        action: is.has(name) ? "added" : "removed",
        part: `stream at ${each}`,
        class: "rebuild",
        reason: is.has(name)
          ? "a source of it is streamed from now on, so it is stored in another form"
          : "no source of it is streamed any more, so it is stored in another form",
      });
    }
  }
  const readers = new Dependents(after);
  return more.in(changes, after, (kind, name) =>
    readers.of(readers.all(name)).filter((one) => one.kind !== kind || one.name !== name),
  );
}
