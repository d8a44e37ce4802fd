import type { Change, Detail } from "../../compiler/diff/index.js";
import type { AllowedBreak } from "../../runtime/registry/index.js";
import { visible } from "../../runtime/visible.js";
import { Exit, exitCodes, usage } from "../exit.js";

/** A change that a target refuses, and what of it. */
export interface Refused {
  readonly change: Change;
  readonly breaks: readonly Detail[];
}

/**
 * What breaks for those who rely on what is applied: callers of a service, other projects that read this one, and
 * readers of what takes no new ones. What nobody relies on may change: a view that no service and no project reads.
 */
export function refusedIn(changes: readonly Change[]): readonly Refused[] {
  return changes.flatMap((change) => {
    const reliedOn = change.kind === "service" || change.affects.some(({ project }) => project !== null);
    const breaks = change.details.filter(
      (detail) => detail.class === "breaking" && (reliedOn || detail.part?.startsWith("use of ") === true),
    );
    return breaks.length === 0 ? [] : [{ change, breaks }];
  });
}

/** The breaks that `--allow-breaking` allows, as the log keeps them. The command ends if others are left. */
export function allowedBreaks(
  refused: readonly Refused[],
  names: readonly string[],
  reason: string | undefined,
): readonly AllowedBreak[] {
  if (names.length > 0 && (reason ?? "").trim() === "")
    throw usage("--allow-breaking needs a reason, which the log keeps", 'say it: --reason "the last caller is gone"');
  if (names.length === 0 && reason !== undefined)
    throw usage("--reason says why something may break: name it with --allow-breaking");
  const left = refused.filter(({ change }) => !names.includes(change.name));
  if (left.length > 0) throw refusal(left);
  return refused.map(({ change, breaks }) => ({
    name: change.name,
    reason: (reason ?? "").trim(),
    breaks: breaks.map(breakText),
  }));
}

const breakText = ({ part, reason }: Detail): string => (part === null ? reason : `${part}: ${reason}`);

function refusal(refused: readonly Refused[]): Exit {
  const lines = refused.flatMap(({ change, breaks }) => [
    `${change.kind} ${visible(change.name)}`,
    ...breaks.map((one) => `  ${visible(breakText(one))}`),
  ]);
  const [{ change }] = refused as [Refused];
  const next = nextName(change.name);
  const isService = change.kind === "service";
  return new Exit(
    exitCodes.failed,
    `nothing was applied: what is applied is a contract, and this breaks it:\n${lines.join("\n")}`,
    `${
      isService
        ? `keep \`${change.name}\` as it is and add a service beside it, such as \`${next}\``
        : "keep what others read and add something new beside it"
    }; or \`feat apply --allow-breaking ${change.name} --reason "…"\`, which the log keeps`,
  );
}

/** `churn_v2` after `churn_v1`, and `churn_v2` after `churn`. */
export function nextName(name: string): string {
  const [, stem, number] = /^(.*_v)(\d+)$/.exec(name) ?? [];
  return stem === undefined ? `${name}_v2` : `${stem}${Number(number) + 1}`;
}
