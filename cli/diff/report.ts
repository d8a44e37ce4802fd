import { Option } from "commander";
import type { Change, ChangeClass } from "../../compiler/diff/index.js";
import { type Cli, note, print, printEnvelope } from "../cli.js";
import type { Part } from "../envelope.js";
import { plural } from "../terminal/table.js";

/* How commands that compare two versions of a project print what they found. */

export type DiffFormat = "text" | "json" | "markdown" | "github";

export interface ComparingOptions {
  readonly format: DiffFormat;
  readonly allowBreaking?: readonly string[];
}

export const formatOption = (): Option =>
  new Option("--format <format>", "how to print the changes")
    .choices(["text", "json", "markdown", "github"])
    .default("text");

const collected = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

export const allowBreakingOption = (what: string): Option =>
  new Option("--allow-breaking <name>", what).argParser(collected);

export interface Comparison {
  readonly before: string;
  readonly after: string;
  readonly changes: readonly Change[];
  /** True for a change that breaks something, and may. */
  readonly allowed: (change: Change) => boolean;
  /** The path that a reader would open for a file of the project. Null if the version is not on disk. */
  readonly shown: ((file: string) => string) | null;
}

/** Names that allow nothing are told: they are often misspelt. */
export function allowedBy(cli: Cli, names: readonly string[], changes: readonly Change[]): (change: Change) => boolean {
  const broken = new Set(changes.filter((change) => change.class === "breaking").map(({ name }) => name));
  for (const name of new Set(names))
    if (!broken.has(name))
      note(cli, `${cli.err.warning("warning:")} nothing breaks in ${name}: --allow-breaking ${name} allows nothing`);
  return ({ name }) => names.includes(name);
}

/** Prints the changes in a format. Under `json` nothing is printed: `documentAs` prints the document. */
export async function printChanges(cli: Cli, format: DiffFormat, comparison: Comparison): Promise<void> {
  const { changes, before, after, shown, allowed } = comparison;
  const summary = summaryText(changes, before, after);
  switch (format) {
    case "github": {
      const { githubText } = await import("./github.js");
      cli.world.out.write(githubText(changes, shown, allowed));
      return;
    }
    case "markdown": {
      const { markdownText } = await import("./markdown.js");
      cli.world.out.write(markdownText(changes, summary));
      return;
    }
    case "json":
      return;
    case "text": {
      const { changeText } = await import("./text.js");
      for (const change of changes) print(cli, changeText(change, cli.out, shown));
      print(cli, changes.length === 0 ? `${cli.out.good("no change")} ${summary}` : summary);
    }
  }
}

/** The changes as a part of the JSON document. */
export const changesJson = ({ changes, shown, allowed }: Comparison) =>
  changes.map(({ at, ...change }) => ({
    ...change,
    file: at === null || shown === null ? null : shown(at.file),
    line: at === null || shown === null ? null : at.line,
    allowed: change.class === "breaking" && allowed({ at, ...change }),
  }));

/** What the command returns: under `--format json` its document is printed here, as under `--json`. */
export async function documentAs(cli: Cli, format: DiffFormat, document: Part): Promise<Part | null> {
  if (format !== "json" || cli.json) return document;
  await printEnvelope(cli, document);
  return null;
}

const words: Readonly<Record<ChangeClass, string>> = {
  breaking: "breaking",
  rebuild: "to fill again",
  layout: "to fill again in another layout",
  values: "with other values on read",
  added: "added",
  metadata: "without effect on values",
};

export function summaryText(changes: readonly Change[], before: string, after: string): string {
  const counts = (Object.keys(words) as ChangeClass[]).flatMap((grave) => {
    const count = changes.filter((change) => change.class === grave).length;
    return count === 0 ? [] : [`${count} ${words[grave]}`];
  });
  const between = `from ${before} to ${after}`;
  return counts.length === 0 ? between : `${plural(changes.length, "change")} ${between}: ${counts.join(", ")}`;
}
