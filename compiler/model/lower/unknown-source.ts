import type * as ast from "../../../grammar/ast.js";
import { unknownName, wrongKindOfName } from "../../diagnostics/catalog/symbols.js";
import { kindText, type Named } from "../../symbols/index.js";
import type { SourceFile } from "../../symbols/source-file.js";
import { suggest, suggestion } from "../../symbols/suggest.js";
import type { Resolver } from "./resolver.js";

/** Reports a `from` that does not name a source. */
export function unknownSource(
  name: ast.Name,
  named: Named | undefined,
  file: SourceFile,
  { symbols, report }: Resolver,
): void {
  if (name.text === "") return;
  const place = file.place(name);
  if (named !== undefined) {
    const help = named.kind === "view" ? "a view reads a source; combine views in a transform" : null;
    report(wrongKindOfName.at(place, { name: name.text, is: kindText(named), wanted: "source" }, { help }));
    return;
  }
  const sources = [...symbols.names]
    .filter(([, { kind }]) => kind === "physical" || kind === "source")
    .map(([text]) => text);
  const near = suggest(name.text, sources);
  report(
    unknownName.at(
      place,
      { name: name.text, what: "source" },
      {
        help: suggestion(name.text, sources, "sources are") ?? "sources are declared in the YAML that `sources:` names",
        fix: near === null ? null : { place, text: near },
      },
    ),
  );
}
