import type * as ast from "../../../grammar/ast.js";
import { cycle, unknownName, wrongKindOfName } from "../../diagnostics/catalog/symbols.js";
import { kindText } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import { mentionDeclared } from "../governance/deprecation.js";
import type { Resolver } from "./resolver.js";

export interface Spread {
  readonly items: readonly Exclude<ast.ViewItem, ast.Spread>[];
  readonly sound: boolean;
}

/**
 * A view's items with those of the views that it spreads, in place (MEANING 44): lets and `expect`s too, clauses not. What they say is
 * read against this view's source, so what is wrong there is wrong at the `...`.
 */
export function spreadItems(decl: ast.ViewDecl, file: SourceFile, resolver: Resolver): Spread {
  let sound = true;
  const items = decl.items.flatMap((item) => {
    if (item.kind !== "spread") return [item];
    const found = itemsOf(item.view, file, resolver, [decl.name.text]);
    if (found === null) sound = false;
    return (found ?? []).map((one) => placedAt(one, item.span));
  });
  return { items, sound };
}

type OwnItem = Exclude<ast.ViewItem, ast.Spread>;

function itemsOf(name: ast.Name, file: SourceFile, resolver: Resolver, path: readonly string[]): OwnItem[] | null {
  const { symbols, report } = resolver;
  const named = symbols.names.get(name.text);
  const place = file.place(name);
  if (name.text === "") return null;
  if (named === undefined) {
    const views = [...symbols.names].filter(([, { kind }]) => kind === "view").map(([text]) => text);
    const near = suggest(name.text, views);
    const fix = near === null ? null : { place, text: near };
    report(
      unknownName.at(
        place,
        { name: name.text, what: "view" },
        { help: suggestion(name.text, views, "views are"), fix },
      ),
    );
    return null;
  }
  if (named.kind !== "view") {
    report(wrongKindOfName.at(place, { name: name.text, is: kindText(named), wanted: "view" }));
    return null;
  }
  if (path.includes(name.text)) {
    report(cycle.at(place, { path: [...path.slice(path.indexOf(name.text)), name.text] }));
    return null;
  }
  mentionDeclared(name, named, { file, lint: resolver.lint });
  const items: OwnItem[] = [];
  for (const item of named.decl.items) {
    if (item.kind !== "spread") {
      items.push(item);
      continue;
    }
    const inner = itemsOf(item.view, named.file, resolver, [...path, name.text]);
    if (inner === null) return null;
    items.push(...inner);
  }
  return items;
}

/** A copy whose every node stands at one place. */
function placedAt<T>(node: T, span: ast.Span): T {
  if (Array.isArray(node)) return node.map((element) => placedAt(element, span)) as T;
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === "span" ? span : placedAt(value, span)]),
  ) as T;
}
