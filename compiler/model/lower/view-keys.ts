import type * as ast from "../../../grammar/ast.js";
import { type Type, typeText } from "../../../runtime/types.js";
import {
  entityTwice,
  keyColumnMissing,
  keyConflict,
  keyGivenTwice,
  typeMismatch,
} from "../../diagnostics/catalog/model.js";
import { unknownMember } from "../../diagnostics/catalog/symbols.js";
import type { Entity, Expr, View } from "../../ir/index.js";
import { widen } from "../../ir/types/convert.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggestion } from "../../symbols/suggest.js";
import { inferAs } from "../expr/coerce.js";
import type { Ctx } from "../expr/context.js";
import { infer } from "../expr/infer.js";
import { deprecationOf, mention } from "../governance/deprecation.js";
import { columnScope } from "./column-scope.js";
import { NameSet } from "./declared.js";
import type { KeyInfo, Resolver, SourceInfo } from "./resolver.js";

export interface ViewKeys {
  readonly keys: readonly KeyInfo[];
  readonly ir: View["keys"];
}

/** The keys of all entities of a view, in the order of `for`; null if one has an error. */
export function lowerViewKeys(
  decl: ast.ViewDecl,
  file: SourceFile,
  source: SourceInfo | null,
  resolver: Resolver,
): ViewKeys | null {
  const { report } = resolver;
  const found = new Map<string, { readonly type: Type; readonly value: Expr; readonly text: string }>();
  const seen = new Set<string>();
  const names = new NameSet("key", file, report);
  let sound = true;
  for (const ref of decl.entities) {
    if (seen.has(ref.name.text)) {
      report(entityTwice.at(file.place(ref), { name: ref.name.text }));
      sound = false;
      continue;
    }
    seen.add(ref.name.text);
    const entity = resolver.entity(ref.name, file);
    const named = resolver.symbols.entities.get(ref.name.text);
    mention(ref.name, "entity", named === undefined ? null : deprecationOf(named.decl.lead), {
      file,
      lint: resolver.lint,
    });
    if (entity === null || source === null) {
      sound = false;
      continue;
    }
    const bound = boundKeys(ref, entity, file, resolver);
    if (bound === null) sound = false;
    const ctx: Ctx = {
      infer,
      functions: resolver.functions,
      file,
      report,
      member: 0,
      scope: columnScope(source, "a view's key", resolver),
    };
    for (const key of entity.keys) {
      const before = found.get(key.name);
      if (before !== undefined && before.type.kind !== key.type.kind) {
        report(
          keyConflict.at(file.place(ref), {
            name: key.name,
            first: typeText(before.type),
            second: typeText(key.type),
          }),
        );
        sound = false;
        continue;
      }
      const binding = bound?.get(key.name);
      const value = binding === undefined ? byName(key, ref, entity, source, ctx) : boundValue(key, binding, ctx);
      if (value === null) {
        sound = false;
        continue;
      }
      const text = JSON.stringify(value);
      if (before !== undefined) {
        if (before.text !== text) {
          report(keyGivenTwice.at(file.place(ref), { name: key.name }));
          sound = false;
        }
        continue;
      }
      names.add(key.name, ref);
      found.set(key.name, { type: key.type, value, text });
    }
  }
  if (!sound) return null;
  const ir = [...found].map(([name, { type, value }]) => ({ name, type, value }));
  return { keys: ir.map(({ name, type }) => ({ name, type })), ir };
}

function boundKeys(
  ref: ast.EntityRef,
  entity: Entity,
  file: SourceFile,
  resolver: Resolver,
): ReadonlyMap<string, ast.Key> | null {
  const bound = new Map<string, ast.Key>();
  let sound = true;
  for (const key of ref.keys ?? []) {
    const place = file.place(key.name);
    const name = key.name.text;
    if (!entity.keys.some((candidate) => candidate.name === name)) {
      const help = suggestion(
        name,
        entity.keys.map((candidate) => candidate.name),
        "its keys are",
      );
      resolver.report(unknownMember.at(place, { name, of: entity.name, what: "key" }, { help }));
      sound = false;
    } else if (bound.has(name)) {
      resolver.report(keyGivenTwice.at(place, { name }));
      sound = false;
    } else bound.set(name, key);
  }
  return sound ? bound : null;
}

/** The column with the key's own name, by MEANING A18. */
function byName(key: KeyInfo, ref: ast.EntityRef, entity: Entity, source: SourceInfo, ctx: Ctx): Expr | null {
  const type = source.columns.get(key.name);
  if (type === undefined) {
    const columns = [...source.columns.keys()];
    const help = `bind it: \`for ${entity.name} (${key.name} = …)\`; ${suggestion(key.name, columns, "columns are") ?? "the source has no columns"}`;
    ctx.report(
      keyColumnMissing.at(ctx.file.place(ref), { name: key.name, entity: entity.name, source: source.name }, { help }),
    );
    return null;
  }
  if (type === null) return null;
  const value = widen({ node: "column", type, name: key.name }, key.type);
  if (value !== null) return value;
  ctx.report(
    typeMismatch.at(
      ctx.file.place(ref),
      {
        where: `key \`${key.name}\` of entity \`${entity.name}\``,
        expected: typeText(key.type),
        found: `column \`${key.name}\`: ${typeText(type)}`,
      },
      { help: `cast it: \`for ${entity.name} (${key.name} = ${key.type.kind}(${key.name}))\`` },
    ),
  );
  return null;
}

function boundValue(key: KeyInfo, binding: ast.Key, ctx: Ctx): Expr | null {
  const node: ast.Expr = binding.value ?? { kind: "nameExpr", name: binding.name, span: binding.name.span };
  return inferAs(node, ctx, { type: key.type, where: `key \`${key.name}\``, nullable: true });
}
