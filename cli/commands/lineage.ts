import { type Command, Option } from "commander";
import { suggestion } from "../../compiler/diagnostics/index.js";
import type { Lineage, LineageNode } from "../../compiler/lineage/index.js";
import { type Cli, print } from "../cli.js";
import { usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { FeatCommand } from "./command.js";
import { appliedOption } from "./options.js";

interface LineageOptions extends TargetOptions {
  readonly up?: true;
  readonly down?: true;
  readonly format: "text" | "mermaid" | "json" | "openlineage";
}

/** Shows where values come from and who reads them. */
export const lineage = (cli: Cli): Command =>
  new FeatCommand(cli, "lineage")
    .description("Show what a source, view, transform, service, feature or column is computed from, and who reads it")
    .argument("<name>", "the name, such as `customer_stats`, or one of its features or columns: `customer_stats.zip`")
    .option("--up", "only what it is computed from")
    .option("--down", "only who reads it")
    .addOption(
      new Option("--format <format>", "how to print it")
        .choices(["text", "mermaid", "json", "openlineage"])
        .default("text"),
    )
    .addOption(appliedOption())
    .examples(
      "feat lineage churn_v1.zip --up",
      "feat lineage clickstream --down --format mermaid",
      "feat lineage churn_v1 --up --format openlineage > event.json",
    )
    .answer(async (name: string, _: unknown, command: Command) => {
      const { Lineage, nodeId, nodeText } = await import("../../compiler/lineage/index.js");
      const { declaredProject } = await import("../registry/declared.js");
      const options = command.optsWithGlobals<LineageOptions>();
      const { project, applied } = await declaredProject(cli, options);
      const graph = new Lineage(project);
      const roots = rootsOf(graph, name);
      const ways = (["up", "down"] as const).filter(
        (way) => (options.up ?? options.down) === undefined || options[way],
      );
      const nodes = [
        ...new Map(ways.flatMap((way) => graph.reach(roots, way)).map((node) => [nodeId(node), node])).values(),
      ];
      const edges = graph.among(nodes);
      if (options.format === "mermaid") {
        const { mermaidText } = await import("../find/mermaid.js");
        cli.world.out.write(mermaidText(nodes, edges));
      } else if (options.format === "text") {
        const { treeLines } = await import("../find/tree.js");
        for (const way of ways) {
          print(cli, cli.out.bold(way === "up" ? "computed from" : "read by"));
          for (const root of roots) for (const line of treeLines(graph, root, way)) print(cli, `  ${line}`);
        }
      }
      if (options.format === "openlineage") {
        const { openLineageText } = await import("../find/openlineage.js");
        cli.world.out.write(openLineageText(project, nodes, edges, cli.world.now()));
      }
      const document = {
        project: project.name,
        applied,
        nodes: nodes.map((node) => ({ id: nodeText(node), ...node })),
        edges: edges.map(({ from, to, how }) => ({ from: nodeText(from), to: nodeText(to), how })),
      };
      if (options.format !== "json" || cli.json) return document;
      const { printEnvelope } = await import("../cli.js");
      await printEnvelope(cli, document);
      return null;
    });

/** The nodes of a name: one, or all of an owner. */
function rootsOf(graph: Lineage, name: string): readonly LineageNode[] {
  const { nodes } = graph;
  const at = name.indexOf(".");
  const [owner, part] = at < 0 ? [name, null] : [name.slice(0, at), name.slice(at + 1)];
  const found = nodes.filter((node) => node.owner === owner && (part === null || node.name === part));
  if (found.length > 0) return found;
  const names = [
    ...new Set(nodes.flatMap((node) => [node.owner, ...(node.name === null ? [] : [`${node.owner}.${node.name}`])])),
  ];
  throw usage(`the project has no \`${name}\``, suggestion(name, names, "names") ?? "`feat list` shows what there is");
}
