import type { Change, ChangeClass } from "../../compiler/diff/index.js";
import { affectedText } from "./text.js";

/** How grave an annotation is, by the class of its change. */
const levels: Readonly<Record<ChangeClass, "error" | "warning" | "notice">> = {
  breaking: "error",
  rebuild: "warning",
  layout: "warning",
  values: "warning",
  added: "notice",
  metadata: "notice",
};

/**
 * Workflow commands of GitHub Actions, one for each difference, which it shows beside the lines of a pull request. See
 * docs.github.com, "Workflow commands for GitHub Actions". `allowed` changes are warnings.
 */
export function githubText(
  changes: readonly Change[],
  shown: ((file: string) => string) | null,
  allowed: (change: Change) => boolean,
): string {
  return changes
    .flatMap((change) => {
      const { kind, name, at, affects, details } = change;
      const place = at === null || shown === null ? [] : [`file=${property(shown(at.file))}`, `line=${at.line}`];
      return details.map((detail) => {
        const level = levels[detail.class];
        const own = level === "error" && allowed(change) ? "warning" : level;
        const what = detail.part === null ? detail.reason : `${detail.part}: ${detail.reason}`;
        const readers = affects.length === 0 ? "" : `; read by ${affects.map(affectedText).join(", ")}`;
        const title = property(`${detail.class}: ${kind} ${name}`);
        return `::${own} ${[...place, `title=${title}`].join(",")}::${message(what + readers)}\n`;
      });
    })
    .join("");
}

const message = (text: string): string => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
const property = (text: string): string => message(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
