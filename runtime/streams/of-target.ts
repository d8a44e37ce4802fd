import type { ProjectArtifact, ViewArtifact } from "../artifacts.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import type { ViewSpace } from "../online/store.js";
import type { TargetStreams } from "../stream-artifacts.js";

/**
 * What a target streams. Without a target, what all targets stream alike: if they differ, the caller must say which
 * target it means, because rows of streamed views are stored in another form.
 */
export function streamsOfTarget({ name, streams = {} }: ProjectArtifact, target?: string): TargetStreams {
  const targets = Object.keys(streams);
  if (target !== undefined) {
    const own = ownProperty(streams, target);
    if (own === undefined && targets.length > 0)
      throw new InputError(`project ${name} has no target \`${target}\`: it has ${listOf(targets)}`);
    return own ?? none;
  }
  const [first = none, ...others] = Object.values(streams);
  const textOf = ({ sources, landing }: TargetStreams): string => `${landing ?? false} ${sources.join()}`;
  if (others.some((other) => textOf(other) !== textOf(first)))
    throw new InputError(
      `the targets ${listOf(targets)} of project ${name} stream different sources: say which one you mean, as in \`{ target: ${JSON.stringify(targets[0])} }\``,
    );
  return first;
}

/** The project with the streams of a target alone, so that all that read it agree on how rows are stored. */
export function projectAtTarget(project: ProjectArtifact, target: string | undefined): ProjectArtifact {
  if (project.streams === undefined || target === undefined) return project;
  return { ...project, streams: { [target]: streamsOfTarget(project, target) } };
}

/** Where the store has a view. */
export function viewSpace(project: ProjectArtifact, view: ViewArtifact, target?: string): ViewSpace {
  const isStreamed = streamsOfTarget(project, target).views.includes(view.name);
  const { fingerprint } = isStreamed && view.stream !== undefined ? view.stream : view;
  return { project: project.name, view: view.name, fingerprint };
}

const none: TargetStreams = { sources: [], views: [] };

const listOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
