/**
 * How views stand in the online store of a target.
 *
 * In: a project, its views and a target. Out: a status for each view, in their order.
 * Always: one read of the store. Nothing is written, and no data of the sources is read.
 */
import type { View } from "../../compiler/ir/index.js";
import { compileView } from "../../runtime/client/view-batch.js";
import { lookAtViews } from "../../runtime/materialize/look.js";
import { streamsOfTarget } from "../../runtime/streams/of-target.js";
import type { Cli } from "../cli.js";
import type { Loaded } from "../project.js";
import { artifactFor, openStore, type TargetOptions } from "../target.js";
import { type ViewStatus, viewStatus } from "./view-status.js";

export async function statusOf(
  cli: Cli,
  loaded: Loaded,
  options: TargetOptions & { readonly target: string },
  views: readonly View[],
): Promise<{ readonly store: string; readonly statuses: readonly ViewStatus[] }> {
  const artifact = await artifactFor(cli, loaded, options);
  const streamed = new Set(streamsOfTarget(artifact).views);
  await using store = await openStore(cli, loaded, options);
  const shown = views.map(({ name }) => {
    const view = artifact.views[name]!;
    const { space } = compileView(artifact.name, view, streamed.has(name) ? (artifact.sources ?? {}) : null);
    return { view, space };
  });
  const found = await lookAtViews(
    store,
    shown.map(({ space }) => space),
  );
  const now = cli.world.now();
  return {
    store: store.address,
    statuses: shown.map(({ view, space }, index) =>
      viewStatus(options.target, view, space.fingerprint, found[index]!, now),
    ),
  };
}
