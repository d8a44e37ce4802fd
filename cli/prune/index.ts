/**
 * Which definitions of views a target's online store holds, and which of them nobody reads any more.
 *
 * In: a loaded project, a target and a number of days. Out: every definition that the store has metadata of, and why it
 * stays, or null.
 * Always: a definition stays if the project has it, if a version that was applied at the target in these days has it (its
 * clients may still run), if it was filled in these days, or if somebody fills it now. Nothing is written.
 */
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import { lookAtViews } from "../../runtime/materialize/look.js";
import type { OnlineStore, ViewSpace } from "../../runtime/online/store.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import type { Cli } from "../cli.js";
import type { Loaded } from "../project.js";
import { artifactOf } from "../registry/artifact-of.js";
import { openRegistryOf } from "../registry/index.js";
import { artifactFor, type TargetOptions } from "../target.js";

export interface Definition {
  readonly space: ViewSpace;
  /** Why it stays. Null if nobody reads it. */
  readonly kept: string | null;
  /** When its last run ended, in milliseconds since the epoch. Null if it is not known. */
  readonly filled: number | null;
}

const DAY = 86_400_000;

export async function definitionsOf(
  cli: Cli,
  loaded: Loaded,
  options: TargetOptions & { readonly target: string },
  store: OnlineStore,
  days: number,
): Promise<readonly Definition[]> {
  const now = Number(cli.world.now()) / 1000;
  const own = await artifactFor(cli, loaded, options);
  const readers = new Map<string, string>();
  const names = new Set<string>();
  const read = (project: ProjectArtifact, target: string | undefined, why: string): void => {
    for (const view of Object.values(project.views)) {
      names.add(view.name);
      const key = keyOf(viewSpace(project, view, target));
      if (!readers.has(key)) readers.set(key, why);
    }
  };
  read(own, undefined, "the project has it");
  await using registry = await openRegistryOf(cli, loaded);
  const versions = await registry.history(options.target);
  for (const [index, version] of versions.entries()) {
    const until = index === 0 ? now : Date.parse(versions[index - 1]!.when);
    const recent = index === 0 || until > now - days * DAY;
    const artifact = await artifactOf(registry, version);
    for (const view of Object.values(artifact.views)) names.add(view.name);
    const when = index === 0 ? "is applied" : `was applied until ${versions[index - 1]!.when.slice(0, 10)}`;
    if (recent) read(artifact, undefined, `version ${version.number} ${when}`);
  }
  const spaces: ViewSpace[] = [];
  for (const view of [...names].sort())
    for (const fingerprint of [...(await store.definitions({ project: own.name, view }))].sort())
      spaces.push({ project: own.name, view, fingerprint });
  const found = await lookAtViews(store, spaces);
  return spaces.map((space, index): Definition => {
    const { state, holder } = found[index]!;
    const filled = state?.last === null || state === null ? null : Number(state.last.finished) / 1000;
    const recent = filled !== null && filled > now - days * DAY ? `it was filled on ${dayOf(filled)}` : null;
    const busy = holder === null ? null : "it is being filled";
    return { space, filled, kept: readers.get(keyOf(space)) ?? busy ?? recent };
  });
}

const keyOf = ({ view, fingerprint }: ViewSpace): string => `${view} ${fingerprint}`;
export const dayOf = (milliseconds: number): string => new Date(milliseconds).toISOString().slice(0, 10);
