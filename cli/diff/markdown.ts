import type { Change } from "../../compiler/diff/index.js";
import { visible } from "../../runtime/visible.js";
import { affectedText } from "./text.js";

const signs = { added: "added", removed: "**removed**", changed: "changed" } as const;

/** A table of all differences, for a comment on a pull request. */
export function markdownText(changes: readonly Change[], summary: string): string {
  if (changes.length === 0) return `${escaped(summary)}\n`;
  const rows = changes.flatMap(({ kind, name, action, details, affects }) =>
    details.map((detail, index) => {
      const what = detail.part === null ? detail.reason : `${detail.part}: ${detail.reason}`;
      const readers = index === 0 ? affects.map(affectedText).join(", ") : "";
      const grave = detail.class === "breaking" ? "**breaking**" : detail.class;
      const object = index === 0 ? `${kind} ${escaped(name)} ${signs[action]}` : "";
      return `| ${object} | ${escaped(what)} | ${grave} | ${escaped(readers)} |`;
    }),
  );
  return [
    `${escaped(summary)}`,
    "",
    "| what | change | class | read by |",
    "| --- | --- | --- | --- |",
    ...rows,
    "",
  ].join("\n");
}

/** Characters that Markdown would read as its own. */
const escaped = (text: string): string => visible(text).replace(/[\\`*_|<>[\]#]/g, "\\$&");
