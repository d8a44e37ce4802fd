import type { FunctionTable } from "./function-table.js";
import type {
  Aggregate,
  DerivedSource,
  Expr,
  Item,
  Project,
  Source,
  Step,
  TimeColumn,
  Transform,
  View,
} from "./index.js";
import { type Lookups, lookupsOf } from "./lookups.js";
import { expressionMeaning, groupMeaning, type Meaning, meaning, typeMeaning } from "./meaning.js";
import { mayBeInfinite } from "./not-finite.js";

/** A feature's own part of its meaning. Its type is not in it. */
export interface FeatureMeaning {
  /** Before the default. */
  readonly value: Meaning;
  readonly default: Meaning | null;
}

export interface ViewMeaning {
  /** The rows, keys, latest columns and aggregates that the store holds, in their order. */
  readonly stored: Meaning;
  /** The same in any order. */
  readonly values: Meaning;
  /** By name. */
  readonly features: ReadonlyMap<string, FeatureMeaning>;
}

/**
 * The meanings of a project's declarations, each computed once. Places, docs, annotations and `pii` are not in them,
 * nor the names of lets, `fn`s, elements, derived sources and aggregates.
 */
export class Meanings {
  readonly #sources = new Map<string, Meaning>();
  readonly #views = new Map<string, ViewMeaning>();
  readonly #transforms = new Map<string, ReadonlyMap<string, FeatureMeaning>>();
  readonly #lookups: Lookups;

  constructor(project: Project, lookups: Lookups = lookupsOf(project)) {
    this.#lookups = lookups;
  }

  source(name: string): Meaning {
    const known = this.#sources.get(name);
    if (known !== undefined) return known;
    const source = this.#lookups.sources.get(name);
    const own = source === undefined ? meaning("no source", name) : this.#sourceOf(source);
    this.#sources.set(name, own);
    return own;
  }

  view(view: View): ViewMeaning {
    const known = this.#views.get(view.name);
    if (known !== undefined) return known;
    const own = this.#viewOf(view);
    this.#views.set(view.name, own);
    return own;
  }

