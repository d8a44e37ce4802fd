import { scalarNames, type Type } from "../../runtime/types.js";
import { badType, columnCase, ownColumn } from "../diagnostics/catalog/project.js";
import type { Diagnostic, Place } from "../diagnostics/diagnostic.js";
import { foreignType } from "../diagnostics/foreign/types.js";
import type { PhysicalColumn } from "../ir/index.js";
import { type Enums, readType } from "./type-text.js";
import type { Path, YamlFile } from "./yaml-file.js";

export interface DeclaredColumns {
  readonly columns: readonly PhysicalColumn[];
  readonly places: ReadonlyMap<string, Place>;
  /** The place of each column's type. */
  readonly typePlaces: ReadonlyMap<string, Place>;
}

export type ColumnYaml = string | { readonly type: string; readonly column?: string; readonly pii?: boolean };

/** The columns of a source, without those that have an error. */
export function declaredColumns(
  file: YamlFile,
  path: Path,
  yaml: Readonly<Record<string, ColumnYaml>>,
  enums: Enums,
  report: (diagnostic: Diagnostic) => void,
): DeclaredColumns {
  const columns: PhysicalColumn[] = [];
  const places = new Map<string, Place>();
  const typePlaces = new Map<string, Place>();
  const byCase = new Map<string, string>();
  for (const name of file.keys(path)) {
    const declaration = yaml[name]!;
    const at = [...path, name];
    const folded = name.toLowerCase();
    const first = byCase.get(folded);
    if (first !== undefined) {
      const related = [{ place: file.key([...path, first]), message: "the first is here" }];
      report(columnCase.at(file.key(at), { name, first }, { related }));
      continue;
    }
    byCase.set(folded, name);
    if (/^[@~]/.test(name)) {
      report(ownColumn.at(file.key(at), { name }));
      continue;
    }
    const typePath = typeof declaration === "string" ? at : [...at, "type"];
    const type = typeAt(
      file,
      typePath,
      typeof declaration === "string" ? declaration : declaration.type,
      enums,
      report,
    );
    places.set(name, file.key(at));
    typePlaces.set(name, file.value(typePath));
    if (type === null) continue;
    if (typeof declaration === "string") columns.push({ name, column: name, type });
    else
      columns.push({
        name,
        column: declaration.column ?? name,
        type,
        ...(declaration.pii === true ? { pii: true } : {}),
      });
  }
  return { columns, places, typePlaces };
}

/** The type at a path; null if an error was reported. */
export function typeAt(
  file: YamlFile,
  path: Path,
  text: string,
  enums: Enums,
  report: (diagnostic: Diagnostic) => void,
): Type | null {
  const read = readType(text, enums);
  switch (read.kind) {
    case "type":
      return read.type;
    case "decimal":
      report(
        badType.at(file.value(path), { text, known: [] }, { help: "say its digits: `decimal(18, 2)`, at most 38" }),
      );
      return null;
    case "key":
      report(
        badType.at(file.value(path), { text, known: [] }, { help: `the keys of a map can't be of type ${read.name}` }),
      );
      return null;
    case "unknown": {
      const place = file.within(path, read.start, read.end);
      const known = foreignType(read.name);
      const help = known === null ? {} : { help: known.help };
      report(badType.at(place, { text: read.name, known: [...scalarNames, ...enums.keys()] }, help));
      return null;
    }
    case "vector":
      report(
        badType.at(file.value(path), { text, known: [] }, { help: "a fixed vector holds numbers: `float32[768]`" }),
      );
      return null;
    case "malformed":
      report(
        badType.at(
          file.value(path),
          { text, known: [] },
          { help: "a type is a name, and `?` or `[]` behind it: `int64?`, `string[]`" },
        ),
      );
      return null;
  }
}
