import type { Enum, Project } from "./index.js";

/** A text that is no manifest. The message says why. */
export class NoManifestError extends Error {
  override readonly name: string = "NoManifestError";
}

const lists = ["sources", "enums", "entities", "requests", "functions", "externs", "views", "transforms", "services"];

/** The project of a `manifest.json`. Its declarations have no places (`at`), because a manifest has no line numbers. */
export function readManifest(text: string): Project {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new NoManifestError(`it is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
  if (typeof value !== "object" || value === null || !("manifest" in value))
    throw new NoManifestError("it has no `manifest`, which says the version of its form");
  if (value.manifest !== 1)
    throw new NoManifestError(`its \`manifest\` is ${JSON.stringify(value.manifest)}; this version of Feat reads 1`);
  const { manifest: _, ...project } = value;
  if (!isProject(project)) {
    const missing = lists.find((list) => !hasList(project, list));
    throw new NoManifestError(`its \`${missing}\` is not a list`);
  }
  withEnumValues(project, new Map(project.enums.map((one) => [one.name, one])));
  return project;
}

/** Feat wrote the lists, so what is in them is not checked. */
const isProject = (value: object): value is Project => lists.every((list) => hasList(value, list));
const hasList = (value: object, list: string): boolean => list in value && Array.isArray(Reflect.get(value, list));

/** A manifest has the values of an enum only where it is declared. */
function withEnumValues(part: unknown, enums: ReadonlyMap<string, Enum>): void {
  const waiting: unknown[] = [part];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (typeof next !== "object" || next === null) continue;
    if ("kind" in next && next.kind === "enum" && "name" in next && !("values" in next)) {
      const declared = enums.get(String(next.name));
      if (declared === undefined) throw new NoManifestError(`it has no enum ${String(next.name)}, which a type names`);
      Object.assign(next, { values: declared.values });
    }
    for (const value of Object.values(next)) if (typeof value === "object" && value !== null) waiting.push(value);
  }
}
