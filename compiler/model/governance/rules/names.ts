import type * as ast from "../../../../grammar/ast.js";
import { ruleNames } from "../../../diagnostics/catalog/governance.js";
import { declarations, within } from "./declarations.js";
import type { Rule } from "./rule.js";

/**
 * For each kind of node: the name that it declares, and what it names. Kinds without a row declare no name that others
 * see.
 */
const given: {
  readonly [K in ast.NodeKind]?: {
    readonly what: string;
    readonly name: (node: ast.Node & { kind: K }) => ast.Name | null;
  };
} = {
  entity: { what: "entity", name: ({ name }) => name },
  request: { what: "request", name: ({ name }) => name },
  source: { what: "source", name: ({ name }) => name },
  view: { what: "view", name: ({ name }) => name },
  transform: { what: "transform", name: ({ name }) => name },
  service: { what: "service", name: ({ name }) => name },
  fn: { what: "fn", name: ({ name }) => name },
  field: { what: "field", name: ({ name }) => name },
  columnDef: { what: "column", name: ({ name }) => name },
  feature: { what: "feature", name: ({ name }) => name },
  dotPick: { what: "feature", name: ({ alias }) => alias },
  blockPick: { what: "alias", name: ({ alias }) => alias },
  pickedFeature: { what: "feature", name: ({ alias }) => alias },
};

const giving = (node: ast.Node): { readonly what: string; readonly name: ast.Name } | null => {
  const row = given[node.kind] as
    | { readonly what: string; readonly name: (of: ast.Node) => ast.Name | null }
    | undefined;
  const name = row?.name(node) ?? null;
  return row === undefined || name === null ? null : { what: row.what, name };
};

export const names: Rule<"names"> = ({ symbols }, { pattern }) => {
  const expression = new RegExp(pattern, "u");
  return declarations(symbols).flatMap(({ decl, file }) =>
    within(decl, (node): node is ast.Node => giving(node) !== null)
      .flatMap((node) => giving(node) ?? [])
      .filter(({ name }) => !expression.test(name.text))
      .map(({ name, what }) => ruleNames.at(file.place(name), { name: name.text, what, pattern })),
  );
};
