/**
 * The features and lets of a view or a transform.
 *
 * In: the definitions as written, and a scope per definition. Out: the items, each after those that it reads, and what
 * the owner offers to others.
 * Always: a family is expanded to its members before anything is typed, so names never depend on the order of writing.
 * A definition is typed once, when it is first read. One that has an error still declares its name, and its readers
 * report nothing more.
 */
import type * as ast from "../../../grammar/ast.js";
import { walk } from "../../../grammar/index.js";
import { type Type, withNullable } from "../../../runtime/types.js";
import { familiesDiffer, needlessNull, windowTwice } from "../../diagnostics/catalog/model.js";
import { cycle, duplicateMember, unknownName, unused } from "../../diagnostics/catalog/symbols.js";
import type { Expr, Item, Literal, Origin } from "../../ir/index.js";
import { store, storedType } from "../../ir/types/convert.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { coerce, inferAs } from "../expr/coerce.js";
import { type Ctx, type Scope, silent } from "../expr/context.js";
import { familiesIn } from "../expr/families.js";
import { infer } from "../expr/infer.js";
import { namesAsTexts } from "../expr/literal-names.js";
import { deprecationOf, mention } from "../governance/deprecation.js";
import { inOrderOfReads } from "../in-order-of-reads.js";
import { typeOf } from "../types/type-node.js";
import { valuesOf, withValues } from "../types/values.js";
import { checkDeclaredName, declared, NameSet } from "./declared.js";
import type { FamilyInfo, FeatureInfo, Offer, Resolver } from "./resolver.js";
import { keepValues } from "./source.js";

export interface Definition {
  readonly node: ast.Feature | ast.Let;
  readonly name: string;
  /** The windows of the family that it defines; null if it defines one item. */
  readonly windows: readonly string[] | null;
  /** The items' names. */
  readonly members: readonly string[];
}

/** The names that a definition reads, whatever they refer to, without its own name. */
function namesIn({ name, value }: ast.Feature | ast.Let): readonly string[] {
  const names = new Set<string>();
  if (value !== null)
    walk(value, (part) => {
      if (part.kind === "nameExpr" && part.name.text !== name.text) names.add(part.name.text);
    });
  return [...names];
}

export interface Owner {
  readonly kind: "view" | "transform";
  readonly name: string;
  readonly file: SourceFile;
  readonly resolver: Resolver;
  /** The scope within a definition; `items` resolves the owner's own names. */
  readonly scope: (definition: Definition, items: Items) => Scope;
  /** The value of an item without `=`: the column, or the key, of its name. */
  readonly bare: (feature: ast.Feature, ctx: Ctx) => Expr | null;
}

interface Lowered {
  readonly item: Item | null;
}

export class Items {
  readonly #definitions: Definition[] = [];
  readonly #byName = new Map<string, { readonly definition: Definition; readonly member: number }>();
  readonly #families = new Map<string, Definition>();
  readonly #lowered = new Map<string, Lowered | "busy">();
  readonly #stack: string[] = [];
  readonly #ordered: Item[] = [];
  readonly #read = new Set<Definition>();
  readonly #owner: Owner;
  #sound = true;

  constructor(owner: Owner, nodes: readonly (ast.Feature | ast.Let)[]) {
    this.#owner = owner;
    this.#define(nodes);
  }