  /** The features of a transform, by name. */
  transform(transform: Transform): ReadonlyMap<string, FeatureMeaning> {
    const known = this.#transforms.get(transform.name);
    if (known !== undefined) return known;
    const inputs = new Map(transform.views.map((input) => [input.ref, input]));
    const own = this.#items(transform.items, (leaf, expression) => {
      if (leaf.node !== "input") return outside(leaf);
      const input = inputs.get(leaf.from);
      const keys = input?.keys.map(({ name, value }) => [name, expression(value)]) ?? [];
      return meaning("input", this.feature(input?.view ?? leaf.from, leaf.name), keys);
    });
    this.#transforms.set(transform.name, own);
    return own;
  }

  /** A feature of a view or a transform, by the name of its owner. A view's rows and ttl are not in it. */
  feature(owner: string, name: string): Meaning {
    const [view, transform] = [this.#lookups.views.get(owner), this.#lookups.transforms.get(owner)];
    const all = view !== undefined ? this.view(view).features : transform && this.transform(transform);
    const own = all?.get(name);
    return own === undefined ? meaning("feature", owner, name) : meaning("feature", owner, own.value, own.default);
  }

  /** An expression over columns, keys, requests, features of steps and the instant. `input` means such a feature. */
  expression(expr: Expr, input?: (from: string, name: string) => Meaning): Meaning {
    return this.#expression(expr, (leaf) =>
      leaf.node === "input" && input !== undefined ? input(leaf.from, leaf.name) : outside(leaf),
    );
  }

  #sourceOf(source: Source): Meaning {
    switch (source.node) {
      case "physical": {
        const { kind, location, columns, sequence, delayMicros, deleted, key, complete } = source;
        const { at: _, ...place } = location;
        return meaning(
          "physical",
          kind,
          JSON.stringify(place),
          columns.map(({ name, column, type }) => [name, column, typeMeaning(type)]),
          [source.time, source.created, source.until].map(timeMeaning),
          sequence === null ? null : [sequence.column, typeMeaning(sequence.type)],
          delayMicros,
          deleted,
          key,
          complete,
        );
      }
      case "derived":
        return this.#derived(source);
      case "union":
        return meaning(
          "union",
          source.oneKey,
          source.branches.map((branch) => this.#derived(branch)),
        );
    }
  }

  #derived({ from, retime, where, steps, columns }: DerivedSource): Meaning {
    return meaning(
      "derived",
      this.source(from),
      this.#optional(retime),
      this.#optional(where),
      steps.map((step) => this.#step(step)),
      columns.map(({ name, type, value }) => [name, typeMeaning(type), this.expression(value)]),
    );
  }

  #step(step: Step): Meaning {
    switch (step.step) {
      case "where":
        return meaning("where", this.expression(step.condition));
      case "each":
        return meaning("each", step.name, this.expression(step.list), typeMeaning(step.element));
      case "join":
        return meaning(
          "join",
          step.alias,
          step.target.kind === "source"
            ? this.source(step.target.name)
            : this.#joined(
                step.target.name,
                step.columns.map(({ name }) => name),
              ),
          step.on.map(({ name, type, value }) => [name, typeMeaning(type), this.expression(value)]),
          step.columns.map(({ name, type }) => [name, typeMeaning(type)]),
        );
    }
  }

  /** A joined view counts with the features that are read, and what decides whether they are missing. */
  #joined(name: string, read: readonly string[]): Meaning {
    const view = this.#lookups.views.get(name);
    if (view === undefined) return meaning("no view", name);
    const { stored, features } = this.view(view);
    return meaning(
      "view",
      stored,
      view.ttlMicros,
      read.map((each) => {
        const feature = features.get(each);
        return feature === undefined ? each : [feature.value, feature.default];
      }),
    );
  }

  #viewOf(view: View): ViewMeaning {
    const aggregates = new Map(view.aggregates.map((aggregate) => [aggregate.id, this.aggregate(aggregate)]));
    const latest = view.latest.map(({ column, type }) => meaning("latest", column, typeMeaning(type)));
    const rows = meaning(
      "rows",
      this.source(view.from),
      view.keys.map(({ name, type, value }) => [name, typeMeaning(type), this.expression(value)]),
      this.#optional(view.where),
      view.delayMicros,
      view.boundary,
      view.known,
      view.every === null ? null : [view.every.everyMicros, view.every.afterMicros],
    );
    const columns = [...latest, ...aggregates.values()];
    const items = this.#items(view.items, (leaf) =>
      leaf.node === "aggregate" ? (aggregates.get(leaf.id) ?? meaning("aggregate", leaf.id)) : outside(leaf),
    );
    return {
      stored: meaning("stored", rows, latest, [...aggregates.values()]),
      values: meaning("values", rows, [...new Set(columns)].sort()),
      features: items,
    };
  }

  aggregate({ function: name, overload, args, where, window, by, type, empty }: Aggregate): Meaning {
    const of = (expr: Expr): Meaning => this.expression(expr);
    const extent =
      window === null
        ? null
        : window.extent.kind === "since"
          ? meaning("since", of(window.extent.condition))
          : JSON.stringify(window.extent);
    return meaning(
      "aggregate",
      name,
      overload,
      args.map(of),
      this.#optional(where),
      window === null ? null : [extent, window.lastRows, window.offsetMicros],
      groupMeaning(by, of),
      typeMeaning(type),
      JSON.stringify(empty),
    );
  }

  #items(
    items: readonly Item[],
    leafOf: (leaf: OutsideLeaf, expression: (expr: Expr) => Meaning) => Meaning,
  ): ReadonlyMap<string, FeatureMeaning> {
    const made = new Map<string, FeatureMeaning>();
    const expression = (expr: Expr): Meaning =>
      this.#expression(expr, (leaf) => {
        if (leaf.node !== "item") return leafOf(leaf, expression);
        const { value, default: otherwise } = made.get(leaf.name)!;
        return otherwise === null ? value : meaning("coalesce", [value, otherwise]);
      });
    // Each item stands after those that it reads.
    for (const item of items)
      made.set(item.name, {
        // A value that may be infinite reads as null where it is stored.
        value: mayBeInfinite(item.value) ? meaning("stored", expression(item.value)) : expression(item.value),
        default: item.default === null ? null : expression(item.default),
      });
    const features = items.filter(({ node }) => node === "feature");
    return new Map(features.map(({ name }) => [name, made.get(name)!]));
  }

  #optional(expr: Expr | null): Meaning | null {
    return expr === null ? null : this.expression(expr);
  }

  #expression(expr: Expr, leaf: (leaf: OutsideLeaf) => Meaning): Meaning {
    const functions: FunctionTable = this.#lookups.functions;
    return expressionMeaning(expr, { fn: (name) => functions.there(name), leaf });
  }
}

type OutsideLeaf = Parameters<Parameters<typeof expressionMeaning>[1]["leaf"]>[0];

function outside(leaf: OutsideLeaf): Meaning {
  switch (leaf.node) {
    case "column":
    case "key":
      return meaning(leaf.node, leaf.name, typeMeaning(leaf.type));
    case "latest":
      return meaning("latest", leaf.column, typeMeaning(leaf.type));
    case "aggregate":
      return meaning("aggregate", leaf.id);
    case "item":
      return meaning("item", leaf.name);
    case "input":
      return meaning("input", leaf.from, leaf.name);
    case "request":
      return meaning("request", leaf.request, leaf.name, typeMeaning(leaf.type));
    case "now":
      return meaning("now");
  }
}

const timeMeaning = (time: TimeColumn | null): Meaning | null =>
  time === null ? null : meaning("time", time.column, time.format, time.zone, time.day);
