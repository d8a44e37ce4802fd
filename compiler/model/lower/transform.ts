import type * as ast from "../../../grammar/ast.js";
import { externKey } from "../../diagnostics/catalog/externs.js";
import {
  aggregateOutsideView,
  columnWithoutValue,
  emptyBody,
  familyNotHere,
  keyGivenTwice,
  keyNeedsItself,
} from "../../diagnostics/catalog/model.js";
import { nearMissKey, unknownMember } from "../../diagnostics/catalog/symbols.js";
import type { Expr, Item, Transform, ViewInput } from "../../ir/index.js";
import { walk } from "../../ir/walk.js";
import type { Located } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { edits, suggestion } from "../../symbols/suggest.js";
import { inferAs } from "../expr/coerce.js";
import type { Ctx, Scope } from "../expr/context.js";
import { familiesIn } from "../expr/families.js";
import { infer } from "../expr/infer.js";
import { insteadOfAggregate } from "../expr/instead-of-aggregate.js";
import { declared } from "./declared.js";
import { type Definition, Items } from "./items.js";
import type { KeyInfo, Resolver, TransformInfo } from "./resolver.js";
import { TransformInputs } from "./transform-inputs.js";

/** Lowers a transform, which is computed on read from features, request fields and keys. */
export function lowerTransform({ decl, file }: Located<ast.TransformDecl>, resolver: Resolver): TransformInfo {
  const { report } = resolver;
  const name = decl.name.text;
  const inputs = new TransformInputs(name, file, resolver);
  const nodes = decl.items.filter((item) => item.kind !== "use");
  const taken = new Set(nodes.map((node) => node.name.text));
  for (const item of decl.items) {
    if (item.kind === "use") inputs.use(item, (alias) => taken.has(alias));
  }
  if (!nodes.some((node) => node.kind === "feature") && decl.incomplete !== true) {
    report(emptyBody.at(file.place(decl.name), { what: `transform \`${name}\``, wanted: "features" }));
    inputs.sound = false;
  }
  seedKeys(inputs, taken);

  const scope = (definition: Definition | null, items: Items): Scope => ({
    where: "a transform",
    externs: true,
    family: (node) => {
      if (node.kind === "nameExpr") {
        return node.name.text === definition?.node.name.text ? null : items.family(node.name.text);
      }
      if (node.object.kind !== "nameExpr" || taken.has(node.object.name.text)) return null;
      const offer = inputs.offer(node.object.name, { file, report });
      if (offer === undefined || offer === null || offer.features.has(node.name.text)) return null;
      return offer.families.get(node.name.text)?.windows ?? null;
    },
    name: (ref, ctx) => {
      const own = definition !== null && (ref.text === definition.name || ref.text === definition.node.name.text);
      return !own && items.has(ref.text) ? items.read(ref, ctx) : inputs.key(ref, own ? [] : items.names(), ctx);
    },
    member: (object, member, ctx) => (items.has(object.text) ? undefined : inputs.member(object, member, ctx)),
    aggregate: (call, _fn, ctx) => {
      const called = call.name.text;
      const help = insteadOfAggregate(called);
      ctx.report(aggregateOutsideView.at(ctx.file.place(call), { name: called, where: "a transform" }, { help }));
      return null;
    },
    now: () => ({ node: "now", type: { kind: "timestamp", nullable: false } }),
  });
  const items = new Items(
    {
      kind: "transform",
      name,
      file,
      resolver,
      scope,
      bare: (feature, ctx) => {
        const known = inputs.keys.has(feature.name.text) || isEntityKey(feature.name.text, resolver);
        if (known) return inputs.key(feature.name, [], ctx);
        ctx.report(columnWithoutValue.at(file.place(feature.name), { name: feature.name.text }));
        return null;
      },
    },
    nodes,
  );
  const finished = items.finish();
  const views = lowerInputs(inputs, items, scope(null, items), file, resolver);
  const cyclic = views !== null && reportCycles(views, finished.items, inputs, file, resolver);
  if (views !== null && !cyclic) checkKeys(views, finished.items, inputs, file, resolver);

  const sound = decl.incomplete !== true && finished.sound && inputs.sound && views !== null && !cyclic;
  const brokenViews = [...inputs.views.values()].some(({ view }) => view.ir === null);
  const ir: Transform | null =
    sound && !brokenViews
      ? {
          name,
          ...declared(decl.lead, decl.name, file),
          views,
          transforms: [...inputs.transforms],
          requests: [...inputs.requests.values()],
          keys: [...inputs.keys].map(([key, type]) => ({ name: key, type })),
          items: finished.items,
        }
      : null;
  return { kind: "transform", name, ...items.offer(), ir };
}

