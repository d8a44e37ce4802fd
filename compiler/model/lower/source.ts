import type * as ast from "../../../grammar/ast.js";
import { isFloat, isInteger, type Type, typeText } from "../../../runtime/types.js";
import { emptyBody, familiesDiffer, typeMismatch, unhandledNull } from "../../diagnostics/catalog/model.js";
import type { DerivedSource, Expr, PhysicalSource } from "../../ir/index.js";
import { storedType, widen } from "../../ir/types/convert.js";
import type { Located } from "../../symbols/index.js";
import { inferAs } from "../expr/coerce.js";
import { type Ctx, silent } from "../expr/context.js";
import { familiesIn } from "../expr/families.js";
import { infer } from "../expr/infer.js";
import { deprecationOf, mentionDeclared } from "../governance/deprecation.js";
import { typeOf } from "../types/type-node.js";
import { annotated, checkDeclaredName, declared, NameSet } from "./declared.js";
import type { Resolver, SourceInfo } from "./resolver.js";
import { RowSteps } from "./row-steps.js";

export function physicalInfo(source: PhysicalSource): SourceInfo {
  return {
    name: source.name,
    columns: new Map(source.columns.map((column) => [column.name, column.type])),
    deprecated: new Map(),
    carried: new Map(source.columns.map((column) => [column.name, column.name])),
    base: source,
    delayMicros: source.delayMicros,
    reads: [source],
    ir: source,
  };
}

type Column = DerivedSource["columns"][number];

/**
 * A source computed row by row from one input. `expected` gives the types of columns whose values do not determine them
 * (`null`).
 */
export function lowerRows(
  { decl, file }: Located<ast.SourceDecl>,
  rows: ast.Rows,
  name: string,
  resolver: Resolver,
  expected: ReadonlyMap<string, Type> = new Map(),
): (SourceInfo & { readonly ir: DerivedSource | null }) | null {
  const { report } = resolver;
  const from = resolver.source(rows.from, file);
  if (from === null || decl.incomplete === true) return null;

  mentionDeclared(rows.from, resolver.symbols.names.get(rows.from.text), { file, lint: resolver.lint });
  const steps = new RowSteps(from, resolver, { infer, functions: resolver.functions, file, report, member: noMember });
  steps.lower(rows);
  const { ctx } = steps;

  if (rows.columns !== null && !rows.columns.star && rows.columns.columns.length === 0) {
    report(
      emptyBody.at(
        file.place(rows.columns),
        { what: `source \`${decl.name.text}\``, wanted: "columns" },
        { help: "leave the braces out, or write `*`, to keep all columns" },
      ),
    );
    return null;
  }
  const star = rows.columns === null || rows.columns.star;
  const columns = new Map<string, { type: Type | null; column: Column | null }>();
  if (star) {
    for (const [name, type] of from.columns) {
      const value: Expr | null = type === null ? null : { node: "column", type, name };
      const column =
        type === null || value === null ? null : { name, type, value, at: file.at(rows.columns ?? decl.name) };
      columns.set(name, { type, column });
    }
  }
  const names = new NameSet("column", file, report);
  for (const def of rows.columns?.columns ?? []) {
    checkDeclaredName(def.name, def.value === null, file, report);
    if (def.name.text === "") continue;
    const windows = familyOf(def, ctx, resolver);
    // A column that reads a joined view's family becomes a family: one column for each member (MEANING 109).
    const made = windows === null ? [def.name.text] : windows.map((window) => `${def.name.text}_${window}`);
    for (const [place, name] of made.entries()) {
      if (!names.add(name, def.name)) continue;
      const own = windows === null ? ctx : { ...ctx, member: place, report: place === 0 ? report : silent };
      const value = columnValue(def, own, resolver, expected.get(name) ?? null);
      const column =
        value === null
          ? null
          : { name, type: storedType(value.type), value: value.expr, ...annotated(def.lead), at: file.at(def) };
      columns.set(name, { type: column?.type ?? null, column });
    }
  }
  if (star) checkCase(columns.keys(), rows.columns ?? decl.name, { file, report });

  const made = [...columns.values()];
  const { sound, ...lowered } = steps.finish();
  const whole = made.every((entry) => entry.column !== null) && sound && from.ir !== null;
  const ir: DerivedSource | null = whole
    ? {
        node: "derived",
        name,
        ...declared(decl.lead, decl.name, file),
        from: from.name,
        ...lowered,
        columns: made.map((entry) => entry.column).filter((column) => column !== null),
      }
    : null;
  return {
    name,
    columns: new Map([...columns].map(([name, { type }]) => [name, type])),
    deprecated: deprecatedColumns(rows.columns?.columns ?? [], star ? from.deprecated : new Map()),
    base: from.base,
    delayMicros: from.delayMicros,
    reads: [...from.reads, ...steps.reads],
    carried: carriedBy(made, from),
    ir,
  };
}

