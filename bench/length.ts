/**
 * The cost of length: each kind of long text, through each phase.
 *
 * npx tsx --conditions=featlang-source bench/length.ts [part of a kind's name] [factor]
 *
 * Prints CPU milliseconds per phase and the sizes of the generated files. A phase that fails says why and ends its row.
 */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compile } from "../compiler/compile.js";
import { generate } from "../compiler/index.js";
import { manifestText } from "../compiler/model/index.js";
import { trainingArtifact } from "../compiler/sql/index.js";
import { loadArtifact } from "../compiler/typescript/index.js";
import { openDuckDB, runTraining } from "../runtime/index.js";
import { statementText } from "../runtime/statement.js";
import { kinds, nests, programOf } from "../test/length/kinds.js";

const [wanted = "", factor = "1"] = process.argv.slice(2);

const folder = mkdtempSync(join(tmpdir(), "feat-length-"));
writeFileSync(
  join(folder, "labels.csv"),
  "id,event_timestamp\n1,2024-02-01T00:00:00Z\n2,2024-02-01T00:00:00Z\n3,2024-02-01T00:00:00Z\n",
);

/** CPU time, so that other work on the machine does not count. */
const milliseconds = (start: NodeJS.CpuUsage): string => {
  const { user, system } = process.cpuUsage(start);
  return ((user + system) / 1000).toFixed(0);
};

async function measured(name: string, size: number, text: ReturnType<typeof programOf>): Promise<void> {
  const cells: string[] = [];
  const phase = async <T>(what: string, run: () => T | Promise<T>, size?: (value: T) => number): Promise<T> => {
    const start = process.cpuUsage();
    try {
      const value = await run();
      const kb = size === undefined ? "" : ` ${(size(value) / 1000).toFixed(0)} kB`;
      cells.push(`${what} ${milliseconds(start)} ms${kb}`);
      return value;
    } catch (error) {
      cells.push(`${what} FAILED after ${milliseconds(start)} ms: ${String(error).slice(0, 150)}`);
      throw error;
    }
  };
  try {
    const host = {
      read: (path: string) => text[path] ?? null,
      list: () => Object.keys(text).filter((path) => path.endsWith(".feat")),
    };
    const compiled = await phase("check", () => {
      const { value, diagnostics } = compile(host, "");
      if (value === null) throw new Error(diagnostics.map(({ message }) => message).join("; "));
      return value;
    });
    const { project } = compiled;
    await phase(
      "manifest",
      () => manifestText(project),
      (of) => of.length,
    );
    const artifact = await phase(
      "sql",
      () => trainingArtifact(project, project.services[0]!),
      (of) => statementText(of.sql).text.length,
    );
    await phase("load", () => loadArtifact(project));
    const files = await phase("emit", () => generate(project));
    cells.push(
      `transforms.ts ${((files.find(({ path }) => path === "transforms.ts")?.content.length ?? 0) / 1000).toFixed(0)} kB`,
    );
    for (const path of ["rows.csv"]) writeFileSync(join(folder, path), text[path]!);
    await phase("train", async () => {
      await using warehouse = await openDuckDB({ folder });
      await runTraining({
        warehouse,
        artifact,
        labels: { kind: "file", path: join(folder, "labels.csv"), time: undefined },
        out: { path: join(folder, "out.parquet") },
      });
    });
  } catch {
    // `phase` has put the failure into the row.
    process.exitCode = 1;
  }
  console.log(`${name} × ${size}: ${cells.join(", ")}`);
}

for (const kind of [...kinds, ...nests]) {
  if (!kind.name.includes(wanted)) continue;
  const size = Math.round(kind.size * Number(factor));
  await measured(kind.name, size, programOf(kind, size));
}
rmSync(folder, { recursive: true });