  /** Types every definition; `readers` lowers others that may read them. */
  finish(readers: () => void = () => {}): { readonly items: readonly Item[]; readonly sound: boolean } {
    for (const definition of inOrderOfReads(this.#definitions, (own) => this.#readBy(own))) {
      for (const name of definition.members) this.item(name, definition.node.name);
    }
    readers();
    for (const definition of this.#definitions) {
      if (definition.node.kind !== "let" || this.#read.has(definition)) continue;
      const place = this.#owner.file.place(definition.node.name);
      this.#owner.resolver.lint(unused.at(place, { name: definition.name, what: "`let`", why: "is never used" }));
    }
    return { items: this.#ordered, sound: this.#sound && this.#ordered.length === this.#byName.size };
  }

  has(name: string): boolean {
    return this.#byName.has(name) || this.#families.has(name);
  }
  names(): readonly string[] {
    return [...this.#byName.keys()];
  }

  /** The windows of a family, by its bare name. */
  family(name: string): readonly string[] | null {
    return this.#byName.has(name) ? null : (this.#families.get(name)?.windows ?? null);
  }

  /** A read of an item, or of the member of a family that is being made; null if it has an error. */
  read(name: ast.Name, ctx: Ctx): Expr | null {
    const own = this.#byName.get(name.text);
    const family = own === undefined ? this.#families.get(name.text) : undefined;
    const definition = own?.definition ?? family;
    if (definition === undefined) return null;
    this.#read.add(definition);
    const { file, resolver } = this.#owner;
    const { node } = definition;
    mention(name, "feature", node.kind === "feature" ? deprecationOf(node.lead) : null, { file, lint: resolver.lint });
    const member = own === undefined ? definition.members[ctx.member] : name.text;
    // A family that has fewer members than its reader was reported already.
    if (member === undefined) return null;
    const item = this.item(member, name);
    return item === null ? null : { node: "item", type: item.type, name: item.name };
  }

  /** The item of a name that is known to be one. */
  item(name: string, from: ast.Name): Item | null {
    const before = this.#lowered.get(name);
    if (before === "busy") {
      const path = [...this.#stack.slice(this.#stack.indexOf(name)), name];
      this.#owner.resolver.report(cycle.at(this.#owner.file.place(from), { path }));
      return null;
    }
    if (before !== undefined) return before.item;
    this.#lowered.set(name, "busy");
    this.#stack.push(name);
    const { definition, member } = this.#byName.get(name)!;
    const item = this.#lower(definition, member, name);
    this.#stack.pop();
    this.#lowered.set(name, { item });
    if (item !== null) this.#ordered.push(item);
    return item;
  }

  /** Looks through renames to find where an item's status comes from (MEANING D2). */
  origin(expr: Expr): Origin {
    switch (expr.node) {
      case "latest":
        return { kind: "latest", column: expr.column };
      case "aggregate":
        return { kind: "aggregate", id: expr.id };
      case "array":
        return { kind: expr.stales === true ? "aggregates" : "computed" };
      case "input":
        return { kind: "input", from: expr.from, name: expr.name };
      case "convert":
        return this.origin(expr.value);
      case "item": {
        const lowered = this.#lowered.get(expr.name);
        if (lowered === undefined || lowered === "busy" || lowered.item === null) return { kind: "computed" };
        const { origin, default: otherwise, name } = lowered.item;
        return origin.kind === "computed" && otherwise !== null ? { of: name, ...origin } : origin;
      }
      default:
        return { kind: "computed" };
    }
  }

  #readBy({ node }: Definition): readonly Definition[] {
    return namesIn(node).flatMap((name) => this.#byName.get(name)?.definition ?? this.#families.get(name) ?? []);
  }

  offer(): Omit<Offer, "kind" | "name"> {
    const features = new Map<string, FeatureInfo>();
    const families = new Map<string, FamilyInfo>();
    const lets = new Set<string>();
    for (const { node, name, windows, members } of this.#definitions) {
      if (node.kind === "let") {
        for (const member of [name, ...members]) lets.add(member);
        continue;
      }
      for (const member of members) {
        const lowered = this.#lowered.get(member);
        const item = lowered === undefined || lowered === "busy" ? null : lowered.item;
        const at = this.#owner.file.at(node);
        features.set(member, {
          name: member,
          type: item?.type ?? null,
          defaulted: item !== null && item.default !== null && item.default.value !== null,
          doc: node.lead.doc?.text ?? null,
          deprecated: deprecationOf(node.lead),
          at,
        });
      }
      if (windows !== null) families.set(name, { windows, members });
    }
    return { features, families, lets };
  }

  #define(nodes: readonly (ast.Feature | ast.Let)[]): void {
    const { file, resolver } = this.#owner;
    const taken = new NameSet("feature", file, resolver.report);
    const byNode = new Map<string, ast.Feature | ast.Let>();
    for (const node of nodes) {
      if (!byNode.has(node.name.text)) byNode.set(node.name.text, node);
    }
    const windows = new Map<ast.Feature | ast.Let, readonly string[] | null | "busy">();
    /** A definition is a family if its expression names families, those of the same owner included. */
    const windowsOf = (node: ast.Feature | ast.Let): readonly string[] | null => {
      const before = windows.get(node);
      if (before === "busy") return null;
      if (before !== undefined) return before;
      windows.set(node, "busy");
      const found = node.value === null ? [] : familiesIn(node.value, familyScope(node), resolver.functions.aggregates);
      const first = found[0] ?? null;
      const other = found.find((family) => family.windows.join() !== first?.windows.join());
      if (first !== null && other !== undefined) {
        resolver.report(familiesDiffer.at(file.place(other.node), { first: first.windows, second: other.windows }));
        this.#sound = false;
      }
      windows.set(node, first?.windows ?? null);
      return first?.windows ?? null;
    };
    const familyScope = (node: ast.Feature | ast.Let): Pick<Scope, "family"> => ({
      family: (expr) => {
        if (expr.kind === "nameExpr") {
          const target = byNode.get(expr.name.text);
          return target === undefined || target === node ? null : windowsOf(target);
        }
        const definition: Definition = { node, name: node.name.text, windows: null, members: [] };
        return this.#owner.scope(definition, this).family(expr);
      },
    });
    const named = (node: ast.Feature | ast.Let): readonly (ast.Feature | ast.Let)[] =>
      namesIn(node).flatMap((name) => byNode.get(name) ?? []);
    for (const node of inOrderOfReads(nodes, named)) windowsOf(node);
    for (const node of nodes) {
      const name = node.name.text;
      if (name === "") {
        this.#sound = false;
        continue;
      }
      checkDeclaredName(node.name, node.kind === "feature" && node.value === null, file, resolver.report);
      const list = windowsOf(node);
      const unique = list === null ? null : [...new Set(list)];
      if (list !== null && unique !== null && unique.length < list.length) {
        const text = list.find((window, i) => list.indexOf(window) !== i)!;
        resolver.report(windowTwice.at(file.place(node), { text }));
        this.#sound = false;
      }
      const members = (unique === null ? [name] : unique.map((window) => `${name}_${window}`)).filter((member) => {
        const free = taken.add(member, node.name);
        if (!free) this.#sound = false;
        return free;
      });
      const definition: Definition = { node, name, windows: unique, members };
      const first = byNode.get(name)!;
      if (first !== node && members.length > 0 && (unique !== null || windowsOf(first) !== null)) {
        // Their members differ, but the bare name would refer to both.
        const related = [{ place: file.place(first.name), message: "the first is here" }];
        resolver.report(duplicateMember.at(file.place(node.name), { name, what: "feature", first: null }, { related }));
        this.#sound = false;
        continue;
      }
      if (members.length === 0 || (unique !== null && members.length < unique.length)) continue;
      this.#definitions.push(definition);
      for (const [member, memberName] of members.entries()) this.#byName.set(memberName, { definition, member });
      if (unique !== null) this.#families.set(name, definition);
    }
  }

  #lower(definition: Definition, member: number, name: string): Item | null {
    const { file, resolver } = this.#owner;
    const { node } = definition;
    // An error in a family concerns all its members: it is reported once.
    const report = member === 0 ? resolver.report : silent;
    const scope = this.#owner.scope({ ...definition, name }, this);
    const ctx: Ctx = { infer, functions: resolver.functions, file, scope, report, member };
    const value = this.#value(node, ctx);
    if (value === null) return null;
    const wanted =
      node.kind === "feature" && node.default !== null ? this.#default(node.default, value, ctx, name) : null;
    if (wanted === null && node.kind === "feature" && node.default !== null) return null;
    const { doc, annotations, at } = declared(node.lead, node, file);
    const arrayDefault = wanted?.node === "array" ? wanted : null;
    const expr: Expr =
      arrayDefault === null
        ? value.expr
        : { node: "coalesce", type: withNullable(value.type, false), values: [value.expr, arrayDefault] };
    return {
      node: node.kind,
      name,
      type: typeWithDefault(storedType(value.type), wanted),
      value: expr,
      default: wanted?.node === "literal" ? wanted : null,
      origin: this.origin(value.expr),
      doc,
      annotations,
      at,
    };
  }

  /** The value, converted to the declared type if there is one; `type` is the type before `default`. */
  #value(node: ast.Feature | ast.Let, ctx: Ctx): { readonly expr: Expr; readonly type: Type } | null {
    const { file, resolver } = this.#owner;
    if (node.kind === "let") {
      const expr = infer(node.value, ctx);
      return expr === null ? null : { expr, type: expr.type };
    }
    const declaredType =
      node.type === null ? null : typeOf(node.type, { file, report: ctx.report, symbols: resolver.symbols });
    if (node.type !== null && declaredType === null) {
      if (node.value !== null) infer(node.value, ctx);
      return null;
    }
    const where = `\`${node.name.text}\``;
    if (node.value === null) {
      const column = this.#owner.bare(node, ctx);
      if (column === null || declaredType === null) return column === null ? null : { expr: column, type: column.type };
      const expr = coerce(column, node.type!, ctx, { type: declaredType, where, nullable: true });
      return expr === null
        ? null
        : { expr, type: keepValues(withNullable(declaredType, expr.type.nullable), expr.type) };
    }
    if (declaredType === null) {
      const expr = infer(node.value, ctx);
      return expr === null ? null : { expr, type: expr.type };
    }
    const defaulted = node.default !== null && node.default.kind !== "null";
    const expr = inferAs(node.value, ctx, {
      type: declaredType,
      where,
      stored: true,
      ...(defaulted ? { nullable: true } : {}),
    });
    if (expr === null) return null;
    const type = keepValues(declaredType, expr.type);
    return { expr, type: defaulted ? withNullable(type, expr.type.nullable || type.nullable) : type };
  }

  #default(node: ast.Expr, value: { readonly expr: Expr; readonly type: Type }, ctx: Ctx, name: string) {
    const written = namesAsTexts(node, value.type, ctx);
    if (written === null) return null;
    const literal = inferAs(
      written,
      { ...ctx, scope: literalsOnly },
      {
        type: withNullable(value.type, true),
        where: `\`${name}\``,
      },
    );
    if (literal === null || (literal.node !== "literal" && literal.node !== "array")) return null;
    if (!value.type.nullable) {
      ctx.report(
        needlessNull.at(
          ctx.file.place(node),
          { what: `\`${name}\` is never null, so its default is never used` },
          {
            help: "leave `default` out",
          },
        ),
      );
    }
    return literal.node === "literal" ? asStored(literal, value.type) : literal;
  }
}

const asStored = (literal: Literal, type: Type): Literal => {
  const stored = store(literal, type);
  return stored?.node === "literal" ? stored : literal;
};

/** The type for readers: a default that is not null makes it not nullable. */
function typeWithDefault(type: Type, literal: Expr | null): Type {
  if (literal === null || (literal.node === "literal" && literal.value === null)) return type;
  const filled = withNullable(type, false);
  return filled.kind === "string" ? withValues(filled, [filled.values ?? null, valuesOf(literal)]) : filled;
}

/** The grammar of a default allows only names and literals, so only a broken syntax tree uses this scope. */
const literalsOnly: Scope = {
  where: "a default",
  name: (name, ctx) => {
    ctx.report(unknownName.at(ctx.file.place(name), { name: name.text, what: "value" }));
    return null;
  },
  member: () => null,
  aggregate: () => null,
  now: () => null,
  family: () => null,
};
