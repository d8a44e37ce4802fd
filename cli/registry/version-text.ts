import type { AppliedVersion } from "../../runtime/registry/index.js";
import { visible } from "../../runtime/visible.js";

/** `version 3 of prod, which ann@example.com applied 2025-03-01 10:00:00Z from 1f0c2b9e6a: "two more windows"`. */
export function versionSentence(version: AppliedVersion): string {
  const { number, target, who, action, message } = version;
  const did = action.kind === "apply" ? "applied" : `rolled back to version ${action.restored}`;
  const from = action.kind === "apply" ? revisionText(version) : "";
  return `version ${number} of ${visible(target)}, which ${visible(who)} ${did} ${whenText(version)}${from === "" ? "" : ` from ${from}`}${message === null ? "" : `: "${visible(message)}"`}`;
}

/** The first ten characters of the revision, with a `+` if files were changed. */
export const revisionText = ({ revision }: Pick<AppliedVersion, "revision">): string =>
  revision === null ? "" : `${revision.commit.slice(0, 10)}${revision.modified ? "+" : ""}`;

/** `2025-03-01 10:00:00Z`. */
export const whenText = ({ when }: Pick<AppliedVersion, "when">): string =>
  when.replace("T", " ").replace(/\.\d+Z$/, "Z");

export const actionText = ({ action }: Pick<AppliedVersion, "action">): string =>
  action.kind === "apply" ? "apply" : `rollback to ${action.restored}`;
