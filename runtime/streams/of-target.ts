import type { ProjectArtifact } from "../artifacts.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";

/**
 * The views that a target streams. Without a target, those that all targets stream alike: if they differ, the caller
 * must say which target it means, because rows of streamed views are stored in another form.
 */
export function streamedViewsOf({ name, streams = {} }: ProjectArtifact, target?: string): ReadonlySet<string> {
  const targets = Object.keys(streams);
  if (target !== undefined) {
    const views = ownProperty(streams, target);
    if (views === undefined && targets.length > 0)
      throw new InputError(`project ${name} has no target \`${target}\`: it has ${listOf(targets)}`);
    return new Set(views ?? []);
  }
  const [first = [], ...others] = Object.values(streams);
  if (others.some((views) => views.join() !== first.join()))
    throw new InputError(
      `the targets ${listOf(targets)} of project ${name} stream different sources: say \`target\`, as in \`{ target: ${JSON.stringify(targets[0])} }\``,
    );
  return new Set(first);
}

const listOf = (names: readonly string[]): string => names.map((name) => `\`${name}\``).join(", ");
