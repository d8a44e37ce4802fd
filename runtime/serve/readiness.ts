import type { ProjectArtifact } from "../artifacts.js";
import { toDate } from "../client/instant.js";
import type { CallOptions, OnlineStore } from "../online/store.js";
import { Unreadable } from "../online/unreadable.js";
import { viewSpace } from "../streams/of-target.js";

/** How fresh a view is in the store. */
export interface ViewState {
  readonly view: string;
  /** The instant of its last finished run; null if there was none under this definition. */
  readonly asOf: Date | null;
}

/** The state of all views that services read. Rejects if the store cannot be reached. */
export async function viewStates(
  project: ProjectArtifact,
  store: OnlineStore,
  options?: CallOptions,
): Promise<readonly ViewState[]> {
  const steps = Object.values(project.services).flatMap((service) => service.steps);
  const names = [...new Set(steps.flatMap((step) => (step.kind === "read" ? [step.view] : [])))].sort();
  const views = names.map((name) => project.views[name]!);
  const requests = views.map((view) => ({ space: viewSpace(project, view), keys: [] }));
  const answers = await store.read(requests, options);
  return views.map(({ name }, index) => {
    const meta = answers[index]?.meta;
    const asOf = meta === undefined || meta instanceof Unreadable ? null : meta.asOf;
    return { view: name, asOf: asOf === null ? null : toDate(asOf) };
  });
}
