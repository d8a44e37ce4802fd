import { unused } from "../diagnostics/catalog/symbols.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { DerivedSource, Expr, Project } from "../ir/index.js";
import { expressionsOf, expressionsOfAggregate } from "../ir/source-expressions.js";
import { walk } from "../ir/walk.js";
import type { Symbols } from "../symbols/index.js";
import { valuesIn } from "./test-values.js";

/**
 * Declarations that nothing uses (MEANING A16). It runs only on a project without errors, so that nothing is reported
 * as unused because its reader has an error. A view that only a transform reads is used if that transform is used.
 */
export function lint(project: Project, symbols: Symbols): readonly Diagnostic[] {
  const served = new Set<string>();
  for (const service of project.services) {
    for (const step of service.steps) served.add(step.node === "read" ? step.view : step.transform);
  }
  serve(served, project);
  // A view that a source joins is used where that source is used.
  for (const source of derivedOf(project)) {
    for (const step of source.steps)
      if (step.step === "join" && step.target.kind === "view") served.add(step.target.name);
  }
  const requests = new Set(project.transforms.flatMap((transform) => transform.requests.map(({ request }) => request)));
  const entities = new Set(project.views.flatMap((view) => view.entities));
  const functions = calledFunctions(project);

  const found: Diagnostic[] = [];
  for (const [name, named] of symbols.names) {
    if (named.kind === "physical" || named.kind === "source") continue;
    const place = named.file.place(named.decl.name);
    if (named.kind === "request") {
      if (!requests.has(name)) found.push(unused.at(place, { name, what: "request", why: "is read by no transform" }));
    } else if (!served.has(name)) found.push(unused.at(place, { name, what: named.kind, why: "is in no service" }));
  }
  for (const [name, { decl, file }] of symbols.entities) {
    if (!entities.has(name)) found.push(unused.at(file.place(decl.name), { name, what: "entity", why: "has no view" }));
  }
  for (const [name, { decl, file }] of symbols.functions) {
    if (!functions.has(name))
      found.push(unused.at(file.place(decl.name), { name, what: "fn", why: "is never called" }));
  }
  return found;
}

/** Whatever a transform in a service reads counts as served, even if no picked feature needs it. */
function serve(served: Set<string>, { transforms }: Project): void {
  const declared = new Map(transforms.map((transform) => [transform.name, transform]));
  // The set grows while it is walked through.
  for (const name of served) {
    const transform = declared.get(name);
    for (const { view } of transform?.views ?? []) served.add(view);
    for (const inner of transform?.transforms ?? []) served.add(inner);
  }
}

/** Derived sources, including those within unions. */
const derivedOf = (project: Project): readonly DerivedSource[] =>
  project.sources.flatMap((source) =>
    source.node === "derived" ? [source] : source.node === "union" ? source.branches : [],
  );

function calledFunctions(project: Project): ReadonlySet<string> {
  const called = new Set<string>();
  for (const expr of expressions(project)) {
    walk(expr, (part) => {
      if (part.node === "fn") called.add(part.name);
    });
  }
  return called;
}

function* expressions(project: Project): Iterable<Expr> {
  for (const source of derivedOf(project)) {
    yield* expressionsOf(source);
    for (const column of source.columns) yield column.value;
  }
  for (const view of project.views) {
    if (view.where !== null) yield view.where;
    for (const key of view.keys) yield key.value;
    for (const item of view.items) yield item.value;
    for (const { condition } of view.expects) yield condition;
    for (const aggregate of [...view.aggregates, ...view.expects.flatMap(({ aggregates }) => aggregates)])
      yield* expressionsOfAggregate(aggregate);
  }
  for (const transform of project.transforms) {
    for (const item of transform.items) yield item.value;
    for (const view of transform.views) for (const key of view.keys) yield key.value;
  }
  for (const fn of project.functions) yield fn.body;
  for (const test of project.tests) yield* valuesIn(test);
}
