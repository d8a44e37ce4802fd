/**
 * Finds personal data: whatever is marked as such, and everything that is computed from it.
 *
 * In: a project without errors. Out: for each of its columns, features and request fields, whether it is personal data,
 * and through which path.
 * Always: every operand taints, conditions included (`where` of aggregates, sources and views, `since`, `match`
 * subjects, `each`, the keys of joins and hops). Two things do not: a view's own key, and the counting of rows, so
 * `count()` is tainted by conditions only (MEANING 18).
 */
import { expressionsIn } from "../../ir/expressions-in.js";
import type {
  Aggregate,
  Annotation,
  DerivedSource,
  Entity,
  Expr,
  JoinStep,
  Project,
  Request,
  Source,
  Transform,
  View,
} from "../../ir/index.js";
import { walk } from "../../ir/walk.js";
import { elementColumn, joinedColumn } from "../step-columns.js";

/** The kinds of things that can be personal data. */
export type Thing =
  | { readonly kind: "column"; readonly source: string; readonly name: string }
  /** The choice of rows of a derived source or a view: its `where`, `each` and `at`. */
  | { readonly kind: "rows"; readonly of: string }
  /** A feature or `let` of a view or a transform. */
  | { readonly kind: "item"; readonly owner: string; readonly name: string }
  /** The key that picks the row of a view for a transform. */
  | { readonly kind: "hop"; readonly transform: string; readonly ref: string }
  | { readonly kind: "field"; readonly request: string; readonly name: string }
  | { readonly kind: "key"; readonly entity: string; readonly name: string };

/** Why a thing is personal data: the thing that it is computed from, or null if it is itself marked. */
export interface Taint {
  readonly of: Thing;
  readonly because: Taint | null;
}

const isMarked = (...marks: readonly (readonly Annotation[] | undefined)[]): boolean =>
  marks.some((annotations) => annotations?.some(({ name }) => name === "pii") === true);

export class Taints {
  readonly #known = new Map<string, Taint | null>();
  readonly #sources: ReadonlyMap<string, Source>;
  readonly #views: ReadonlyMap<string, View>;
  readonly #transforms: ReadonlyMap<string, Transform>;
  readonly #entities: ReadonlyMap<string, Entity>;
  readonly #requests: ReadonlyMap<string, Request>;

