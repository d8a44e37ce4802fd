import { join, relative } from "node:path";
import { Argument, type Command, InvalidArgumentError } from "commander";
import { visible } from "../../runtime/visible.js";
import { type Cli, note, print } from "../cli.js";
import type { Deployment, DeployOptions } from "../deploy/deployment.js";
import { data, usage } from "../exit.js";
import type { TargetOptions } from "../target.js";
import { FeatCommand } from "./command.js";
import { namespace, targetOption } from "./options.js";

interface Options extends TargetOptions, DeployOptions {
  readonly out: string;
  readonly force?: boolean;
}

const wholeNumber =
  (least: number, most: number) =>
  (text: string): number => {
    const value = Number(text);
    if (/^\d+$/.test(text) && value >= least && value <= most) return value;
    throw new InvalidArgumentError(`Write a whole number from ${least} to ${most}.`);
  };

/** Writes files that run the project's server elsewhere. */
export const deploy = (cli: Cli): Command =>
  new FeatCommand(cli, "deploy")
    .description("Write a Dockerfile, or manifests for Kubernetes, that serve the project")
    .addArgument(new Argument("<where>", "what runs the server").choices(["docker", "kubernetes"]))
    .option("--out <folder>", "where the files go, in the project's folder", "deploy")
    .option("--image <name>", "the image's name (default: PROJECT-features:latest)")
    .option("--port <number>", "the port that the server listens on", wholeNumber(1024, 65_535), 8080)
    .option(
      "--replicas <number>",
      "the least number of pods; there are at most five times as many",
      wholeNumber(1, 1000),
      2,
    )
    .option("--namespace <name>", "the namespace of the objects", namespace)
    .option("--force", "replace files that were edited, too")
    .addOption(targetOption())
    .examples(
      "feat deploy docker --target prod --image registry.example.com/shop-features:1",
      "feat deploy kubernetes --target prod --image registry.example.com/shop-features:1 --replicas 3",
    )
    .answer(async (where: "docker" | "kubernetes", _: unknown, command: Command) => {
      const { loadProject } = await import("../project.js");
      const { targetOf } = await import("../target.js");
      const { deploymentOf, dockerCommands, dockerFiles, kubernetesFiles, writeFiles } = await import(
        "../deploy/index.js"
      );
      const options = command.optsWithGlobals<Options>();
      const loaded = loadProject(cli, options);
      if (loaded.project.services.length === 0) throw data(`${loaded.project.name} has no service to serve`);
      const deployment = deploymentOf(loaded, targetOf(cli, loaded, options), options);
      if (where === "kubernetes" && deployment.path !== null)
        throw usage(
          `target \`${deployment.target}\` has a store of kind ${deployment.kind}, which is on one machine only`,
          "name a --target whose store is a server, such as redis",
        );
      const folder = join(loaded.dir, options.out);
      const shown = (path: string): string => visible(relative(cli.world.cwd, join(folder, path)));
      const files = where === "docker" ? dockerFiles(deployment, folder) : kubernetesFiles(deployment);
      const { written, unchanged, kept } = writeFiles(folder, files, {
        command: "deploy",
        force: options.force === true,
        shown,
      });
      for (const path of written) print(cli, `${cli.out.good("+")} ${shown(path)}`);
      if (unchanged.length > 0) print(cli, `${unchanged.length} unchanged`);
      for (const path of kept)
        note(cli, `${cli.err.warning("kept")} ${shown(path)}, which was edited; --force replaces it`);
      const steps =
        where === "docker"
          ? ["npx feat compile", ...dockerCommands(deployment, folder, cli.world.cwd)]
          : kubernetesCommands(deployment, shown("kubernetes"));
      note(cli, `\nNext:\n\n${steps.map((step) => `  ${visible(step)}`).join("\n")}`);
      return { where, out: folder, written, unchanged, kept };
    });

function kubernetesCommands({ name, namespace, variables }: Deployment, folder: string): readonly string[] {
  const at = namespace === null ? "" : ` --namespace ${namespace}`;
  const given = variables.map(({ name: variable }) => ` --from-literal=${variable}="$${variable}"`).join("");
  const secret = given === "" ? [] : [`kubectl create secret generic ${name}${at}${given}`];
  return [...secret, `kubectl apply${at} -f ${folder}`];
}
