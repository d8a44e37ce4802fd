import { type OperationNode, RawNode } from "kysely";

/**
 * SQL with nodes in it: ``sql`ln(${x})` ``. The literal text is SQL as the dialect writes it; what is put in must be a
 * node, so no value or name can enter as text.
 */
export function sql(fragments: TemplateStringsArray, ...nodes: readonly OperationNode[]): OperationNode {
  return RawNode.create(fragments, nodes);
}

/** A template of a dialect's table, `"CASE WHEN {0} > 0 THEN ln({0}) END"`, or a function that makes the node. */
export type SqlCell = string | ((args: readonly OperationNode[], facts?: never) => OperationNode);

interface Template {
  readonly fragments: readonly string[];
  /** What stands between the fragments: an argument's number, `*` for all of them, or a name. */
  readonly places: readonly string[];
}

/** Splits a template at its placeholders: `{0}`, `{*}`, `{name}`. */
export function template(source: string): Template {
  const parts = source.split(/\{(\*|\w+)\}/);
  return {
    fragments: parts.filter((_, index) => index % 2 === 0),
    places: parts.filter((_, index) => index % 2 === 1),
  };
}

/** Puts nodes in a template's places. A place that has no node is an error in the dialect's table. */
export function fillSql(
  source: string,
  args: readonly OperationNode[],
  named: Readonly<Record<string, OperationNode | undefined>> = {},
): OperationNode {
  const { fragments, places } = template(source);
  const filled: { readonly fragments: string[]; readonly nodes: OperationNode[] } = { fragments: [], nodes: [] };
  let open = fragments[0]!;
  for (const [index, place] of places.entries()) {
    const nodes = place === "*" ? args : [/^\d/.test(place) ? args[Number(place)] : named[place]];
    for (const [n, node] of nodes.entries()) {
      if (node === undefined) throw new Error(`the template "${source}" has no value for {${place}}`);
      filled.fragments.push(n === 0 ? open : ", ");
      filled.nodes.push(node);
      open = "";
    }
    open += fragments[index + 1]!;
  }
  return RawNode.create([...filled.fragments, open], filled.nodes);
}