const isEntityKey = (name: string, { symbols }: Resolver): boolean =>
  [...symbols.entities.values()].some(({ decl }) => decl.fields.some((field) => field.name.text === name));

/** Names that `use` binds keys to are keys, with the type of the view's key. */
function seedKeys(inputs: TransformInputs, taken: ReadonlySet<string>): void {
  for (const { view, use } of inputs.views.values()) {
    for (const key of use?.keys ?? []) {
      const type = view.keys.find((candidate) => candidate.name === key.name.text)?.type;
      const value = key.value ?? { kind: "nameExpr" as const, name: key.name, span: key.span };
      if (type !== undefined && value.kind === "nameExpr" && value.name.text !== "" && !taken.has(value.name.text)) {
        inputs.addKey(value.name.text, type, value);
      }
    }
  }
}

/**
 * The value of each key of each view that is read: the one that `use` gives, else the service's key of the same name.
 */
function lowerInputs(
  inputs: TransformInputs,
  items: Items,
  scope: Scope,
  file: SourceFile,
  resolver: Resolver,
): readonly ViewInput[] | null {
  const { report } = resolver;
  const lowered: ViewInput[] = [];
  let sound = true;
  // A key's expression may read a view that nothing else reads, so the map grows during this loop.
  for (const [ref, { view, use, node: named }] of inputs.views) {
    const bound = new Map<string, ast.Expr>();
    for (const key of use?.keys ?? []) {
      const place = file.place(key.name);
      const keyName = key.name.text;
      if (!view.keys.some((candidate) => candidate.name === keyName)) {
        const names = view.keys.map((candidate) => candidate.name);
        // A view with errors may lack some of its keys.
        if (view.ir !== null || names.length > 0) {
          report(
            unknownMember.at(
              place,
              { name: keyName, of: view.name, what: "key" },
              { help: suggestion(keyName, names, "its keys are") },
            ),
          );
        }
        sound = false;
      } else if (bound.has(keyName)) {
        report(keyGivenTwice.at(place, { name: keyName }));
        sound = false;
      } else bound.set(keyName, key.value ?? { kind: "nameExpr", name: key.name, span: key.name.span });
    }
    const keys: { name: string; value: Expr }[] = [];
    for (const key of view.keys) {
      const node = bound.get(key.name);
      const value = node === undefined ? byName(key, named) : boundKey(key, node, view.name);
      if (value === null) sound = false;
      else keys.push({ name: key.name, value });
    }
    lowered.push({ ref, view: view.name, keys });
  }
  return sound ? lowered : null;

  function byName(key: KeyInfo, named: { readonly span: ast.Span }): Expr | null {
    return inputs.addKey(key.name, key.type, named) ? { node: "key", type: key.type, name: key.name } : null;
  }

  function boundKey(key: KeyInfo, node: ast.Expr, view: string): Expr | null {
    if (node.kind === "nameExpr" && !items.has(node.name.text)) {
      if (node.name.text === "") return null;
      warnNearMiss(node.name);
      return inputs.addKey(node.name.text, key.type, node)
        ? { node: "key", type: key.type, name: node.name.text }
        : null;
    }
    const family = familiesIn(node, scope, resolver.functions.aggregates)[0];
    if (family !== undefined) {
      const name = file.text.slice(family.node.span.start, family.node.span.end);
      const members = family.windows.map((window) => `${name}_${window}`);
      report(familyNotHere.at(file.place(family.node), { name, members }));
      return null;
    }
    const ctx: Ctx = { infer, functions: resolver.functions, file, report, member: 0, scope };
    return inferAs(node, ctx, { type: key.type, where: `key \`${key.name}\` of \`${view}\``, nullable: true });
  }

  /** Any bare name counts as a key, so a mistyped name would silently become one (MEANING 45). */
  function warnNearMiss(name: ast.Name): void {
    // A short name is near to almost every other name.
    if (name.text.length < 4 || isEntityKey(name.text, resolver)) return;
    const known = [
      ...items.names(),
      ...[...resolver.symbols.entities.values()].flatMap(({ decl }) => decl.fields.map((f) => f.name.text)),
    ];
    const near = known.find((candidate) => edits(candidate, name.text) === 1);
    if (near !== undefined) report(nearMissKey.at(file.place(name), { name: name.text, near }));
  }
}

