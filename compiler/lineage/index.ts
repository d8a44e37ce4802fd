/**
 * Where every value comes from, and who reads it.
 *
 * In: a project as typed IR. Out: a graph from the columns of sources to the features of services.
 * Always: pure. An edge leads from what is read to what reads it. Lets are left out: what they read is read by their
 * readers. No edge leads back, because a project has no cycles.
 */
import type { FunctionTable } from "../ir/function-table.js";
import { walkUsed } from "../ir/function-table.js";
import type { Aggregate, DerivedSource, Expr, Item, Project, Service, Source, Transform, View } from "../ir/index.js";
import { lookupsOf } from "../ir/lookups.js";
import { columnsIn } from "../ir/substitute.js";
import { type How, type LineageEdge, type LineageNode, nodeId } from "./node.js";

export { type How, type LineageEdge, type LineageNode, nodeId, nodeText } from "./node.js";

export class Lineage {
  readonly #nodes = new Map<string, LineageNode>();
  readonly #readers = new Map<string, Map<string, How>>();
  readonly #read = new Map<string, Map<string, How>>();
  readonly #functions: FunctionTable;

  constructor(project: Project) {
    this.#functions = lookupsOf(project).functions;
    for (const source of project.sources) this.#source(source);
    for (const view of project.views) this.#view(view);
    for (const { name, fields } of project.requests)
      for (const field of fields) this.#add({ kind: "request field", owner: name, name: field.name });
    for (const transform of project.transforms) this.#transform(transform);
    for (const service of project.services) this.#service(service);
  }

  get nodes(): readonly LineageNode[] {
    return [...this.#nodes.values()];
  }

  /** What these are computed from (`up`), or what is computed from them (`down`), at any distance, with themselves. */
  reach(from: readonly LineageNode[], way: "up" | "down"): readonly LineageNode[] {
    const next = way === "up" ? this.#read : this.#readers;
    const found = new Set(from.map(nodeId));
    for (const id of found) for (const other of next.get(id)?.keys() ?? []) found.add(other);
    return [...found].flatMap((id) => this.#nodes.get(id) ?? []);
  }

  /** What a node reads (`up`), or what reads it (`down`), directly. */
  beside(node: LineageNode, way: "up" | "down"): readonly { readonly node: LineageNode; readonly how: How }[] {
    const next = (way === "up" ? this.#read : this.#readers).get(nodeId(node));
    return [...(next ?? [])].map(([id, how]) => ({ node: this.#nodes.get(id)!, how }));
  }

  /** The edges between these nodes. */
  among(nodes: readonly LineageNode[]): readonly LineageEdge[] {
    const within = new Set(nodes.map(nodeId));
    return nodes.flatMap((from) =>
      this.beside(from, "down").flatMap(({ node, how }) => (within.has(nodeId(node)) ? [{ from, to: node, how }] : [])),
    );
  }

  #add(node: LineageNode): LineageNode {
    const id = nodeId(node);
    if (!this.#nodes.has(id)) this.#nodes.set(id, node);
    return node;
  }

  #edge(from: LineageNode, to: LineageNode, how: How): void {
    this.#add(from);
    this.#add(to);
    for (const [edges, one, other] of [
      [this.#readers, from, to],
      [this.#read, to, from],
    ] as const) {
      const own = edges.get(nodeId(one)) ?? new Map<string, How>();
      // A node that is read both ways counts as a part of the value.
      if (own.get(nodeId(other)) !== "value") own.set(nodeId(other), how);
      edges.set(nodeId(one), own);
    }
  }

  #source(source: Source): void {
    const rows = this.#add(rowsOf(source.name));
    if (source.node === "physical") {
      for (const { name } of source.columns) this.#add(columnOf(source.name, name));
      return;
    }
    for (const branch of source.node === "union" ? source.branches : [source]) this.#branch(source.name, rows, branch);
  }

  #branch(owner: string, rows: LineageNode, { from, retime, where, steps, columns }: DerivedSource): void {
    this.#edge(rowsOf(from), rows, "condition");
    /** The columns that steps add, by their names in expressions (`each.NAME`, `ALIAS.COLUMN`), and what they are read from. */
    const added = new Map<string, readonly Reading[]>();
    const of = (expr: Expr): readonly Reading[] =>
      [...columnsIn(expr, this.#functions)].flatMap(
        (name): readonly Reading[] => added.get(name) ?? [[columnOf(from, name), "value"]],
      );
    const rule = (expr: Expr | null): void => {
      if (expr !== null) for (const [node] of of(expr)) this.#edge(node, rows, "condition");
    };
    rule(retime);
    rule(where);
    for (const step of steps) {
      switch (step.step) {
        case "where":
          rule(step.condition);
          break;
        case "each":
          rule(step.list);
          added.set(`each.${step.name}`, of(step.list));
          break;
        case "join": {
          const { kind, name } = step.target;
          const keys = step.on.flatMap(({ value }) => of(value)).map(([node]): Reading => [node, "condition"]);
          const rules: readonly Reading[] = kind === "source" ? [...keys, [rowsOf(name), "condition"]] : keys;
          const target = kind === "source" ? columnOf : featureOf;
          for (const column of step.columns)
            added.set(`${step.alias}.${column.name}`, [[target(name, column.name), "value"], ...rules]);
        }
      }
    }
    for (const { name, value } of columns) {
      const column = columnOf(owner, name);
      this.#edge(rows, column, "condition");
      for (const [node, how] of of(value)) this.#edge(node, column, how);
    }
  }

  #view(view: View): void {
    const rows = this.#add(rowsOf(view.name));
    this.#edge(rowsOf(view.from), rows, "condition");
    const columns = (expr: Expr): readonly LineageNode[] =>
      [...columnsIn(expr, this.#functions)].map((name) => columnOf(view.from, name));
    for (const { value } of view.keys) for (const node of columns(value)) this.#edge(node, rows, "condition");
    if (view.where !== null) for (const node of columns(view.where)) this.#edge(node, rows, "condition");
    const aggregates = new Map(view.aggregates.map((aggregate) => [aggregate.id, aggregate]));
    this.#items(view.name, view.items, (expr, to) => {
      if (expr.node === "latest") {
        this.#edge(columnOf(view.from, expr.column), to, "value");
        this.#edge(rows, to, "condition");
      }
      const aggregate = expr.node === "aggregate" ? aggregates.get(expr.id) : undefined;
      if (aggregate === undefined) return;
      this.#edge(rows, to, "condition");
      for (const [value, how] of partsOf(aggregate)) for (const node of columns(value)) this.#edge(node, to, how);
    });
  }

  #transform(transform: Transform): void {
    const inputs = new Map(transform.views.map((input) => [input.ref, input]));
    const featureIn = ({ from, name }: { readonly from: string; readonly name: string }): LineageNode =>
      featureOf(inputs.get(from)?.view ?? from, name);
    this.#items(transform.name, transform.items, (expr, to) => {
      if (expr.node === "request")
        this.#edge({ kind: "request field", owner: expr.request, name: expr.name }, to, "value");
      if (expr.node !== "input") return;
      this.#edge(featureIn(expr), to, "value");
      for (const { value } of inputs.get(expr.from)?.keys ?? [])
        this.#leaves(value, transform.items, (part) => {
          if (part.node === "input") this.#edge(featureIn(part), to, "condition");
          if (part.node === "request")
            this.#edge({ kind: "request field", owner: part.request, name: part.name }, to, "condition");
        });
    });
  }

