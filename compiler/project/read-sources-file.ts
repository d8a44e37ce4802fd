import { reservedWords } from "../../grammar/index.js";
import { badName, duplicateSource } from "../diagnostics/catalog/project.js";
import type { Diagnostic, Outcome } from "../diagnostics/diagnostic.js";
import { shapeCheck } from "./check-shape.js";
import type { DeclaredSource } from "./config.js";
import { readSource, type SourceYaml } from "./read-source.js";
import { sourcesSchema } from "./schema/sources-schema.js";
import type { Enums } from "./type-text.js";
import { type Path, parseYaml } from "./yaml-file.js";

const checkShape = shapeCheck(sourcesSchema, "the file", subject);

function subject(path: Path): string {
  if (path.length === 2) return `source \`${path[1]}\``;
  if (path.length === 4 && path[2] === "columns") return `column \`${path[3]}\``;
  return `\`${path.at(-1)}\``;
}

/** The sources of one file, without those that can't be read. `before` are the sources of earlier files. */
export function readSourcesFile(
  path: string,
  text: string,
  dialects: readonly string[],
  enums: Enums,
  before: readonly DeclaredSource[],
): Outcome<readonly DeclaredSource[]> {
  const parsed = parseYaml(path, text);
  const file = parsed.value;
  if (file === null) return { value: [], diagnostics: parsed.diagnostics };
  const shape = checkShape(file);
  const diagnostics: Diagnostic[] = [...parsed.diagnostics, ...shape.map((found) => found.diagnostic)];
  // An error above the sources themselves leaves nothing to read.
  if (shape.some((found) => found.path.length < 2 && found.diagnostic.name !== "unknown-key"))
    return { value: [], diagnostics };

  const broken = new Set(shape.map((found) => found.path[1]));
  const yaml = (file.data as { readonly sources: Readonly<Record<string, SourceYaml>> | null }).sources ?? {};
  const sources: DeclaredSource[] = [];
  for (const name of file.keys(["sources"])) {
    const at = ["sources", name];
    if (reservedWords.has(name)) {
      const help = "it is a word of the language, and `from` could not name it";
      diagnostics.push(badName.at(file.key(at), { name, what: "source", help }));
    }
    const first = before.find((other) => other.source.name === name);
    if (first !== undefined) {
      const related = [{ place: first.place, message: "the first is here" }];
      diagnostics.push(duplicateSource.at(file.key(at), { name }, { related }));
    } else if (!broken.has(name)) {
      const line = text.slice(0, file.key(at).span.start).split("\n").length;
      const read = readSource(file, at, yaml[name]!, dialects, enums, line, (diagnostic) =>
        diagnostics.push(diagnostic),
      );
      if (read !== null) sources.push(read);
    }
  }
  return { value: sources, diagnostics };
}
