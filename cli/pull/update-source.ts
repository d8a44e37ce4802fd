import type { DeclaredSource, Edit, SourcesText } from "../../compiler/project/index.js";
import { wholeBinding } from "../../compiler/sql/index.js";
import { DataError } from "../../runtime/errors.js";
import { typeText } from "../../runtime/types.js";
import { visible } from "../../runtime/visible.js";
import { type Finding, inspect, type RawData, severityOf, surveyOf } from "../../runtime/warehouse/data/index.js";
import { proposeColumns, withoutFaults } from "./propose-columns.js";
import { type Done, nothing } from "./pulled.js";
import { columnLines, guessed, leftOutText, vanished, yamlScalar } from "./source-text.js";
import type { Warehouses } from "./warehouses.js";

/** Adds to a source what its data have besides what is declared. */
export async function updateSource(
  { source }: DeclaredSource,
  dialect: string,
  warehouses: Warehouses,
  { text, yaml }: { readonly text: string; readonly yaml: SourcesText },
  onProgress: (done: number) => void,
): Promise<Done> {
  const binding = wholeBinding(source, dialect);
  const data = await (await warehouses.forPlace(binding.location)).openData(binding.location);
  const { findings } = await inspect(data, { binding, kind: source.kind }, onProgress);
  const extra = findings.flatMap((finding) =>
    finding.kind === "extra" || finding.kind === "untyped" ? finding.columns.map(({ name }) => name) : [],
  );
  const gone = findings.flatMap((finding) =>
    finding.kind === "missing" && finding.declared && finding.file === null ? [finding.name] : [],
  );
  const columns = yaml.columnsOf(source.name);
  if (columns === null)
    throw new DataError(
      `the columns of ${source.name} are not written below it (they may be an alias), so none can be added`,
    );

  const taken = new Set(source.columns.map(({ name }) => name.toLowerCase()));
  const proposed = proposeColumns(await surveyOf(only(data, new Set(extra))), data.typed, taken);
  const more = withoutFaults(proposed.columns);
  const leftOut = [...proposed.leftOut, ...more.leftOut].filter(
    ({ column }) => !text.includes(`# ${leftOutText(column)}`),
  );
  const wrong = findings.flatMap(contradicted).filter((name) => columns.commentOf(name).startsWith(`# ${guessed}`));
  const again = await guessAgain(
    data,
    source.columns.filter(({ name }) => wrong.includes(name)).map(({ column }) => column),
  );
  const own = new Map(source.columns.map(({ name, column }) => [column, name]));
  const replaced = again.flatMap((column) => ({ ...column, name: own.get(column.column) ?? column.name }));
  const newlyGone = gone.filter((name) => !columns.commentOf(name).includes(vanished));
  const back = source.columns.filter(({ name }) => !gone.includes(name) && columns.commentOf(name).includes(vanished));
  const edits: Edit[] = [
    ...replaced.flatMap((column) => columns.replace(column.name, columnLines(column))),
    ...newlyGone.flatMap((name) => columns.addComment(name, vanished)),
    ...back.flatMap(({ name }) => columns.removeComment(name, vanished)),
    ...columns.add([
      ...more.columns.map((column) => ({ lines: columnLines(column), flow: flowText(column) })),
      ...leftOut.map(({ column, why }) => ({ lines: [`# ${leftOutText(column)}: ${visible(why)}`], flow: null })),
    ]),
  ];
  return {
    edits,
    pulled: {
      ...nothing(source.name),
      action: edits.length === 0 ? "unchanged" : "updated",
      added: more.columns.map(({ name }) => name),
      changed: replaced.map(({ name }) => name),
      vanished: gone,
      differs: differing(findings, new Set([...replaced.map(({ name }) => name), ...gone])),
      leftOut: leftOut.map(({ column }) => column),
    },
  };
}

/** The columns and roles of the source that the data contradict, except those in `told`. */
function differing(findings: readonly Finding[], told: ReadonlySet<string>): readonly string[] {
  const names = findings.flatMap((finding) => {
    if (severityOf(finding) !== "error") return [];
    if ("role" in finding && finding.role !== null) return [finding.role];
    if (finding.kind === "time-day" || finding.kind === "without-time") return ["time"];
    if (finding.kind === "without-key") return ["key"];
    return "name" in finding ? [finding.name] : [];
  });
  return [...new Set(names)].filter((name) => !told.has(name));
}

/** The columns whose declared types the values contradict. */
function contradicted(finding: Finding): readonly string[] {
  switch (finding.kind) {
    case "nulls":
    case "wrong-type":
      return [finding.name];
    case "bad-values":
      return finding.role === null ? [finding.name] : [];
    default:
      return [];
  }
}

async function guessAgain(data: RawData, columns: readonly string[]) {
  if (columns.length === 0) return [];
  const { columns: proposed } = proposeColumns(await surveyOf(only(data, new Set(columns))), data.typed, new Set());
  return withoutFaults(proposed).columns;
}

/** The data with some of their columns. */
const only = (data: RawData, names: ReadonlySet<string>): RawData => ({
  ...data,
  parts: data.parts.map((part) => ({ ...part, columns: part.columns.filter(({ name }) => names.has(name)) })),
});

/** A column within braces. */
const flowText = ({ name, column, type }: Parameters<typeof columnLines>[0]): string => {
  const quoted = JSON.stringify(typeText(type));
  return name === column
    ? `${yamlScalar(name)}: ${quoted}`
    : `${yamlScalar(name)}: { type: ${quoted}, column: ${JSON.stringify(column)} }`;
};
