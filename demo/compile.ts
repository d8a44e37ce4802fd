import { join, relative } from "node:path";
import { diskHost } from "../cli/disk-host.js";
import { grouped, plural } from "../cli/terminal/table.js";
import { compile, generate, type ir, noColours, renderTerminal, writeArtifacts } from "../compiler/index.js";
import type { Screen } from "./screen.js";

const root = join(import.meta.dirname, "..");

/** Compiles an example project and writes what it generates. */
export async function compileExample(screen: Screen, name: string): Promise<ir.Project> {
  const folder = join(root, "features", name);
  return screen
    .step(
      `compiling features/${name}`,
      async () => {
        const { value, diagnostics } = compile(diskHost, folder);
        if (value === null) {
          const read = (file: string) => diskHost.read(join(folder, file));
          throw new Error(diagnostics.map((one) => renderTerminal(one, read, noColours)).join("\n"));
        }
        const out = join(folder, value.config.out, value.project.name);
        const artifacts = await generate(value.project, undefined, value.config.dialects);
        const { written } = writeArtifacts(out, artifacts);
        return { project: value.project, artifacts, written, out: relative(root, out) };
      },
      ({ project, artifacts, written, out }) => {
        const parts = [
          plural(project.views.length, "view"),
          plural(project.transforms.length, "transform"),
          plural(project.services.length, "service"),
        ];
        const lines = artifacts.reduce((sum, { content }) => sum + content.split("\n").length, 0);
        const state = written.length === 0 ? "up to date" : `${plural(written.length, "file")} written`;
        return `features/${name}: ${parts.join(", ")} → ${out}/: ${plural(artifacts.length, "file")}, ${grouped(lines)} lines, ${state}`;
      },
    )
    .then(({ project }) => project);
}

export function named<T extends { readonly name: string }>(all: readonly T[], name: string): T {
  const found = all.find((one) => one.name === name);
  if (found === undefined) throw new Error(`the example has no ${name}`);
  return found;
}
