import { type Command, Option } from "commander";
import type { Change, ChangeClass } from "../../compiler/diff/index.js";
import { type Cli, note, print } from "../cli.js";
import { exitCodes } from "../exit.js";
import type { ProjectOptions } from "../project.js";
import { plural } from "../terminal/table.js";
import { FeatCommand } from "./command.js";

interface DiffOptions extends ProjectOptions {
  readonly format: "text" | "json" | "markdown" | "github";
  readonly allowBreaking?: readonly string[];
}

const collected = (name: string, before: readonly string[] = []): readonly string[] => [...before, name];

/** Compares two versions of a project, without a store. */
export const diff = (cli: Cli): Command =>
  new FeatCommand(cli, "diff")
    .description(
      "Show what changes between two versions of the project, and what it breaks; fails if something breaks that is not allowed",
    )
    .argument("<before>", "the version of before: a git revision, a manifest.json, or a project's folder")
    .argument("[after]", "the version of after (default: the project as it is now)")
    .addOption(
      new Option("--format <format>", "how to print the changes")
        .choices(["text", "json", "markdown", "github"])
        .default("text"),
    )
    .option(
      "--allow-breaking <name>",
      "do not fail for what breaks in this view, transform or service (repeatable)",
      collected,
    )
    .examples(
      "feat diff origin/main",
      "feat diff v1.2 v1.3 --format markdown",
      "feat diff generated/shop/manifest.json",
      "feat diff origin/main --allow-breaking churn_v1",
    )
    .answer(async (first: string, second: string | undefined, _: unknown, command: Command) => {
      const { diffProjects } = await import("../../compiler/diff/index.js");
      const { namedSide, workingSide } = await import("../diff/side.js");
      const options = command.optsWithGlobals<DiffOptions>();
      const before = namedSide(cli, first, options);
      const after = second === undefined ? workingSide(cli, options) : namedSide(cli, second, options);
      const changes = diffProjects(before.project, after.project);
      const allowed = allowedBy(cli, options.allowBreaking ?? [], changes);
      const breaking = changes.filter((change) => change.class === "breaking" && !allowed(change));
      if (breaking.length > 0) cli.code = exitCodes.failed;
      const summary = summaryText(changes, before.label, after.label);
      switch (options.format) {
        case "github": {
          const { githubText } = await import("../diff/github.js");
          cli.world.out.write(githubText(changes, after.shown, allowed));
          break;
        }
        case "markdown": {
          const { markdownText } = await import("../diff/markdown.js");
          cli.world.out.write(markdownText(changes, summary));
          break;
        }
        case "json":
          // The document is the same as that of --json.
          break;
        case "text": {
          const { changeText } = await import("../diff/text.js");
          for (const change of changes) print(cli, changeText(change, cli.out, after.shown));
          print(cli, changes.length === 0 ? `${cli.out.good("no change")} ${summary}` : summary);
        }
      }
      if (breaking.length > 0)
        note(
          cli,
          `${cli.err.error("breaking")}: ${breaking.map(({ kind, name }) => `${kind} ${name}`).join(", ")}\n` +
            `${cli.err.help("help")}: keep what others read and add something new beside it, such as a service with another name; or --allow-breaking NAME`,
        );
      const document = {
        before: before.label,
        after: after.label,
        breaking: breaking.length,
        changes: changes.map(({ at, ...change }) => ({
          ...change,
          file: at === null || after.shown === null ? null : after.shown(at.file),
          line: at === null || after.shown === null ? null : at.line,
          allowed: change.class === "breaking" && allowed({ at, ...change }),
        })),
      };
      if (options.format !== "json" || cli.json) return document;
      const { printEnvelope } = await import("../cli.js");
      await printEnvelope(cli, document);
      return null;
    });

/** Names that allow nothing are told: they are often misspelt. */
function allowedBy(cli: Cli, names: readonly string[], changes: readonly Change[]): (change: Change) => boolean {
  const broken = new Set(changes.filter((change) => change.class === "breaking").map(({ name }) => name));
  for (const name of new Set(names))
    if (!broken.has(name))
      note(cli, `${cli.err.warning("warning:")} nothing breaks in ${name}: --allow-breaking ${name} allows nothing`);
  return ({ name }) => names.includes(name);
}

const words: Readonly<Record<ChangeClass, string>> = {
  breaking: "breaking",
  rebuild: "to fill again",
  layout: "to fill again in another layout",
  values: "with other values on read",
  added: "added",
  metadata: "without effect on values",
};

function summaryText(changes: readonly Change[], before: string, after: string): string {
  const counts = (Object.keys(words) as ChangeClass[]).flatMap((grave) => {
    const count = changes.filter((change) => change.class === grave).length;
    return count === 0 ? [] : [`${count} ${words[grave]}`];
  });
  const between = `from ${before} to ${after}`;
  return counts.length === 0 ? between : `${plural(changes.length, "change")} ${between}: ${counts.join(", ")}`;
}
