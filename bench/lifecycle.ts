/**
 * What a change of a large project costs: CPU seconds of `feat diff` between two manifests, and of the parts of `feat plan`. See README.md.
 *
 * npx tsx --conditions=featlang-source bench/lifecycle.ts [--views 1000] [--json]
 *
 * A plan also compiles the project, which `bench/compile.ts` measures.
 */
import { parseArgs } from "node:util";
import { diskHost } from "../cli/disk-host.js";
import { compile } from "../compiler/compile.js";
import { type Change, diffProjects } from "../compiler/diff/index.js";
import type { Project } from "../compiler/ir/index.js";
import { manifestText } from "../compiler/ir/manifest.js";
import { readManifest } from "../compiler/ir/read-manifest.js";
import { projectOf } from "../test/length/projects.js";

const { values } = parseArgs({
  options: { views: { type: "string", default: "1000" }, json: { type: "boolean", default: false } },
});

/** The project of these files, which are nowhere on the disk. */
function compiled(files: Readonly<Record<string, string>>): Project {
  const host = {
    ...diskHost,
    read: (path: string) => files[path.replace(/^\//, "")] ?? null,
    list: () => Object.keys(files).filter((path) => path.endsWith(".feat")),
  };
  const { value, diagnostics } = compile(host, "");
  if (value === null) throw new Error(diagnostics[0]?.message);
  return value.project;
}

/** The least of five runs: other work on the machine disturbs it least. */
function cost<T>(work: () => T): { readonly seconds: number; readonly result: T } {
  let best: { readonly seconds: number; readonly result: T } | null = null;
  for (let round = 0; round < 5; round++) {
    const start = process.cpuUsage();
    const result = work();
    const { user, system } = process.cpuUsage(start);
    const seconds = (user + system) / 1e6;
    if (best === null || seconds < best.seconds) best = { seconds, result };
  }
  return best!;
}

const project = compiled(projectOf(Number(values.views)));
const text = manifestText(project);
/** The first window of the manifest gets another length. */
const changed = text.replace(/"micros": "(\d+)"/, '"micros": "$11"');
const read = cost(() => readManifest(text));
const before = read.result;
const rows: readonly { readonly what: string; readonly seconds: number; readonly changes: number | null }[] = [
  { what: "read a manifest", seconds: read.seconds, changes: null },
  ...[
    { what: "diff, nothing changed", after: project },
    { what: "diff, one view changed", after: readManifest(changed) },
  ].map(({ what, after }) => {
    const { seconds, result } = cost((): readonly Change[] => diffProjects(before, after));
    return { what, seconds, changes: result.length };
  }),
];

if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else {
  process.stdout.write(`${project.views.length} views, a manifest of ${(text.length / 1e6).toFixed(1)} MB\n`);
  for (const { what, seconds, changes } of rows)
    process.stdout.write(
      `${what.padEnd(24)} ${seconds.toFixed(2)} s CPU${changes === null ? "" : `  ${changes} objects differ`}\n`,
    );
}
