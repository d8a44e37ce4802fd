import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText, withNullable } from "../../../runtime/types.js";
import { bareNeedsKey, familyNotHere, keyGivenTwice } from "../../diagnostics/catalog/model.js";
import {
  aliasTaken,
  joinNeedsKeys,
  joinTarget,
  notAnArray,
  retimeType,
  wholeAlias,
} from "../../diagnostics/catalog/sources.js";
import { unknownColumn, unknownMember, unknownName } from "../../diagnostics/catalog/symbols.js";
import type { EachStep, Expr, JoinStep, PhysicalSource, Step } from "../../ir/index.js";
import { walk } from "../../ir/walk.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import { condition } from "../expr/branches.js";
import { inferAs } from "../expr/coerce.js";
import type { Ctx, Scope } from "../expr/context.js";
import { mention, mentionDeclared } from "../governance/deprecation.js";
import { elementColumn, joinedColumn } from "../step-columns.js";
import { columnScope } from "./column-scope.js";
import type { FamilyInfo, Resolver, SourceInfo } from "./resolver.js";
import { conjunction } from "./source-where.js";

/** A join's alias: the columns or features of its target, and those that were read. */
interface Joined {
  readonly target: JoinStep["target"];
  readonly columns: ReadonlyMap<string, Type | null>;
  readonly deprecated: ReadonlyMap<string, string>;
  readonly families: ReadonlyMap<string, FamilyInfo>;
  readonly read: Map<string, Type>;
}

export interface LoweredSteps {
  readonly retime: Expr | null;
  readonly where: Expr | null;
  readonly steps: readonly Step[];
  /** Types the source's columns. */
  readonly ctx: Ctx;
  readonly sound: boolean;
}

/**
 * `at`, and then joins, elements and conditions in the order written; each sees the names before it (MEANING 33). A
 * condition that reads no step is moved to the front, which gives the same rows and leaves fewer of them to join.
 */
