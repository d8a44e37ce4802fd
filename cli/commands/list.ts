import { Argument, type Command } from "commander";
import type { Entry, EntryKind } from "../../compiler/catalog/index.js";
import { type Cli, note } from "../cli.js";
import { usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { plural, table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { appliedOption } from "./options.js";

interface ListOptions extends TargetOptions {
  readonly owner?: string;
  readonly tag?: string;
}

const kinds: Readonly<Record<string, EntryKind>> = {
  sources: "source",
  entities: "entity",
  enums: "enum",
  requests: "request",
  views: "view",
  transforms: "transform",
  features: "feature",
  services: "service",
};

/** Lists what the project declares. */
export const list = (cli: Cli): Command =>
  new FeatCommand(cli, "list")
    .description("List what the project declares: its sources, entities, views, features, services")
    .addArgument(new Argument("[kind]", "what to list (default: everything but features)").choices(Object.keys(kinds)))
    .option("--owner <name>", "only what this owner has, by `@owner`")
    .option("--tag <tag>", "only what has this tag, or `name=value`, by `@tags`")
    .addOption(appliedOption())
    .examples(
      "feat list",
      "feat list features --owner growth-ml",
      "feat list views --tag team=risk",
      "feat list services --target prod",
    )
    .answer(async (said: string | undefined, _: unknown, command: Command) => {
      const { Catalog } = await import("../../compiler/catalog/index.js");
      const { declaredProject } = await import("../registry/declared.js");
      const options = command.optsWithGlobals<ListOptions>();
      const { project, applied } = await declaredProject(cli, options);
      const kind = said === undefined ? null : kinds[said]!;
      const entries = new Catalog(project).entries.filter(
        (entry) => (kind === null ? entry.kind !== "feature" : entry.kind === kind) && matches(entry, options),
      );
      const rows = entries.map((entry) => [
        ...(kind === null ? [entry.kind] : []),
        entry.name,
        typeOf(entry),
        entry.owner ?? "",
        firstLine(entry.doc),
      ]);
      if (rows.length === 0) note(cli, `nothing to list in ${project.name}`);
      else cli.world.out.write(table(rows));
      return { project: project.name, applied, entries: entries.map(entryJson) };
    });

function matches(entry: Entry, { owner, tag }: ListOptions): boolean {
  if (owner !== undefined && entry.owner !== owner) return false;
  if (tag === undefined) return true;
  const at = tag.indexOf("=");
  const name = at < 0 ? tag : tag.slice(0, at);
  if (name === "") throw usage(`--tag takes a name, or name=value, not "${tag}"`);
  const value = entry.tags[name];
  return value !== undefined && (at < 0 || value === tag.slice(at + 1));
}

/** The type of a feature; else how many parts there are. */
function typeOf({ kind, facts, parts }: Entry): string {
  const type = facts.find(([label]) => label === "type");
  return type === undefined ? plural(parts.length, partNames[kind]) : type[1];
}

const partNames: Readonly<Record<EntryKind, string>> = {
  source: "column",
  entity: "key",
  enum: "value",
  request: "field",
  view: "feature",
  transform: "feature",
  feature: "part",
  service: "feature",
};

const firstLine = (doc: string | null): string => doc?.split("\n")[0] ?? "";

export const entryJson = ({ at, facts, ...entry }: Entry) => ({
  ...entry,
  facts: Object.fromEntries(facts),
  file: at?.file ?? null,
  line: at?.line ?? null,
});