/** The member number while no member of a family is being made. */
const noMember = -1;

/** The windows of the families in a column's value; null if there are none. */
function familyOf(def: ast.ColumnDef, ctx: Ctx, resolver: Resolver): readonly string[] | null {
  if (def.value === null) return null;
  const [first, ...others] = familiesIn(def.value, ctx.scope, resolver.functions.aggregates);
  if (first === undefined) return null;
  const other = others.find(({ windows }) => windows.join() !== first.windows.join());
  if (other !== undefined)
    ctx.report(familiesDiffer.at(ctx.file.place(other.node), { first: first.windows, second: other.windows }));
  return first.windows;
}

/** A column's value, converted to its declared type if it has one. */
function columnValue(
  def: ast.ColumnDef,
  ctx: Ctx,
  resolver: Resolver,
  expected: Type | null,
): { type: Type; expr: Expr } | null {
  const { file, report } = ctx;
  const wanted = def.type === null ? null : typeOf(def.type, { file, report, symbols: resolver.symbols });
  if (def.type !== null && wanted === null) {
    if (def.value !== null) infer(def.value, ctx);
    return null;
  }
  const where = `column \`${def.name.text}\``;
  if (def.value !== null) {
    if (wanted === null) {
      const expr = infer(def.value, ctx, def.value.kind === "null" ? expected : null);
      return expr === null ? null : { type: expr.type, expr };
    }
    const expr = inferAs(def.value, ctx, { type: wanted, where, stored: true });
    return expr === null ? null : { type: keepValues(wanted, expr.type), expr };
  }
  const column = ctx.scope.name(def.name, ctx);
  if (column === null || wanted === null) return column === null ? null : { type: column.type, expr: column };
  const expr = widen(column, wanted);
  if (expr === null) {
    report(
      typeMismatch.at(
        file.place(def.type!),
        { where, expected: typeText(wanted), found: typeText(column.type) },
        {
          help:
            isNumber(wanted) && isNumber(column.type)
              ? `say \`${def.name.text} = ${typeText({ ...wanted, nullable: false })}(${def.name.text})\``
              : null,
        },
      ),
    );
    return null;
  }
  if (column.type.nullable && !wanted.nullable) {
    report(unhandledNull.at(file.place(def), { where, type: typeText(wanted) }));
    return null;
  }
  return { type: wanted, expr };
}

const isNumber = (type: Type): boolean => isInteger(type) || isFloat(type);

/** A declared string keeps the values that are known from its literals. */
export function keepValues(wanted: Type, found: Type): Type {
  return wanted.kind === "string" && found.kind === "string" && found.values !== undefined
    ? { ...wanted, values: found.values }
    : wanted;
}

/** A column that `*` includes stays deprecated. */
function deprecatedColumns(
  own: readonly ast.ColumnDef[],
  input: ReadonlyMap<string, string>,
): ReadonlyMap<string, string> {
  const deprecated = new Map(input);
  for (const { name, lead } of own) {
    const text = deprecationOf(lead);
    if (text === null) deprecated.delete(name.text);
    else deprecated.set(name.text, text);
  }
  return deprecated;
}

function carriedBy(
  columns: readonly { readonly column: Column | null }[],
  from: SourceInfo,
): ReadonlyMap<string, string> {
  const carried = new Map<string, string>();
  for (const { column } of columns) {
    if (column?.value.node !== "column") continue;
    const base = from.carried.get(column.value.name);
    if (base !== undefined) carried.set(column.name, base);
  }
  return carried;
}

/** Reports columns added under `*` whose names differ from the input's by case only. */
function checkCase(
  names: Iterable<string>,
  node: { readonly span: ast.Span },
  ctx: Pick<Ctx, "file" | "report">,
): void {
  const all = new NameSet("column", ctx.file, ctx.report);
  for (const name of names) all.add(name, node);
}
