import type { Project, View } from "../../compiler/ir/index.js";
import { atTarget } from "../../compiler/project/index.js";
import { wholeBinding } from "../../compiler/sql/index.js";
import { messageOf } from "../../runtime/errors.js";
import type { RawColumn } from "../../runtime/warehouse/sources/part.js";
import type { Warehouse } from "../../runtime/warehouse/warehouse.js";
import type { Cli } from "../cli.js";
import type { Loaded } from "../project.js";
import { dialectNameOf, openToLook, type TargetOptions, targetOf } from "../target.js";

/** How many rows a view will store. */
export type RowsToFill =
  /** The number of its keys in the data. Conditions and windows may leave some out. */
  | { readonly view: string; readonly rows: number; readonly why: null }
  /** Not known. `why`: a clause without a full stop. */
  | { readonly view: string; readonly rows: null; readonly why: string };

/** Estimates how many rows filling these views takes, from the data of the target's warehouse. */
export async function rowsToFill(
  cli: Cli,
  loaded: Loaded,
  options: TargetOptions,
  views: readonly View[],
): Promise<readonly RowsToFill[]> {
  const unknown = (why: string) => views.map(({ name: view }): RowsToFill => ({ view, rows: null, why }));
  if (views.length === 0) return [];
  const target = targetOf(cli, loaded, options);
  if (target.offline === null) return unknown(`target ${target.name} has no \`offline\``);
  const dialect = await dialectNameOf(cli, loaded, options);
  const project = atTarget(loaded.project, target.name, dialect);
  try {
    await using warehouse = await openToLook(cli, loaded, options);
    const found: RowsToFill[] = [];
    for (const view of views) found.push(await rowsOf(warehouse, project, view, dialect));
    return found;
  } catch (error) {
    // A plan needs no warehouse: only the estimate does.
    return unknown(messageOf(error));
  }
}

async function rowsOf(warehouse: Warehouse, project: Project, view: View, dialect: string): Promise<RowsToFill> {
  if (view.keys.length === 0) return { view: view.name, rows: 1, why: null };
  const keys = view.keys.map(({ value }) => (value.node === "column" ? value.name : null));
  const named = keys.filter((name) => name !== null);
  const base = named.length < keys.length ? null : baseOf(project, view.from, named);
  if (base === null) return { view: view.name, rows: null, why: "its keys are computed" };
  try {
    const raw = await warehouse.openData(wholeBinding(base.source, dialect).location);
    let rows = 0;
    for (const part of raw.parts) {
      const columns = base.columns.map((name) => part.columns.find((column) => column.name === name));
      const present = columns.filter((column): column is RawColumn => column !== undefined);
      if (present.length < columns.length) return { view: view.name, rows: null, why: "its data lack a key" };
      const values = present.map(({ sql }, index) => `${sql} AS k${index}`).join(", ");
      const [count] = await raw.rows(
        `SELECT count(*) FROM (SELECT DISTINCT ${values} FROM ${part.from(present)} AS data) AS keys`,
      );
      rows += Number(count?.[0] ?? 0);
    }
    return { view: view.name, rows, why: null };
  } catch (error) {
    return { view: view.name, rows: null, why: messageOf(error) };
  }
}

/** The physical source that a source's rows come from, and these columns as the data name them. */
function baseOf(project: Project, name: string, columns: readonly string[]) {
  let [from, wanted] = [name, columns];
  for (;;) {
    const source = project.sources.find((one) => one.name === from);
    if (source === undefined || source.node === "union") return null;
    if (source.node === "physical") {
      const inData = wanted.map((each) => source.columns.find((column) => column.name === each)?.column);
      return { source, columns: inData.filter((each) => each !== undefined) };
    }
    const values = wanted.map((each) => source.columns.find((column) => column.name === each)?.value);
    if (!values.every((value) => value?.node === "column")) return null;
    from = source.from;
    wanted = values.flatMap((value) => (value?.node === "column" ? [value.name] : []));
  }
}
