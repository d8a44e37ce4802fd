import { join, relative } from "node:path";
import type { Compiled } from "../../../compiler/compile.js";
import type { PhysicalSource } from "../../../compiler/ir/index.js";
import { parseYaml, placedAt } from "../../../compiler/project/index.js";
import { wholeBinding } from "../../../compiler/sql/index.js";
import type { SourceBinding } from "../../../runtime/artifacts.js";
import { DataError } from "../../../runtime/errors.js";
import { type Finding, inspect, severityOf } from "../../../runtime/warehouse/data/index.js";
import { pathOf } from "../../../runtime/warehouse/sources/path.js";
import type { Warehouse } from "../../../runtime/warehouse/warehouse.js";
import { choose } from "../../choose.js";
import type { Cli } from "../../cli.js";
import { diskHost } from "../../disk-host.js";
import type { Shown, SourceFindings } from "../../findings/index.js";
import { wordsOf } from "../../findings/words.js";
import { interruptible } from "../../interrupt.js";
import { type Configured, dialectNameOf, openToLook, type TargetOptions, targetOf } from "../../target.js";
import { progress } from "../../terminal/progress.js";

/** Compares what a project declares of its sources with their data in the target's warehouse. */
export async function checkData(
  cli: Cli,
  loaded: Configured & Compiled,
  names: readonly string[],
  options: TargetOptions,
): Promise<readonly SourceFindings[]> {
  const physical = loaded.config.sources.map(({ source }) => source);
  const sources = names.length === 0 ? physical : [...new Set(names)].map((name) => choose(physical, name, "source"));
  const dialect = await dialectNameOf(cli, loaded, options);
  const target = targetOf(cli, loaded, options).name;
  const linesIn = placesIn(loaded);
  await using warehouse = await openToLook(cli, loaded, options);
  const bar = progress(cli.world, !options.json);
  try {
    return await interruptible(
      cli,
      () => "nothing was changed",
      async (signal) => {
        signal.addEventListener("abort", () => warehouse.interrupt(), { once: true });
        const found: SourceFindings[] = [];
        for (const [index, source] of sources.entries()) {
          const show = (done: number) => bar.show(source.name, (index + done) / sources.length);
          show(0);
          const binding = wholeBinding(placedAt(source, target, dialect), dialect);
          const { findings, ...counts } = await inspectSource(warehouse, source, binding, signal, show);
          const lineOf = linesIn(binding);
          found.push({
            source: source.name,
            location: locationText(binding),
            ...counts,
            findings: findings.map((finding) => shownOf(withShortFile(finding, loaded), source.name, binding, lineOf)),
          });
        }
        return found;
      },
    );
  } finally {
    bar.stop();
  }
}

/** Data that cannot be read is a finding, so that the other sources are still checked. */
async function inspectSource(
  warehouse: Warehouse,
  { kind }: PhysicalSource,
  binding: SourceBinding,
  signal: AbortSignal,
  show: (done: number) => void,
): Promise<{ readonly findings: readonly Finding[] } & Pick<SourceFindings, "rows" | "first" | "last">> {
  try {
    return await inspect(await warehouse.openData(binding.location), { binding, kind }, show);
  } catch (error) {
    if (!(error instanceof DataError) || signal.aborted) throw error;
    return { rows: null, first: null, last: null, findings: [{ kind: "unreadable", problem: error.message }] };
  }
}

/** The finding with its file relative to the project's folder, if it is in it. */
function withShortFile(finding: Finding, { dir }: Configured): Finding {
  if (!("file" in finding) || finding.file === null) return finding;
  return { ...finding, file: finding.file.startsWith(`${dir}/`) ? relative(dir, finding.file) : finding.file };
}

const locationText = (binding: SourceBinding): string => {
  const { location } = binding;
  switch (location.kind) {
    case "file":
      return pathOf(binding) ?? "";
    case "table":
      return `table ${location.name}`;
    case "query":
      return "its query";
  }
};

/** The line of a key below a source, or of its location if it has no such key. */
type LineOf = (...path: readonly string[]) => number;

/** The lines of sources. Each file is parsed once. */
function placesIn({ dir }: Configured): (binding: SourceBinding) => LineOf {
  const files = new Map<string, ReturnType<typeof parseYaml>["value"]>();
  return ({ at, source }) => {
    if (!files.has(at.file)) files.set(at.file, parseYaml(at.file, diskHost.read(join(dir, at.file)) ?? "").value);
    const yaml = files.get(at.file);
    return (...path) => {
      const keys = ["sources", source, ...path];
      const isThere = yaml?.keys(keys.slice(0, -1)).includes(keys.at(-1) ?? "") === true;
      return isThere ? yaml.line(yaml.key(keys)) : at.line;
    };
  };
}

function shownOf(finding: Finding, source: string, binding: SourceBinding, lineOf: LineOf): Shown {
  const column = "name" in finding ? finding.name : "column" in finding ? finding.column : null;
  return {
    ...wordsOf(finding, source),
    kind: finding.kind,
    severity: severityOf(finding),
    column,
    file: binding.at.file,
    line: lineIn(finding, binding, lineOf),
  };
}

function lineIn(finding: Finding, binding: SourceBinding, lineOf: LineOf): number {
  switch (finding.kind) {
    case "unreadable":
    case "no-rows":
      return binding.at.line;
    case "extra":
    case "untyped":
      return lineOf("columns");
    case "wrong-type":
    case "converted":
    case "nulls":
      return lineOf("columns", finding.name);
    case "missing":
    case "denied":
    case "missing-in-some":
    case "ambiguous":
      return binding.columns.some(({ name }) => name === finding.name)
        ? lineOf("columns", finding.name)
        : lineOf(roleOver(binding, finding.column));
    case "bad-values":
      return finding.role === null ? lineOf("columns", finding.name) : lineOf(finding.role);
    case "time-number":
    case "time-format":
    case "time-unit":
    case "not-a-time":
      return lineOf(finding.role);
    case "time-day":
    case "days":
    case "without-time":
      return lineOf("time");
    case "without-key":
    case "repeated-key":
      return lineOf("key");
  }
}

/** The key of a source that reads a column of the data which is not declared. */
const roleOver = ({ time, created, until, sequence, deleted }: SourceBinding, column: string): string => {
  if (time.column === column) return "time";
  if (created?.column === column) return "created";
  if (until?.column === column) return "until";
  if (sequence?.column === column) return "sequence";
  return deleted === column ? "deleted" : "columns";
};
