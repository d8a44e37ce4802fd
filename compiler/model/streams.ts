import { landingNotRead, notStreamable, unknownStream } from "../diagnostics/catalog/streams.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { aggregateOverload } from "../functions/index.js";
import type { Project, View } from "../ir/index.js";
import { type Lookups, lookupsOf } from "../ir/lookups.js";
import { sourcePaths, sourcesRead } from "../ir/streams.js";
import { placedAt } from "../project/at-target.js";
import type { Target } from "../project/config.js";
import { globMatcher } from "../project/glob.js";
import type { Symbols } from "../symbols/index.js";

/** The sources that each target streams, if any does. A target that streams none counts too. */
export function streamsOf(targets: ReadonlyMap<string, Target>): Pick<Project, "streams" | "landings"> {
  if ([...targets.values()].every(({ stream }) => stream.length === 0)) return {};
  const streams = [...targets.values()].map(
    ({ name, stream }) => [name, [...new Set(stream.map((source) => source.name))].sort()] as const,
  );
  const landings = [...targets.values()].flatMap(({ name, landing }) => (landing === null ? [] : [name])).sort();
  return { streams: Object.fromEntries(streams), ...(landings.length === 0 ? {} : { landings }) };
}

/** Reports streams that are no sources, and views that no stream can keep up to date. */
export function checkStreams(
  project: Project,
  targets: ReadonlyMap<string, Target>,
  symbols: Symbols,
): readonly Diagnostic[] {
  const lookups = lookupsOf(project);
  return [...targets.values()].flatMap((target) => {
    const unknown = target.stream.flatMap(({ name, place }): readonly Diagnostic[] => {
      const named = symbols.names.get(name);
      if (named?.kind === "physical") return [];
      const sources = [...symbols.names].flatMap(([own, { kind }]) => (kind === "physical" ? [own] : []));
      return [unknownStream.at(place, { name, derived: named?.kind === "source", sources })];
    });
    const streamed = new Set(target.stream.map(({ name }) => name));
    const refused = project.views.flatMap((view): readonly Diagnostic[] => {
      const read = sourcesRead(view, lookups);
      if (![...read].some((name) => streamed.has(name))) return [];
      const problem = problemOf(view, read, streamed, target.name, lookups);
      const named = symbols.names.get(view.name);
      if (problem === null || named?.kind !== "view") return [];
      const args = { view: view.name, target: target.name, ...problem };
      const related = target.stream
        .filter(({ name }) => read.has(name))
        .map(({ name, place }) => ({ place, message: `\`${name}\` is streamed here` }));
      return [notStreamable.at(named.file.place(named.decl.name), args, { related })];
    });
    return [...unknown, ...refused, ...landingsNotRead(project, target)];
  });
}

/** Reports sources whose pushed rows a target would keep where it does not read them. */
function landingsNotRead(project: Project, { name, offline, landing, stream }: Target): readonly Diagnostic[] {
  if (landing === null || offline === null) return [];
  return stream.flatMap(({ name: own }): readonly Diagnostic[] => {
    const source = project.sources.find((each) => each.name === own);
    if (source?.node !== "physical") return [];
    const placed = placedAt(source, name, offline.kind);
    const location = placed.elsewhere?.[offline.kind] ?? placed.location;
    const sample = `${landing.folder}/${own}/2024-01-31/10/push-0.parquet`;
    if (location.kind === "file" && location.format === "parquet" && globMatcher(location.path)(sample)) return [];
    const reads = location.kind === "file" ? location.path : `a ${location.kind}`;
    return [landingNotRead.at(landing.place, { source: own, target: name, folder: landing.folder, reads })];
  });
}

interface Problem {
  readonly reason: string;
  readonly help: string;
}

/** Why a stream cannot keep a view up to date; null if it can. */
function problemOf(
  view: View,
  read: ReadonlySet<string>,
  streamed: ReadonlySet<string>,
  target: string,
  lookups: Lookups,
): Problem | null {
  const own = [...read].filter((name) => streamed.has(name)).map((name) => `\`${name}\``);
  const out = `take ${own.join(" and ")} out of \`stream\` of target \`${target}\``;
  const paths = sourcePaths(view.from, lookups);
  for (const { derived } of paths)
    for (const source of derived)
      for (const step of source.steps)
        if (step.step === "join")
          return {
            reason: `its source \`${source.name}\` joins \`${step.target.name}\`, whose rows may change after a row was joined`,
            help: `read \`${step.target.name}\` in a transform instead, or ${out}`,
          };
  const other = [...read].find((name) => !streamed.has(name));
  if (other !== undefined)
    return {
      reason: `it also reads \`${other}\`, which the target does not stream`,
      help: `add \`${other}\` to \`stream\`, or ${out}`,
    };
  const snapshots = paths.find(({ source }) => source.complete);
  if (snapshots !== undefined)
    return {
      reason: `\`${snapshots.source.name}\` is \`complete\`: that a key is gone is known only when a snapshot is whole`,
      help: `mark deleted keys with \`deleted\` and leave out \`complete\`, or ${out}`,
    };
  if (view.known)
    return {
      reason: "it says `known`: a row that is pushed is known at once, whatever its `created` says",
      help: `leave out \`known\`, or ${out}`,
    };
  for (const aggregate of view.aggregates) {
    if (aggregate.window === null)
      return {
        reason: `\`${aggregate.id}\` runs over the current rows of all keys of a state`,
        help: `compute it from events, with \`over\`, or ${out}`,
      };
    if (aggregateOverload(aggregate).ts === undefined)
      return {
        reason: `\`${aggregate.id}\` is a \`${aggregate.function}\`, which only the warehouse computes`,
        help: `use another aggregate, or ${out}`,
      };
  }
  return null;
}
