import type { DerivedSource, Expr, Source, View } from "../ir/index.js";
import { columnsIn } from "../ir/substitute.js";
import type { Catalog } from "./catalog.js";

/**
 * True if it depends on what is joined to a view's rows whether a row counts, when, or for which key. Then a new row of
 * what is joined can take rows away from a key, and the rows as they are now no longer tell from which.
 */
export function rowsHangOnJoins(view: View, catalog: Catalog): boolean {
  const { hang, joined } = hanging(catalog.source(view.from), catalog);
  const reads = (expr: Expr): boolean => readsAny(expr, joined, catalog);
  return hang || (view.where !== null && reads(view.where)) || view.keys.some(({ value }) => reads(value));
}

/** `joined`: the source's columns that are computed from what is joined. */
interface Hanging {
  readonly hang: boolean;
  readonly joined: ReadonlySet<string>;
}

function hanging(source: Source, catalog: Catalog): Hanging {
  switch (source.node) {
    case "physical":
      return { hang: false, joined: new Set() };
    case "derived":
      return ofDerived(source, catalog);
    case "union": {
      const branches = source.branches.map((branch) => ofDerived(branch, catalog));
      return {
        hang: branches.some(({ hang }) => hang),
        joined: new Set(branches.flatMap(({ joined }) => [...joined])),
      };
    }
  }
}

function ofDerived(source: DerivedSource, catalog: Catalog): Hanging {
  const from = hanging(catalog.source(source.from), catalog);
  const joined = new Set(from.joined);
  const reads = (expr: Expr | null): boolean => expr !== null && readsAny(expr, joined, catalog);
  let hang = from.hang || reads(source.retime) || reads(source.where);
  for (const step of source.steps) {
    switch (step.step) {
      case "where":
        hang ||= reads(step.condition);
        break;
      case "each":
        hang ||= reads(step.list);
        break;
      case "join":
        for (const { name } of step.columns) joined.add(`${step.alias}.${name}`);
    }
  }
  return { hang, joined: new Set(source.columns.flatMap(({ name, value }) => (reads(value) ? [name] : []))) };
}

const readsAny = (expr: Expr, columns: ReadonlySet<string>, { functions }: Catalog): boolean =>
  [...columnsIn(expr, functions)].some((name) => columns.has(name));
