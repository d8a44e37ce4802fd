import type { ErrorObject } from "ajv";
import {
  badName,
  location,
  missingKey,
  missingSetting,
  notOneOf,
  unknownKey,
  wrongShape,
} from "../diagnostics/catalog/project.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import { foreignKey } from "../diagnostics/foreign/yaml.js";
import { suggest } from "../diagnostics/suggest.js";
import { leftToReader } from "./schema/patterns.js";
import type { Validator } from "./schema/validators.js";
import type { Path, YamlFile } from "./yaml-file.js";

export interface ShapeError {
  /** The path to the value that is wrong. */
  readonly path: Path;
  readonly diagnostic: Diagnostic;
}
export type ShapeCheck = (file: YamlFile) => readonly ShapeError[];

/** Checks a file by the validator of its JSON Schema. Messages call the whole file `name`. */
export function shapeCheck(validator: Validator, name: string, subject: (path: Path) => string): ShapeCheck {
  return (file) => {
    if (validator(file.data)) return [];
    const found = (validator.errors ?? []).flatMap((error) => {
      const diagnostic = translate(error, file, name, subject);
      // An error of a key belongs to the value that the key would name.
      const path = error.propertyName === undefined ? pathOf(error) : [...pathOf(error), error.propertyName];
      const misspelt = missingOf(error).some((key) => hasNear(error.data, error.parentSchema, key));
      return diagnostic === null || misspelt ? [] : [{ path, diagnostic }];
    });
    return found.sort((a, b) => a.diagnostic.place.span.start - b.diagnostic.place.span.start);
  };
}

const pathOf = (error: ErrorObject): Path =>
  error.instancePath
    .split("/")
    .slice(1)
    .map((part) => part.replace(/~1/g, "/").replace(/~0/g, "~"));

function translate(
  error: ErrorObject,
  file: YamlFile,
  name: string,
  subject: (path: Path) => string,
): Diagnostic | null {
  const path = pathOf(error);
  const own = path.length === 0 ? `\`${name}\`` : subject(path);
  const params: Readonly<Record<string, unknown>> = error.params;
  // The error of the `oneOf` itself says what its alternatives miss.
  if (error.schemaPath.includes("/oneOf/")) return null;
  switch (error.keyword) {
    case "additionalProperties": {
      const key = String(params.additionalProperty);
      const known = Object.keys((error.parentSchema?.properties as object | undefined) ?? {});
      const seen = Object.keys(error.data as object);
      return unknownKey.at(file.key([...path, key]), { name: key, known: known.filter((k) => !seen.includes(k)) });
    }
    case "required":
      // What a kind of store needs.
      if (error.schemaPath.includes("/then/") && isMap(error.data) && "kind" in error.data)
        return missingSetting.at(file.key(path), {
          kind: String(error.data.kind),
          setting: String(params.missingProperty),
        });
      return missingKey.at(file.key(path), { name: String(params.missingProperty), of: own });
    case "type":
      return wrongShape.at(file.value(path), {
        name: own,
        expected: [params.type]
          .flat()
          .map((type) => shapes[String(type)] ?? String(type))
          .join(" or "),
        found: describe(error.data),
        needed:
          error.data === null && params.type === "object"
            ? ((error.parentSchema?.required as readonly string[] | undefined) ?? [])
            : [],
      });
    case "enum": {
      const choices = (params.allowedValues as readonly unknown[]).map(String);
      const text = typeof error.data === "string" ? error.data : JSON.stringify(error.data);
      return notOneOf.at(file.value(path), { value: text, choices });
    }
    case "pattern": {
      if (error.parentSchema?.$comment === leftToReader) return null;
      const key = error.propertyName;
      const place = key === undefined ? file.value(path) : file.key([...path, key]);
      const what = key === undefined ? String(path.at(-1)) : "source";
      return badName.at(place, { name: key ?? String(error.data), what, help: nameHelp });
    }
    case "oneOf": {
      if (!isMap(error.data)) return null;
      const keys = Object.keys(error.data as object);
      const found = locations.filter((key) => keys.includes(key));
      // One that is neither a text nor a map has an error of its own.
      if (found.length === 1) return null;
      return location.at(file.key(found.length === 0 ? path : [...path, found[1]!]), { found });
    }
    case "minLength":
    case "minItems":
    case "minProperties":
      return wrongShape.at(file.value(path), { name: own, expected: "not empty", found: "empty" });
    case "uniqueItems": {
      const again = Math.max(Number(params.i), Number(params.j));
      return wrongShape.at(file.value([...path, again]), {
        name: own,
        expected: "a list without repetitions",
        found: "a repetition",
      });
    }
    case "const":
      return wrongShape.at(file.value(path), {
        name: own,
        expected: `a map or \`${String(params.allowedValue)}\``,
        found: describe(error.data),
      });
    // These only say that something under them failed.
    case "if":
    case "propertyNames":
      return null;
    default:
      return wrongShape.at(file.value(path), {
        name: own,
        expected: error.message ?? error.keyword,
        found: describe(error.data),
      });
  }
}

/** The keys that are missing by this error. */
function missingOf(error: ErrorObject): readonly string[] {
  if (error.keyword === "required") return [String(error.params.missingProperty)];
  return error.keyword === "oneOf" && error.params.passingSchemas === null ? locations : [];
}

/** True if the key was written but misspelt. Then only the misspelling is reported. */
function hasNear(data: unknown, schema: object | undefined, key: string): boolean {
  if (!isMap(data)) return false;
  const known = Object.keys((schema as { readonly properties?: object } | undefined)?.properties ?? {});
  const unknown = Object.keys(data).filter((name) => !known.includes(name));
  return unknown.some((name) => (foreignKey(name, known) ?? suggest(name, known)) === key);
}

const isMap = (data: unknown): data is object => typeof data === "object" && data !== null && !Array.isArray(data);

const locations = ["file", "table", "query"];
const nameHelp = "a name is made of letters, digits and `_`, and does not begin with a digit";

const shapes: Readonly<Record<string, string>> = {
  string: "a text",
  object: "a map",
  array: "a list",
  boolean: "true or false",
  integer: "a whole number",
  number: "a number",
  null: "empty",
};

function describe(value: unknown): string {
  if (value === null) return "empty";
  if (Array.isArray(value)) return "a list";
  switch (typeof value) {
    case "string":
      return `the text "${value.length > 40 ? `${value.slice(0, 40)}…` : value}"`;
    case "object":
      return "a map";
    case "number":
      return `the number ${value}`;
    default:
      return String(value);
  }
}
