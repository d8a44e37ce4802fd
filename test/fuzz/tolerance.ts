import { aggregateTolerances, scalarTolerances, type Tolerance } from "../../compiler/functions/tolerances.js";
import type { Project, Service } from "../../compiler/ir/index.js";
import { nodes } from "./narrow.js";

const exact: Tolerance = { relative: 0, absolute: 0 };
const wider = (a: Tolerance, b: Tolerance): Tolerance => ({
  relative: Math.max(a.relative, b.relative),
  absolute: Math.max(a.absolute, b.absolute),
});

/**
 * How far a feature may differ from the oracle's value: the widest tolerance of all functions that it is computed with,
 * through items, views, `fn`s and sources. A feature without such functions must agree to the last digit.
 */
export function tolerances(project: Project, service: Service): (feature: string) => Tolerance {
  const known = new Map<string, Tolerance>();
  const functions = new Map(project.functions.map((fn) => [fn.name, fn.body]));
  const once = (id: string, make: () => Tolerance): Tolerance => {
    const before = known.get(id);
    if (before !== undefined) return before;
    known.set(id, exact);
    const made = make();
    known.set(id, made);
    return made;
  };
  /** `item` and `input` give the tolerance of the items and inputs that the expression names. */
  const ofExpr = (
    expr: object,
    item: (name: string) => Tolerance,
    input: (from: string, name: string) => Tolerance,
  ): Tolerance =>
    nodes(expr)
      .map((node): Tolerance => {
        switch (node.node) {
          case "chain":
            return (Reflect.get(node, "steps") as readonly { readonly function: string }[])
              .map((step) => scalarTolerances.get(step.function) ?? exact)
              .reduce(wider, exact);
          case "call":
            return scalarTolerances.get(node.function) ?? exact;
          case "fn":
            return once(`fn ${node.name}`, () => ofExpr(functions.get(node.name) ?? {}, item, input));
          case "item":
            return item(node.name);
          case "input":
            return input(node.from, node.name);
          default:
            return exact;
        }
      })
      .reduce(wider, exact);

  const ofView = (name: string): Tolerance =>
    once(`view ${name}`, () => {
      const view = project.views.find((each) => each.name === name);
      if (view === undefined) return exact;
      const parts = [
        ...view.aggregates.map((aggregate) =>
          wider(
            aggregateTolerances.get(aggregate.function) ?? exact,
            ofExpr(
              aggregate,
              () => exact,
              () => exact,
            ),
          ),
        ),
        ...view.items.map(({ value }) =>
          ofExpr(
            value,
            () => exact,
            () => exact,
          ),
        ),
        ofSource(view.from),
      ];
      return parts.reduce(wider, exact);
    });
  const ofSource = (name: string): Tolerance =>
    once(`source ${name}`, () => {
      const source = project.sources.find((each) => each.name === name);
      if (source === undefined || source.node === "physical") return exact;
      const branches = source.node === "union" ? source.branches : [source];
      const parts = branches.flatMap((branch) => [
        ofExpr(
          branch,
          () => exact,
          () => exact,
        ),
        ofSource(branch.from),
        ...branch.steps.flatMap((step) =>
          step.step === "join"
            ? [step.target.kind === "view" ? ofView(step.target.name) : ofSource(step.target.name)]
            : [],
        ),
      ]);
      return parts.reduce(wider, exact);
    });
  const ofStep = (id: string, feature: string): Tolerance => {
    const step = service.steps.find((each) => each.id === id);
    if (step === undefined) return exact;
    if (step.node === "read") return ofView(step.view);
    const items = project.transforms.find(({ name }) => name === step.transform)?.items ?? [];
    const ofItem = (name: string): Tolerance =>
      once(`${id} ${name}`, () =>
        ofExpr(items.find((item) => item.name === name)?.value ?? {}, ofItem, (from, read) =>
          ofStep(step.inputs[from] ?? from, read),
        ),
      );
    return ofItem(feature);
  };
  return (feature) => {
    const found = service.features.find(({ name }) => name === feature);
    return found === undefined ? exact : ofStep(found.step, found.feature);
  };
}
