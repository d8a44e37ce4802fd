import { FunctionNode, type OperationNode, RawNode } from "kysely";
import { closed } from "./closed.js";
import { open } from "./operators.js";

/**
 * SQL with nodes in it: ``sql`ln(${x})` ``. The literal text is SQL as the dialect writes it. Everything put in must be
 * a node, so no value or name can enter as text.
 */
export function sql(fragments: TemplateStringsArray, ...nodes: readonly OperationNode[]): OperationNode {
  return RawNode.create(fragments, nodes);
}

interface Template {
  readonly fragments: readonly string[];
  /** The placeholders between the fragments: an argument's number, `*` for all of them, or a name. */
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

/**
 * Fills a template's places with nodes, in brackets where they need them. A place without a node is an error in the
 * dialect's table. A template is one call or operation: all of its places are evaluated.
 */
export function fillSql(
  source: string,
  args: readonly OperationNode[],
  named: Readonly<Record<string, OperationNode | undefined>> = {},
): OperationNode {
  const { fragments, places } = template(source);
  const filled: { readonly fragments: string[]; readonly nodes: OperationNode[] } = { fragments: [], nodes: [] };
  let before = fragments[0]!;
  for (const [index, place] of places.entries()) {
    const nodes = place === "*" ? args : [/^\d/.test(place) ? args[Number(place)] : named[place]];
    const after = fragments[index + 1]!;
    const alone = isAlone(before, after);
    for (const [n, node] of nodes.entries()) {
      if (node === undefined) throw new Error(`the template "${source}" has no value for {${place}}`);
      filled.fragments.push(n === 0 ? before : ", ");
      filled.nodes.push(alone ? open(node) : closed(node));
      before = "";
    }
    before += after;
  }
  const all = [...filled.fragments, before];
  const name = /^([a-z_0-9]+)\($/.exec(all[0]!)?.[1];
  const isCall = name !== undefined && all.at(-1) === ")" && all.slice(1, -1).every((each) => each === ", ");
  return isCall ? FunctionNode.create(name, filled.nodes) : RawNode.create(all, filled.nodes);
}

/** True if a place stands between brackets or commas, so that its node needs no brackets. */
const isAlone = (before: string, after: string): boolean =>
  /(?:^|[([]|[,:] )$/.test(before) &&
  /^(?:$|[)\],}:]| AS )/.test(after) &&
  (before !== "" || after === "") &&
  !after.startsWith("::");
