import type * as ast from "../../../grammar/ast.js";
import { cycle, unknownName, wrongKindOfName } from "../../diagnostics/catalog/symbols.js";
import { kindText } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import { mentionDeclared } from "../governance/deprecation.js";
import type { Expected } from "./expectations.js";
import type { Resolver } from "./resolver.js";

export interface Spread {
  readonly items: readonly (ast.Feature | ast.Let)[];
  readonly expects: readonly Expected[];
  readonly sound: boolean;
}

/**
 * A view's items, with those of the views that it spreads in place (MEANING 44): lets and `expect`s too, but not
 * clauses. The spread items are read against this view's source, so their errors are reported at the `...`.
 */
export function spreadItems(decl: ast.ViewDecl, file: SourceFile, resolver: Resolver): Spread {
  let sound = true;
  const items: (ast.Feature | ast.Let)[] = [];
  const expects: Expected[] = [];
  const add = (node: OwnItem["node"], written: string) => {
    if (node.kind === "expect") expects.push({ node, written });
    else items.push(node);
  };
  for (const item of decl.items) {
    if (item.kind !== "spread") {
      add(item, writtenIn(file, item));
      continue;
    }
    const found = itemsOf(item.view, file, resolver, [decl.name.text]);
    if (found === null) sound = false;
    for (const { node, written } of found ?? []) add(placedAt(node, item.span), written);
  }
  return { items, expects, sound };
}

/** An item, and the text of an `expect`'s condition. */
interface OwnItem {
  readonly node: Exclude<ast.ViewItem, ast.Spread>;
  readonly written: string;
}

const writtenIn = (file: SourceFile, item: OwnItem["node"]): string =>
  item.kind === "expect" ? file.text.slice(item.condition.span.start, item.condition.span.end) : "";

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
      items.push({ node: item, written: writtenIn(named.file, item) });
      continue;
    }
    const inner = itemsOf(item.view, named.file, resolver, [...path, name.text]);
    if (inner === null) return null;
    items.push(...inner);
  }
  return items;
}

/** A copy in which every node has the same place. */
function placedAt<T>(node: T, span: ast.Span): T {
  if (Array.isArray(node)) return node.map((element) => placedAt(element, span)) as T;
  if (typeof node !== "object" || node === null) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, key === "span" ? span : placedAt(value, span)]),
  ) as T;
}
