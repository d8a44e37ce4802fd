import { table } from "../../cli/terminal/table.js";
import { shown } from "./judge.js";
import type { Finding, RunReport } from "./run.js";

/**
 * A finding as text: the program, its rows, the answers of the oracle and the engine, and the command that repeats it.
 */
export function findingText({ case: number, kind, disagreement, program }: Finding, seed: number): string {
  const { engine, feature, label, oracle, engineSays } = disagreement;
  const labels = program.labels.map(
    ({ at, inputs }, index) => `  ${index}  at ${at === null ? "null" : instant(at)}  ${cells(inputs)}`,
  );
  const rows = Object.entries(program.rows).flatMap(([name, all]) =>
    all.length === 0 ? [] : [`${name}:`, ...all.map(({ columns }) => `  ${cells(columns)}`)],
  );
  const { at, later } = program.moment;
  return [
    `case ${number} (${kind}): ${feature}${label === null ? "" : ` of label ${label}`}`,
    "",
    table([
      ["oracle", oracle],
      [engine, engineSays],
    ]).trimEnd(),
    "",
    program.files["main.feat"]?.trim(),
    "",
    ...(rows.length === 0 ? [] : [program.files["sources.yaml"], ...rows]),
    "labels:",
    ...labels,
    ...(engine === "TypeScript" ? [`stored at ${instant(at)}, read ${later} µs later`] : []),
    "",
    `again: npm run fuzz -- --seed ${seed} --case ${number}`,
    "",
  ].join("\n");
}

const instant = (micros: bigint): string => `${new Date(Number(micros / 1000n)).toISOString()} (${micros})`;
/** Cells as text. Null cells are left out. */
const cells = (of: ReadonlyMap<string, unknown>): string =>
  `{ ${[...of].flatMap(([name, value]) => (value === null ? [] : [`${name}: ${shown(value)}`])).join(", ")} }`;

/** A one-line summary of a run. */
export function summaryText(report: RunReport, seed: number, seconds: number): string {
  const { expressions, projects, values, errors, refused, findings, more } = report;
  const n = (count: number): string => count.toLocaleString("en-US");
  const found = findings.length + more;
  return [
    `seed ${seed}: ${n(expressions)} expressions and ${n(projects)} projects, ${n(values)} values compared, ${n(errors)} errors as predicted, in ${seconds.toFixed(0)} s` +
      `${refused === 0 ? "" : ` (${n(refused)} more did not compile)`}: ${found === 0 ? "no disagreement" : `${n(found)} disagreements${more === 0 ? "" : `, ${n(more)} of them not shown`}`}`,
    "",
  ].join("\n");
}

/** The report as JSON, for other programs. */
export const reportJson = (report: RunReport, seed: number, seconds: number): object => ({
  seed,
  seconds,
  expressions: report.expressions,
  projects: report.projects,
  values: report.values,
  errors: report.errors,
  refused: report.refused,
  more: report.more,
  findings: report.findings.map(({ case: number, kind, disagreement, program }) => ({
    case: number,
    kind,
    ...disagreement,
    files: program.files,
    rows: Object.fromEntries(
      Object.entries(program.rows).map(([name, rows]) => [name, rows.map(({ columns }) => plain(columns))]),
    ),
    labels: program.labels.map(({ at, inputs }) => ({ at: at === null ? null : String(at), ...plain(inputs) })),
    again: `npm run fuzz -- --seed ${seed} --case ${number}`,
  })),
});
const plain = (of: ReadonlyMap<string, unknown>): object =>
  Object.fromEntries([...of].map(([name, value]) => [name, JSON.parse(shown(value)) as unknown]));