  #service(service: Service): void {
    const steps = new Map(service.steps.map((step) => [step.id, step]));
    const ownerOf = (id: string): string => {
      const step = steps.get(id);
      return step === undefined ? id : step.node === "read" ? step.view : step.transform;
    };
    for (const { name } of service.keys) this.#add({ kind: "service key", owner: service.name, name });
    for (const { name, step: id, feature } of service.features) {
      const to = this.#add({ kind: "service feature", owner: service.name, name });
      this.#edge(featureOf(ownerOf(id), feature), to, "value");
      this.#keysOf(id, service, (expr) => {
        if (expr.node === "key")
          this.#edge({ kind: "service key", owner: service.name, name: expr.name }, to, "condition");
        if (expr.node === "request")
          this.#edge({ kind: "request field", owner: expr.request, name: expr.name }, to, "condition");
        if (expr.node === "input") this.#edge(featureOf(ownerOf(expr.from), expr.name), to, "condition");
      });
    }
  }

  /** Visits the key expressions of a step, and of the steps that it is given. */
  #keysOf(id: string, service: Service, visit: (expr: Expr) => void): void {
    const step = service.steps.find((one) => one.id === id);
    if (step === undefined) return;
    if (step.node === "call") {
      for (const input of Object.values(step.inputs)) this.#keysOf(input, service, visit);
      return;
    }
    for (const { value } of step.keys) walkUsed(value, this.#functions, visit);
  }

  /** Adds the features, and calls `leaf` for whatever else each of them reads, through lets as well. */
  #items(owner: string, items: readonly Item[], leaf: (expr: Expr, to: LineageNode) => void): void {
    const features = new Set(items.flatMap(({ node, name }) => (node === "feature" ? [name] : [])));
    for (const item of items) {
      if (item.node !== "feature") continue;
      const to = this.#add(featureOf(owner, item.name));
      this.#leaves(
        item.value,
        items,
        (expr) => {
          if (expr.node === "item") this.#edge(featureOf(owner, expr.name), to, "value");
          else leaf(expr, to);
        },
        features,
      );
    }
  }

  /** Visits the parts of an expression; in place of a let (any item that is not in `kept`), the parts of its value. */
  #leaves(
    expr: Expr,
    items: readonly Item[],
    visit: (expr: Expr) => void,
    kept: ReadonlySet<string> = new Set(),
  ): void {
    const seen = new Set<string>();
    const go = (part: Expr): void =>
      walkUsed(part, this.#functions, (inner) => {
        if (inner.node !== "item" || kept.has(inner.name)) return visit(inner);
        if (seen.has(inner.name)) return;
        seen.add(inner.name);
        const item = items.find(({ name }) => name === inner.name);
        if (item !== undefined) go(item.value);
      });
    go(expr);
  }
}

type Reading = readonly [LineageNode, How];

export const rowsOf = (owner: string): LineageNode => ({ kind: "rows", owner, name: null });
export const columnOf = (owner: string, name: string): LineageNode => ({ kind: "column", owner, name });
export const featureOf = (owner: string, name: string): LineageNode => ({ kind: "feature", owner, name });

const partsOf = ({ args, where, by, window }: Aggregate): readonly (readonly [Expr, How])[] => [
  ...args.map((arg) => [arg, "value"] as const),
  ...(where === null ? [] : [[where, "condition"] as const]),
  ...(by === null ? [] : [[by.value, "value"] as const]),
  ...(window?.extent.kind === "since" ? [[window.extent.condition, "condition"] as const] : []),
];
