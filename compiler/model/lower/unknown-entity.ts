import type * as ast from "../../../grammar/ast.js";
import { unknownName } from "../../diagnostics/catalog/symbols.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import type { Resolver } from "./resolver.js";

/** Reports a `for` that does not name an entity. */
export function reportUnknownEntity(name: ast.Name, file: SourceFile, { symbols, report }: Resolver): void {
  if (name.text === "") return;
  const place = file.place(name);
  const owner = [...symbols.entities].find(([, { decl }]) =>
    decl.fields.some((field) => field.name.text === name.text),
  );
  const entities = [...symbols.entities.keys()];
  const near = owner?.[0] ?? suggest(name.text, entities);
  const help =
    owner === undefined
      ? (suggestion(name.text, entities, "entities are") ?? `declare one: \`entity ${name.text} { … }\``)
      : `\`${name.text}\` is the key of entity \`${owner[0]}\``;
  report(
    unknownName.at(
      place,
      { name: name.text, what: "entity" },
      { help, fix: near === null ? null : { place, text: near } },
    ),
  );
}
