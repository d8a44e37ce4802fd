import { isDeepStrictEqual } from "node:util";
import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText, withNullable } from "../../../runtime/types.js";
import { branchColumns, branchKinds, branchTypes } from "../../diagnostics/catalog/sources.js";
import type { DerivedSource, PhysicalSource, UnionSource } from "../../ir/index.js";
import { store } from "../../ir/types/convert.js";
import { unify } from "../../ir/types/unify.js";
import type { Located } from "../../symbols/index.js";
import { declared } from "./declared.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { lowerRows } from "./source.js";

type Branch = NonNullable<ReturnType<typeof lowerRows>>;

/**
 * All rows of several inputs, which have the same columns, by name, with types that convert to a common one (MEANING
 * 10, 42).
 */
export function lowerUnion(located: Located<ast.SourceDecl>, resolver: Resolver): SourceInfo | null {
  const { decl, file } = located;
  const { report } = resolver;
  const branches = lowerBranches(located, resolver);
  const whole = branches.filter((branch) => branch !== null);
  const [first] = whole;
  if (first === undefined || whole.length < branches.length) return null;
  const place = (index: number) => file.place(decl.branches[index]?.from ?? decl.name);

  let sound = true;
  for (const [index, branch] of whole.entries()) {
    const missing = [...first.columns.keys()].filter((name) => !branch.columns.has(name));
    const extra = [...branch.columns.keys()].filter((name) => !first.columns.has(name));
    if (missing.length > 0 || extra.length > 0) {
      report(branchColumns.at(place(index), { missing, extra }));
      sound = false;
    }
    if (branch.base.kind !== first.base.kind) {
      report(branchKinds.at(place(index), { first: first.base.kind, found: branch.base.kind }));
      sound = false;
    }
  }
  if (!sound) return null;

  const columns = new Map<string, Type | null>();
  for (const name of first.columns.keys()) {
    const types = whole.map((branch) => branch.columns.get(name) ?? null);
    const known = types.filter((type) => type !== null);
    const type = known.length < types.length ? null : unify(known);
    if (type === null && known.length === types.length) {
      const at = known.findIndex((each) => unify([known[0]!, each]) === null);
      report(branchTypes.at(place(at), { name, first: typeText(known[0]!), found: typeText(known[at]!) }));
    }
    columns.set(name, type);
  }
  const converted = whole.map((branch, index) =>
    withUnionTypes(branch, columns, (name, first, found) =>
      report(branchTypes.at(place(index), { name, first: typeText(first), found: typeText(found) })),
    ),
  );
  const ir: UnionSource | null = converted.includes(null)
    ? null
    : {
        node: "union",
        name: decl.name.text,
        ...declared(decl.lead, decl.name, file),
        branches: converted.filter((branch) => branch !== null),
        oneKey: hasOneKey(whole),
        columns: [...columns].flatMap(([name, type]) => (type === null ? [] : [{ name, type }])),
      };
  return {
    name: decl.name.text,
    columns,
    deprecated: new Map(whole.flatMap(({ deprecated }) => [...deprecated])),
    base: merged(decl.name.text, whole),
    delayMicros: whole.every(({ delayMicros }) => delayMicros === first.delayMicros) ? first.delayMicros : null,
    reads: whole.flatMap(({ reads }) => reads),
    carried: hasOneKey(whole) ? carriedByAll(whole) : new Map(),
    ir,
  };
}

/**
 * A column that is null in one branch takes its type from another branch: the branches that determine their types are
 * lowered first.
 */
function lowerBranches(located: Located<ast.SourceDecl>, resolver: Resolver): readonly (Branch | null)[] {
  const { decl } = located;
  const lowered: (Branch | null)[] = [];
  const types = new Map<string, Type>();
  const vague = ({ columns }: ast.Rows): boolean =>
    columns?.columns.some(({ type, value }) => type === null && value?.kind === "null") === true;
  const order = [...decl.branches.entries()].sort(([, a], [, b]) => Number(vague(a)) - Number(vague(b)));
  for (const [index, rows] of order) {
    const branch = lowerRows(located, rows, `${decl.name.text}.${index + 1}`, resolver, types);
    lowered[index] = branch;
    for (const [name, type] of branch?.columns ?? []) if (type !== null && !types.has(name)) types.set(name, type);
  }
  return lowered;
}

/** The branch, with its columns in the union's order and types. */
function withUnionTypes(
  { ir }: Branch,
  columns: ReadonlyMap<string, Type | null>,
  clash: (name: string, type: Type, found: Type) => void,
): DerivedSource | null {
  if (ir === null) return null;
  const converted: DerivedSource["columns"][number][] = [];
  for (const [name, type] of columns) {
    const own = ir.columns.find((column) => column.name === name);
    const value = own === undefined || type === null ? null : store(own.value, type);
    if (own !== undefined && type !== null && value === null) clash(name, type, own.type);
    if (own === undefined || type === null || value === null) return null;
    converted.push({ ...own, type: withNullable(type, own.type.nullable), value });
  }
  return { ...ir, columns: converted };
}

/** The source that stands for all rows of the union. Each branch keeps its own `created`. */
function merged(name: string, branches: readonly Branch[]): PhysicalSource {
  const { base } = branches[0]!;
  const written = branches.every(({ base: own }) => own.created !== null);
  const key = hasOneKey(branches) ? base.key : [];
  return { ...base, name, key, created: written ? base.created : null };
}

/** True if all branches have a key, of equal types (MEANING 10). */
function hasOneKey(branches: readonly Branch[]): boolean {
  const types = branches.map(({ base }) =>
    base.key.map((name) => {
      const type = base.columns.find((column) => column.name === name)?.type;
      return type === undefined ? null : typeText(withNullable(type, false));
    }),
  );
  const [first = []] = types;
  return first.length > 0 && types.every((own) => isDeepStrictEqual(own, first));
}

/** The union's columns that hold a part of the key in every branch → the first branch's name for it. */
function carriedByAll(branches: readonly Branch[]): ReadonlyMap<string, string> {
  const [first] = branches;
  return new Map(
    [...first!.carried].filter(([column, base]) => {
      const part = first!.base.key.indexOf(base);
      return part >= 0 && branches.every(({ carried, base: own }) => carried.get(column) === own.key[part]);
    }),
  );
}
