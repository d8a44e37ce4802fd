/**
 * How views stand in the online store of a target.
 *
 * In: a project, its views and a target. Out: a status for each view, in their order.
 * Always: one read of the store, and of the registry what is applied. Nothing is written, and no data of the sources is
 * read.
 */
import type { View } from "../../compiler/ir/index.js";
import { lookAtViews } from "../../runtime/materialize/look.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import type { Cli } from "../cli.js";
import type { Loaded } from "../project.js";
import { artifactOf } from "../registry/artifact-of.js";
import { openRegistryOf } from "../registry/index.js";
import { artifactFor, openStore, type TargetOptions } from "../target.js";
import { type ViewStatus, viewStatus } from "./view-status.js";

export async function statusOf(
  cli: Cli,
  loaded: Loaded,
  options: TargetOptions & { readonly target: string },
  views: readonly View[],
): Promise<{ readonly store: string; readonly statuses: readonly ViewStatus[] }> {
  const artifact = await artifactFor(cli, loaded, options);
  await using store = await openStore(cli, loaded, options);
  const spaces = views.map(({ name }) => viewSpace(artifact, artifact.views[name]!));
  const found = await lookAtViews(store, spaces);
  await using registry = await openRegistryOf(cli, loaded);
  const version = await registry.current(options.target);
  const current = version === null ? null : await artifactOf(registry, version);
  const appliedOf = (name: string) => {
    if (version === null || current === null) return null;
    const view = current.views[name];
    return { number: version.number, fingerprint: view === undefined ? null : viewSpace(current, view).fingerprint };
  };
  const now = cli.world.now();
  return {
    store: store.address,
    statuses: views.map(({ name }, index) =>
      viewStatus(
        options.target,
        artifact.views[name]!,
        spaces[index]!.fingerprint,
        found[index]!,
        now,
        appliedOf(name),
      ),
    ),
  };
}