  constructor(project: Project) {
    const named = <T extends { readonly name: string }>(all: readonly T[]) =>
      new Map(all.map((one) => [one.name, one]));
    // A branch of a union counts as a source with a name of its own, `union.1`.
    this.#sources = named(
      project.sources.flatMap((source): readonly Source[] =>
        source.node === "union" ? [source, ...source.branches] : [source],
      ),
    );
    this.#views = named(project.views);
    this.#transforms = named(project.transforms);
    this.#entities = named(project.entities);
    this.#requests = named(project.requests);
  }

  column(source: string, name: string): Taint | null {
    return this.#taint({ kind: "column", source, name }, () => {
      const found = this.#sources.get(source);
      switch (found?.node) {
        case undefined:
          return null;
        case "physical":
          return found.columns.some((column) => column.name === name && column.pii === true);
        case "derived":
          return this.#derivedColumn(found, name) ?? this.#rowsOf(source);
        case "union":
          return first(found.branches, (branch) => this.column(branch.name, name)) ?? this.#rowsOf(source);
      }
    });
  }

  item(owner: string, name: string): Taint | null {
    return this.#taint({ kind: "item", owner, name }, () => {
      const of = this.#views.get(owner) ?? this.#transforms.get(owner);
      const item = of?.items.find((candidate) => candidate.name === name);
      if (of === undefined || item === undefined) return null;
      if (isMarked(item.annotations, of.annotations)) return true;
      return "from" in of ? this.#inView(item.value, of) : this.#inTransform(item.value, of);
    });
  }

  field(request: string, name: string): Taint | null {
    return this.#taint({ kind: "field", request, name }, () => {
      const found = this.#requests.get(request);
      const field = found?.fields.find((candidate) => candidate.name === name);
      return isMarked(found?.annotations, field?.annotations);
    });
  }

  key(entity: string, name: string): Taint | null {
    return this.#taint({ kind: "key", entity, name }, () => {
      const found = this.#entities.get(entity);
      const key = found?.keys.find((candidate) => candidate.name === name);
      return isMarked(found?.annotations, key?.annotations);
    });
  }

  /** A feature of a service. The service adds no conditions, since its own keys are bare. */
  served(step: Project["services"][number]["steps"][number], feature: string): Taint | null {
    return this.item(step.node === "read" ? step.view : step.transform, feature);
  }

  #derivedColumn(source: DerivedSource, name: string): Taint | boolean | null {
    const column = source.columns.find((candidate) => candidate.name === name);
    if (column === undefined) return null;
    return isMarked(column.annotations, source.annotations) || this.#inSource(column.value, source);
  }

  /** Why the choice of a source's rows is personal data: this taints each column, and the number of rows. */
  #rowsOf(source: string): Taint | null {
    const found = this.#sources.get(source);
    if (found === undefined || found.node === "physical") return null;
    const branches = found.node === "union" ? found.branches : [found];
    const input = first(branches, (branch) => this.#rowsOf(branch.from));
    if (input !== null) return input;
    return this.#taint({ kind: "rows", of: source }, () =>
      first(branches, (branch) => {
        const conditions = [
          branch.retime,
          branch.where,
          ...branch.steps.map((step) =>
            step.step === "where" ? step.condition : step.step === "each" ? step.list : null,
          ),
        ];
        return first(conditions, (expr) => (expr === null ? null : this.#inSource(expr, branch)));
      }),
    );
  }

  #viewRows(view: View): Taint | null {
    const { where } = view;
    const own = where === null ? null : this.#taint({ kind: "rows", of: view.name }, () => this.#inRow(where, view));
    return own ?? this.#rowsOf(view.from);
  }

  /** The taint of an expression over a derived source's input and the columns that its steps add. */
  #inSource(expr: Expr, source: DerivedSource): Taint | null {
    return this.#inExpr(expr, (leaf) => {
      if (leaf.node !== "column") return null;
      for (const step of source.steps) {
        if (step.step === "each" && leaf.name === elementColumn(step.name)) return this.#inSource(step.list, source);
        if (step.step !== "join") continue;
        const joined = step.columns.find(({ name }) => leaf.name === joinedColumn(step.alias, name));
        if (joined !== undefined) return this.#joined(step, joined.name, source);
      }
      return this.column(source.from, leaf.name);
    });
  }

  #joined({ target, on }: JoinStep, name: string, source: DerivedSource): Taint | null {
    const own = target.kind === "view" ? this.item(target.name, name) : this.column(target.name, name);
    const given = own ?? first(on, ({ value }) => this.#inSource(value, source));
    // A view is joined by its own key, which does not taint; a source is joined by comparing its columns, which do.
    return given ?? (target.kind === "view" ? null : first(on, (key) => this.column(target.name, key.name)));
  }

  /** A column in a view. A column that gives a key is personal data if the key is. */
  #viewColumn(name: string, view: View): Taint | null {
    const column = this.column(view.from, name);
    if (column !== null) return column;
    const key = view.keys.find(({ value }) => {
      const inner = value.node === "convert" ? value.value : value;
      return inner.node === "column" && inner.name === name;
    });
    return key === undefined ? null : first(view.entities, (entity) => this.key(entity, key.name));
  }

  #inRow(expr: Expr, view: View): Taint | null {
    return this.#inExpr(expr, (leaf) => (leaf.node === "column" ? this.#viewColumn(leaf.name, view) : null));
  }

  #inView(expr: Expr, view: View): Taint | null {
    return this.#inExpr(expr, (leaf) => {
      switch (leaf.node) {
        case "item":
          return this.item(view.name, leaf.name);
        case "latest":
          return this.#viewColumn(leaf.column, view) ?? this.#viewRows(view);
        case "aggregate": {
          const aggregate = view.aggregates.find(({ id }) => id === leaf.id);
          return (aggregate === undefined ? null : this.#aggregate(aggregate, view)) ?? this.#viewRows(view);
        }
        default:
          return null;
      }
    });
  }

  /** An aggregate is tainted by anything that any part of it reads. */
  #aggregate(aggregate: Aggregate, view: View): Taint | null {
    return first(expressionsIn(aggregate), (expr) => this.#inRow(expr, view));
  }

  #inTransform(expr: Expr, transform: Transform): Taint | null {
    return this.#inExpr(expr, (leaf) => {
      switch (leaf.node) {
        case "item":
          return this.item(transform.name, leaf.name);
        case "request":
          return this.field(leaf.request, leaf.name);
        case "key":
          return this.#keyValue(leaf.name, transform);
        case "input": {
          const input = transform.views.find(({ ref }) => ref === leaf.from);
          if (input === undefined) return this.item(leaf.from, leaf.name);
          return this.item(input.view, leaf.name) ?? this.#hop(input, transform);
        }
        default:
          return null;
      }
    });
  }

  /** A bare key is the view's own; any other key expression is an operand. */
  #hop({ ref, keys }: Transform["views"][number], transform: Transform): Taint | null {
    return this.#taint({ kind: "hop", transform: transform.name, ref }, () =>
      first(keys, ({ value }) => (value.node === "key" ? null : this.#inTransform(value, transform))),
    );
  }

  /** A key that is read as a value: an entity's key by its name, or by the name that `use` gives it. */
  #keyValue(name: string, transform: Transform): Taint | null {
    const own = first(this.#entities.values(), (entity) => this.key(entity.name, name));
    if (own !== null) return own;
    return first(transform.views, ({ view, keys }) => {
      const bound = keys.filter(({ value }) => value.node === "key" && value.name === name);
      const entities = this.#views.get(view)?.entities ?? [];
      return first(bound, (key) => first(entities, (entity) => this.key(entity, key.name)));
    });
  }

  #inExpr(expr: Expr, of: (leaf: Expr) => Taint | null): Taint | null {
    let found: Taint | null = null;
    walk(expr, (part) => {
      found ??= of(part);
    });
    return found;
  }

  /**
   * Each thing is looked at once; `true` means that it is marked. In a project without errors nothing depends on
   * itself.
   */
  #taint(of: Thing, find: () => Taint | boolean | null): Taint | null {
    const id = JSON.stringify(of);
    const before = this.#known.get(id);
    if (before !== undefined) return before;
    this.#known.set(id, null);
    const found = find();
    const taint = found === null || found === false ? null : { of, because: found === true ? null : found };
    this.#known.set(id, taint);
    return taint;
  }
}

/** The first taint among these, if there is one. */
function first<T>(all: Iterable<T>, of: (one: T) => Taint | null): Taint | null {
  for (const one of all) {
    const found = of(one);
    if (found !== null) return found;
  }
  return null;
}
