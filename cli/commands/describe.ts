import type { Command } from "commander";
import type { Catalog, Description, Entry } from "../../compiler/catalog/index.js";
import { suggestion } from "../../compiler/diagnostics/index.js";
import { visible, visibleLines } from "../../runtime/visible.js";
import { type Cli, print } from "../cli.js";
import { usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { table } from "../terminal/table.js";
import { FeatCommand } from "./command.js";
import { entryJson } from "./list.js";
import { appliedOption } from "./options.js";

/** Tells all that the project says of one declaration or feature. */
export const describe = (cli: Cli): Command =>
  new FeatCommand(cli, "describe")
    .description("Show all that the project says of a source, entity, view, transform, service or feature")
    .argument("<name>", "the name, such as `customer_stats`; a feature is `customer_stats.zip`")
    .addOption(appliedOption())
    .examples("feat describe customer_stats", "feat describe customer_stats.zip")
    .answer(async (name: string, _: unknown, command: Command) => {
      const { Catalog } = await import("../../compiler/catalog/index.js");
      const { declaredProject } = await import("../registry/declared.js");
      const { project, applied, shown } = await declaredProject(cli, command.optsWithGlobals<TargetOptions>());
      const catalog = new Catalog(project);
      const found = named(catalog, name).map((entry) => catalog.describe(entry));
      print(cli, found.map((one) => text(one, cli, shown)).join("\n\n"));
      return { project: project.name, applied, entries: found.map((one) => ({ ...entryJson(one) })) };
    });

/** A service may have the name of a view: then both are told. */
function named({ entries }: Catalog, name: string): readonly Entry[] {
  const found = entries.filter((entry) => entry.name === name);
  if (found.length > 0) return found;
  const names = entries.map((entry) => entry.name);
  throw usage(`the project has no \`${name}\``, suggestion(name, names, "names") ?? "`feat list` shows what there is");
}

function text(one: Description, cli: Cli, shown: (file: string) => string): string {
  const { bold, dim } = cli.out;
  const place = one.at === null ? "" : `  ${dim(`${visible(shown(one.at.file))}:${one.at.line}`)}`;
  const tags = Object.entries(one.tags).map(([name, value]) => (name === value ? name : `${name}: ${value}`));
  const facts: readonly (readonly [string, string])[] = [
    ...(one.owner === null ? [] : [["owner", one.owner] as const]),
    ...(tags.length === 0 ? [] : [["tags", tags.join(", ")] as const]),
    ...(one.pii ? [["pii", "personal data"] as const] : []),
    ...one.facts,
  ];
  const parts = one.parts.map(({ name, type, doc, pii }) => [
    `  ${name}`,
    type ?? "",
    [...(pii ? ["personal data"] : []), ...(doc === null ? [] : [doc.split("\n")[0]!])].join("; "),
  ]);
  const lists = [
    ["computed from", one.from],
    ["read by", one.readBy],
  ] as const;
  return [
    `${bold(`${one.kind} ${visible(one.name)}`)}${place}`,
    ...(one.doc === null ? [] : [visibleLines(one.doc)]),
    ...(facts.length === 0 ? [] : ["", table(facts.map(([label, fact]) => [`  ${label}`, fact])).trimEnd()]),
    ...(parts.length === 0 ? [] : ["", table(parts).trimEnd()]),
    ...lists.flatMap(([title, names]) =>
      names.length === 0 ? [] : ["", `  ${title}`, ...names.map((name) => `    ${visible(name)}`)],
    ),
  ].join("\n");
}
