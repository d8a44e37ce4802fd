import type { DerivedSource, Expr, Item, JoinStep, View } from "../ir/index.js";
import { narrowed } from "../ir/needed.js";
import { columnOf } from "../ir/substitute.js";
import type { Column, Rel } from "./algebra.js";
import type { Catalog } from "./catalog.js";
import { featureColumn, stepColumn } from "./columns.js";

/**
 * A derived source's own conditions, elements and joins over its input. Over a keyed state, conditions do not filter
 * rows; they set `@counts`.
 */
export function stepsOf(
  input: Rel,
  source: DerivedSource,
  view: View,
  keyed: boolean,
  index: number,
  catalog: Catalog,
): { readonly rel: Rel; readonly ordinals: readonly string[]; readonly conditions: readonly Expr[] } {
  const { at } = source;
  const conditions: Expr[] = [];
  const ordinals: string[] = [];
  let rel = input;
  const where = (expr: Expr): void => {
    if (keyed) conditions.push(expr);
    else rel = { node: "filter", input: rel, conditions: [{ node: "holds", expr }] };
  };
  if (source.retime !== null)
    rel = { node: "retime", input: rel, value: source.retime, title: `times of ${source.name}`, at };
  if (source.where !== null) where(source.where);
  for (const [number, step] of source.steps.entries()) {
    switch (step.step) {
      case "where":
        where(step.condition);
        break;
      case "each": {
        const ordinal = `@each${index}.${number}`;
        ordinals.push(ordinal);
        rel = {
          node: "each",
          input: rel,
          list: step.list,
          column: `each.${step.name}`,
          ordinal,
          title: `${step.name} of ${source.name}`,
          at,
        };
        break;
      }
      case "join":
        rel = joined(rel, source, step, view.known, catalog);
    }
  }
  return { rel, ordinals, conditions };
}

/**
 * Joins, as of each row's own time, a view's features or the latest row of a state. The state is read as a view that
 * has only its columns.
 */
function joined(rel: Rel, source: DerivedSource, step: JoinStep, known: boolean, catalog: Catalog): Rel {
  const id = `${source.name}.${step.alias}`;
  const target = step.target.kind === "view" ? catalog.view(step.target.name) : latestRow(step, source, catalog);
  const read = new Set(step.columns.map(({ name }) => name));
  const view = narrowed(known ? { ...target, known } : target, read, catalog.functions);
  const keys = new Map(step.on.map(({ name, value }) => [name, value]));
  const own = { ...catalog, failing: new Map() };
  const features = catalog.featuresAt(rel, { id, view, t: "@time", keys, row: null }, own);
  return {
    node: "project",
    input: features,
    keep: true,
    columns: step.columns.map(
      ({ name }): Column => ({
        name: stepColumn(step.alias, name),
        value: { node: "column", name: featureColumn(id, name) },
      }),
    ),
    title: `${step.alias} of ${source.name}`,
    at: source.at,
  };
}

function latestRow(step: JoinStep, source: DerivedSource, catalog: Catalog): View {
  const { base } = catalog.chain(step.target.name);
  const items = step.columns.map(
    ({ name, type }): Item => ({
      node: "feature",
      name,
      type,
      value: { node: "latest", type, column: name },
      default: null,
      origin: { kind: "latest", column: name },
      doc: null,
      annotations: [],
      at: source.at,
    }),
  );
  return {
    name: step.target.name,
    doc: null,
    annotations: [],
    at: source.at,
    entities: [],
    keys: step.on.map(({ name, type }) => ({ name, type, value: columnOf(name, { ...type, nullable: true }) })),
    from: step.target.name,
    where: null,
    ttlMicros: null,
    delayMicros: base.delayMicros,
    boundary: "upto",
    known: false,
    every: null,
    latest: step.columns.map(({ name, type }) => ({ column: name, type })),
    aggregates: [],
    items,
    expects: [],
  };
}
