import { type Type, typeText } from "./types.js";

/** The values that a declared type takes, in words. Error messages use it to say how to fix a value. */
export function takes(type: Type): string {
  switch (type.kind) {
    case "bool":
      return "true or false";
    case "int32":
    case "int64":
      return "a whole number";
    case "float32":
    case "float64":
      return "a number";
    case "decimal":
      return `a number with at most ${type.precision - type.scale} digits before the point and ${type.scale} after it`;
    case "string":
      return "text in UTF-8";
    case "bytes":
      return "bytes; as text, in base64";
    case "timestamp":
      return 'a time; as text, like "2024-01-31T09:00:00Z"';
    case "date":
      return 'a date; as text, like "2024-01-31"';
    case "json":
      return "a JSON text";
    case "enum":
      return `one of ${type.values.map((value) => JSON.stringify(value)).join(", ")}`;
    case "array":
      return type.size === null
        ? `a list of ${typeText(type.element)}; as text, a JSON array`
        : `a list of ${type.size} numbers; as text, a JSON array`;
    case "struct":
      return `the fields ${type.fields.map(({ name }) => `\`${name}\``).join(", ")}; as text, a JSON object`;
    case "map":
      return "a map; as text, a JSON object";
  }
}

/** The values that a declared type takes, for an error about a value that is out of range. */
export function range(type: Type): string {
  switch (type.kind) {
    case "int32":
      return "a whole number from -2147483648 to 2147483647";
    case "int64":
      return "a whole number from -9223372036854775808 to 9223372036854775807";
    case "float32":
      return "a number from -3.4028235e38 to 3.4028235e38";
    case "float64":
      return "a number from -1.7976931348623157e308 to 1.7976931348623157e308";
    default:
      return takes(type);
  }
}