/** SQL evaluates the keys of hops, so they cannot wait for a TypeScript function (MEANING 15). */
function checkKeys(
  views: readonly ViewInput[],
  items: readonly Item[],
  inputs: TransformInputs,
  file: SourceFile,
  resolver: Resolver,
): void {
  for (const { ref, keys } of views) {
    const use = inputs.views.get(ref)?.use;
    for (const { name: key, value } of keys) {
      const name = externIn(value, items, use!, file, resolver);
      const node = use?.keys?.find((own) => own.name.text === key) ?? use;
      if (name !== null && node != null) {
        resolver.report(externKey.at(file.place(node), { key, name }));
        inputs.sound = false;
      }
    }
  }
}

/** The `extern fn` that an expression over a transform's items needs, also through features of other transforms. */
function externIn(
  expr: Expr,
  items: readonly Item[],
  near: { readonly span: ast.Span } | null,
  file: SourceFile,
  resolver: Resolver,
): string | null {
  const seen = new Set<string>();
  let found: string | null = null;
  const visit = (value: Expr, own: readonly Item[], owner: string): void =>
    walk(value, (part) => {
      if (part.node === "extern") found ??= part.name;
      if (part.node === "fn") found ??= resolver.functions.fn(asName(part.name), file)?.extern ?? null;
      const [from, list] =
        part.node === "item"
          ? [owner, own]
          : part.node === "input" && resolver.symbols.names.get(part.from)?.kind === "transform"
            ? [part.from, resolver.transform(part.from, file.place(near ?? asName(part.from)))?.ir?.items ?? []]
            : [null, []];
      if (from === null || !("name" in part) || seen.has(`${from}.${part.name}`)) return;
      seen.add(`${from}.${part.name}`);
      const item = list.find(({ name }) => name === part.name);
      if (item !== undefined) visit(item.value, list, from);
    });
  visit(expr, items, "");
  return found;
}
const asName = (text: string): ast.Name => ({ kind: "name", text, backticked: false, span: { start: 0, end: 0 } });

/** A hop's key may read items, but not those that read the hop itself. */
function reportCycles(
  views: readonly ViewInput[],
  items: readonly Item[],
  inputs: TransformInputs,
  file: SourceFile,
  resolver: Resolver,
): boolean {
  const byName = new Map(items.map((item) => [item.name, item]));
  const byRef = new Map(views.map((view) => [view.ref, view]));
  const reads = (start: string): boolean => {
    const seen = new Set<string>();
    let found = false;
    const visit = (expr: Expr): void =>
      walk(expr, (part) => {
        if (part.node === "item" && !seen.has(`item ${part.name}`)) {
          seen.add(`item ${part.name}`);
          const item = byName.get(part.name);
          if (item !== undefined) visit(item.value);
        }
        if (part.node !== "input") return;
        if (part.from === start) found = true;
        if (seen.has(`ref ${part.from}`)) return;
        seen.add(`ref ${part.from}`);
        for (const key of byRef.get(part.from)?.keys ?? []) visit(key.value);
      });
    for (const key of byRef.get(start)?.keys ?? []) visit(key.value);
    return found;
  };
  for (const { ref } of views) {
    const use = inputs.views.get(ref)?.use;
    if (use === undefined || use === null || !reads(ref)) continue;
    resolver.report(keyNeedsItself.at(file.place(use), { name: ref }));
    return true;
  }
  return false;
}
