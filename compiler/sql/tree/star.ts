import { AliasNode, type OperationNode, RawNode } from "kysely";
import { id, list } from "./nodes.js";

/** All columns of a relation: `*`, `"l".* EXCLUDE (…) REPLACE (…)`. Kysely has no such node. */
export interface StarNode extends OperationNode {
  readonly kind: "StarNode" & OperationNode["kind"];
  /** The relation's name in the query; null for all that the query reads. */
  readonly of: string | null;
  readonly except: readonly string[];
  /** Other values for some of the columns, in their places. */
  readonly replace: readonly AliasNode[];
}

export interface StarParts {
  readonly of?: string;
  readonly except?: readonly string[];
  readonly replace?: readonly (readonly [name: string, value: OperationNode])[];
}

/** All columns, or all except some. */
export const star = ({ of, except = [], replace = [] }: StarParts = {}): StarNode => ({
  kind: "StarNode" as StarNode["kind"],
  of: of ?? null,
  except,
  replace: replace.map(([name, value]) => AliasNode.create(value, id(name))),
});

export const isStar = (node: OperationNode): node is StarNode => (node.kind as string) === "StarNode";

/** The text for an engine that has EXCLUDE and REPLACE. */
export function starText({ of, except, replace }: StarNode): OperationNode {
  const whole = of === null ? RawNode.createWithSql("*") : RawNode.create(["", ".*"], [id(of)]);
  const names = except.map(id);
  const some =
    names.length === 0
      ? whole
      : RawNode.create(["", " EXCLUDE (", ...names.slice(1).map(() => ", "), ")"], [whole, ...names]);
  return replace.length === 0 ? some : RawNode.create(["", " REPLACE (", ")"], [some, list(replace)]);
}
