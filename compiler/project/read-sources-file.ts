import { reservedWords } from "../../grammar/index.js";
import { badName, duplicateSource, missingKey, wrongShape } from "../diagnostics/catalog/project.js";
import type { Diagnostic, Outcome } from "../diagnostics/diagnostic.js";
import { shapeCheck } from "./check-shape.js";
import type { DeclaredSource } from "./config.js";
import type { Engines } from "./place-keys.js";
import { readSource, type SourceYaml } from "./read-source.js";
import { sourcesSchema } from "./schema/sources-schema.js";
import { sources as sourcesValidator } from "./schema/validators.js";
import type { Enums } from "./type-text.js";
import { type Path, parseYaml, type YamlFile } from "./yaml-file.js";

const checkShape = shapeCheck(sourcesValidator, "the file", subject);

function subject(path: Path): string {
  if (path.length === 2) return `source \`${path[1]}\``;
  if (path.length === 4 && path[2] === "columns") return `column \`${path[3]}\``;
  return `\`${path.at(-1)}\``;
}

/** The sources of one file, without those that can't be read. `before` are the sources of earlier files. */
export function readSourcesFile(
  path: string,
  text: string,
  engines: Engines,
  enums: Enums,
  before: readonly DeclaredSource[],
): Outcome<readonly DeclaredSource[]> {
  const parsed = parseYaml(path, text);
  const file = parsed.value;
  if (file === null) return { value: [], diagnostics: parsed.diagnostics };
  const flat = flattened(file);
  if (flat !== null) return { value: [], diagnostics: [...parsed.diagnostics, flat] };
  const shape = checkShape(file);
  const diagnostics: Diagnostic[] = [...parsed.diagnostics, ...shape.map((found) => found.diagnostic)];
  // An error above the sources themselves leaves nothing to read.
  if (shape.some((found) => found.path.length < 2 && found.diagnostic.name !== "unknown-key"))
    return { value: [], diagnostics };

  const broken = new Set(shape.map((found) => found.path[1]));
  const yaml = (file.data as { readonly sources: Readonly<Record<string, SourceYaml>> | null }).sources ?? {};
  const sources: DeclaredSource[] = [];
  const known = new Map(before.toReversed().map((other) => [other.source.name, other]));
  for (const name of file.keys(["sources"])) {
    const at = ["sources", name];
    if (reservedWords.has(name)) {
      const help = "it is a word of the language, and `from` could not name it";
      diagnostics.push(badName.at(file.key(at), { name, what: "source", help }));
    }
    const first = known.get(name);
    if (first !== undefined) {
      const related = [{ place: first.place, message: "the first is here" }];
      diagnostics.push(duplicateSource.at(file.key(at), { name }, { related }));
    } else if (!broken.has(name)) {
      const line = file.line(file.key(at));
      const read = readSource(file, at, yaml[name]!, engines, enums, line, (diagnostic) =>
        diagnostics.push(diagnostic),
      );
      if (read !== null) sources.push(read);
    }
  }
  return { value: sources, diagnostics };
}

/**
 * Reports a mistake in the indentation as one error: keys of a source on the level of its name, or sources at the top
 * level.
 */
function flattened(file: YamlFile): Diagnostic | null {
  const { data } = file;
  if (!isMap(data)) return null;
  if (!("sources" in data)) {
    const name = file.keys([]).find((key) => isMap(data[key]) && "kind" in data[key]);
    if (name === undefined) return null;
    const help = `write \`sources:\` on the first line, and indent \`${name}:\` and what is under it by two spaces`;
    return missingKey.at(file.key([name]), { name: "sources", of: "`the file`" }, { help });
  }
  const { sources } = data;
  if (!isMap(sources)) return null;
  const stray = file
    .keys(["sources"])
    .find((key) => key in keysOfSource && !(isMap(sources[key]) && "kind" in sources[key]));
  const owner = file.keys(["sources"]).find((key) => sources[key] === null);
  if (stray === undefined || owner === undefined) return null;
  const help = `indent \`${stray}:\` and the keys beside it by two more spaces`;
  return wrongShape.at(
    file.key(["sources", stray]),
    { name: `\`${stray}\``, expected: `a key of source \`${owner}\``, found: "beside it" },
    { help },
  );
}

const keysOfSource: object = sourcesSchema.properties.sources.additionalProperties.properties;
const isMap = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);