export class RowSteps {
  readonly #elements = new Map<string, Type>();
  readonly #joined = new Map<string, Joined>();
  readonly #broken = new Set<string>();
  readonly #base: Scope;
  readonly #ctx: Ctx;
  readonly #steps: (
    | Exclude<Step, JoinStep>
    | { readonly step: "join"; readonly alias: string; readonly on: JoinStep["on"] }
  )[] = [];
  /** The physical sources that the joins read. */
  readonly reads: PhysicalSource[] = [];
  #retime: Expr | null = null;
  #where: Expr | null = null;
  #sound = true;

  constructor(
    private readonly from: SourceInfo,
    private readonly resolver: Resolver,
    ctx: Omit<Ctx, "scope">,
  ) {
    this.#base = columnScope(from, "a source", resolver);
    this.#ctx = { ...ctx, scope: this.#scope() };
  }

  get ctx(): Ctx {
    return this.#ctx;
  }

  lower(rows: ast.Rows): void {
    if (rows.at !== null) this.#lowerRetime(rows.at);
    for (const step of rows.steps) {
      if (step.kind === "where") this.#lowerWhere(step);
      else if (step.kind === "each") this.#lowerEach(step);
      else this.#lowerJoin(step);
    }
  }

  /** To be called after the columns are typed: a join lists the columns that were read. */
  finish(): Pick<LoweredSteps, "retime" | "where" | "steps" | "sound"> {
    const steps = this.#steps.map((step): Step => {
      if (step.step !== "join") return step;
      const { target, read } = this.#joined.get(step.alias)!;
      return { ...step, target, columns: [...read].map(([name, type]) => ({ name, type })) };
    });
    return { retime: this.#retime, where: this.#where, steps, sound: this.#sound };
  }

  #fail(): void {
    this.#sound = false;
  }

  #lowerRetime(node: ast.Expr): void {
    const { file, report } = this.#ctx;
    const expr = this.#ctx.infer(node, this.#ctx);
    if (expr === null) {
      this.#fail();
      return;
    }
    if (expr.type.kind !== "timestamp") {
      report(retimeType.at(file.place(node), { found: typeText(expr.type) }));
      this.#fail();
      return;
    }
    this.#retime = expr;
  }

  #lowerWhere(step: ast.WhereStep): void {
    const holds = condition(step.condition, this.#ctx, "`where`");
    if (holds === null) {
      this.#fail();
      return;
    }
    if (this.#ofSteps(holds)) this.#steps.push({ step: "where", condition: holds });
    else this.#where = conjunction(this.#where, holds, step.condition, this.#ctx);
  }

  /** True if the expression reads a column that a step has added. */
  #ofSteps(expr: Expr): boolean {
    let found = false;
    walk(expr, (part) => {
      if (part.node === "column" && part.name.includes(".")) found = true;
    });
    return found;
  }

  #lowerEach(step: ast.EachStep): void {
    const { file, report } = this.#ctx;
    const list = this.#ctx.infer(step.list, this.#ctx);
    const name = step.name.text;
    if (list === null || name === "" || !this.#free(step.name)) {
      this.#broken.add(name);
      this.#fail();
      return;
    }
    if (list.type.kind !== "array") {
      report(notAnArray.at(file.place(step.list), { found: typeText(list.type) }));
      this.#broken.add(name);
      this.#fail();
      return;
    }
    const element = list.type.element;
    this.#elements.set(name, element);
    const lowered: EachStep = { step: "each", name, list, element };
    this.#steps.push(lowered);
  }

  #lowerJoin(step: ast.JoinStep): void {
    const { file, report } = this.#ctx;
    const alias = (step.alias ?? step.target).text;
    if (alias === "") {
      this.#fail();
      return;
    }
    const target = this.#free(step.alias ?? step.target) ? this.#target(step) : null;
    if (target === null) {
      this.#broken.add(alias);
      this.#fail();
      return;
    }
    const on: JoinStep["on"][number][] = [];
    const given = new Set<string>();
    for (const key of step.on ?? []) {
      const name = key.name.text;
      if (given.has(name)) {
        report(keyGivenTwice.at(file.place(key.name), { name }));
        this.#fail();
        continue;
      }
      given.add(name);
      mention(key.name, "column", target.deprecated.get(name), { file, lint: this.resolver.lint });
      const type = target.keys.get(name);
      if (type === undefined) {
        const help = suggestion(name, [...target.keys.keys()], "its keys are");
        report(unknownMember.at(file.place(key.name), { name, of: step.target.text, what: "key" }, { help }));
        this.#fail();
        continue;
      }
      const node: ast.Expr = key.value ?? { kind: "nameExpr", name: key.name, span: key.name.span };
      const value = type === null ? null : inferAs(node, this.#ctx, { type, where: `key \`${name}\``, nullable: true });
      if (type === null || value === null) this.#fail();
      else on.push({ name, type, value });
    }
    const missing = target.needed.filter((name) => !given.has(name));
    if (missing.length > 0 || (target.kind === "source" && given.size === 0)) {
      report(joinNeedsKeys.at(file.place(step), { name: step.target.text, keys: missing }));
      this.#fail();
    }
    this.#joined.set(alias, {
      target: { kind: target.kind, name: step.target.text },
      columns: target.columns,
      deprecated: target.deprecated,
      families: target.families,
      read: new Map(),
    });
    this.#steps.push({ step: "join", alias, on });
  }

  /** The target of a join: its columns or features, its keys, and the keys that the join must give. */
  #target(step: ast.JoinStep): {
    readonly kind: "source" | "view";
    readonly columns: ReadonlyMap<string, Type | null>;
    readonly deprecated: ReadonlyMap<string, string>;
    readonly families: ReadonlyMap<string, FamilyInfo>;
    readonly keys: ReadonlyMap<string, Type | null>;
    readonly needed: readonly string[];
  } | null {
    const { file, report } = this.#ctx;
    const { symbols } = this.resolver;
    const named = symbols.names.get(step.target.text);
    const place = file.place(step.target);
    if (named === undefined) {
      const known = [...symbols.names]
        .filter(([, { kind }]) => kind !== "request" && kind !== "transform")
        .map(([n]) => n);
      const near = suggest(step.target.text, known);
      const fix = near === null ? null : { place, text: near };
      const help = suggestion(step.target.text, known, "sources and views are");
      report(unknownName.at(place, { name: step.target.text, what: "source or view" }, { help, fix }));
      return null;
    }
    if (named.kind === "view") {
      mentionDeclared(step.target, named, { file, lint: this.resolver.lint });
      const view = this.resolver.view(step.target.text);
      if (view === null) return null;
      this.reads.push(...view.reads);
      const columns = new Map(
        [...view.features].map(([name, { type, defaulted }]) => [
          name,
          type === null ? null : withNullable(type, !defaulted),
        ]),
      );
      const keys = new Map(view.keys.map(({ name, type }) => [name, type]));
      const deprecated = new Map(
        [...view.features].flatMap(([name, feature]) =>
          feature.deprecated === null ? [] : [[name, feature.deprecated] as const],
        ),
      );
      return { kind: "view", columns, deprecated, families: view.families, keys, needed: [...keys.keys()] };
    }
    if (named.kind !== "physical" && named.kind !== "source") {
      report(joinTarget.at(place, { name: step.target.text, is: `a ${named.kind}` }));
      return null;
    }
    mentionDeclared(step.target, named, { file, lint: this.resolver.lint });
    const source = this.resolver.source(step.target, file);
    if (source === null) return null;
    this.reads.push(...source.reads);
    if (source.base.kind === "events") {
      report(joinTarget.at(place, { name: step.target.text, is: "a source of events" }));
      return null;
    }
    const columns = new Map(
      [...source.columns].map(([name, type]) => [name, type === null ? null : withNullable(type, true)]),
    );
    const keys = new Map(
      [...source.columns].map(([name, type]) => [name, type === null ? null : withNullable(type, false)]),
    );
    // The latest row of a keyed source must belong to a single key (MEANING 35).
    const needed = source.base.key.map((key) => [...source.carried].find(([, base]) => base === key)?.[0] ?? null);
    if (needed.includes(null)) {
      report(bareNeedsKey.at(place, { source: source.base.name, key: source.base.key }));
      return null;
    }
    const { deprecated } = source;
    return {
      kind: "source",
      columns,
      deprecated,
      families: new Map(),
      keys,
      needed: needed.filter((name) => name !== null),
    };
  }

  #free(name: ast.Name): boolean {
    const { file, report } = this.#ctx;
    const by = this.#joined.has(name.text)
      ? "another join"
      : this.#elements.has(name.text)
        ? "an element"
        : this.from.columns.has(name.text)
          ? "a column"
          : null;
    if (by === null) return true;
    report(aliasTaken.at(file.place(name), { name: name.text, by }));
    return false;
  }

  /**
   * A bare name is an element or a column of the first input; joined columns are reached only through their alias
   * (MEANING 108).
   */
  #scope(): Scope {
    return {
      ...this.#base,
      name: (name, ctx) => {
        if (this.#broken.has(name.text)) return null;
        const element = this.#elements.get(name.text);
        if (element !== undefined) return { node: "column", type: element, name: elementColumn(name.text) };
        if (this.#joined.has(name.text)) {
          ctx.report(wholeAlias.at(ctx.file.place(name), { name: name.text }));
          return null;
        }
        return this.#base.name(name, ctx);
      },
      member: (object, name, ctx) => {
        if (this.#broken.has(object.text)) return null;
        const joined = this.#joined.get(object.text);
        if (joined === undefined)
          return this.#elements.has(object.text) ? undefined : this.#base.member(object, name, ctx);
        const family = joined.columns.has(name.text) ? undefined : joined.families.get(name.text);
        const column = family === undefined ? name.text : (family.members[ctx.member] ?? "");
        if (family !== undefined && column === "") {
          const members = family.members.map((member) => `${object.text}.${member}`);
          ctx.report(familyNotHere.at(ctx.file.place(name), { name: `${object.text}.${name.text}`, members }));
          return null;
        }
        const type = joined.columns.get(column);
        if (type === undefined) {
          const known = [...joined.columns.keys()];
          const place = ctx.file.place(name);
          const near = suggest(name.text, known);
          const fix = near === null ? null : { place, text: near };
          const help = suggestion(name.text, known, "it has");
          ctx.report(
            unknownColumn.at(place, { name: name.text, source: joined.target.name, also: null }, { help, fix }),
          );
          return null;
        }
        if (type === null) return null;
        joined.read.set(column, type);
        const what = joined.target.kind === "view" ? "feature" : "column";
        mention(name, what, joined.deprecated.get(column), { file: ctx.file, lint: this.resolver.lint });
        return { node: "column", type, name: joinedColumn(object.text, column) };
      },
      family: (expr) => {
        if (expr.kind !== "member" || expr.object.kind !== "nameExpr") return null;
        const joined = this.#joined.get(expr.object.name.text);
        if (joined === undefined || joined.columns.has(expr.name.text)) return null;
        return joined.families.get(expr.name.text)?.windows ?? null;
      },
    };
  }
}
