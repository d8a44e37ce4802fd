/** What the language has by its grammar, and this version does not do yet: one refusal each, at its place. FEAT5xxx. */
import { type DiagnosticKind, define } from "../diagnostic.js";

const later = (code: string, name: string, what: string, instead?: string): DiagnosticKind<object> =>
  define<object>({
    code,
    name,
    severity: "error",
    message: () => `${what} not in this version of the language yet`,
    ...(instead === undefined ? {} : { help: () => instead }),
  });

export const eachRows = later("FEAT5003", "later-each", "`each` is");
export const by = later(
  "FEAT5005",
  "later-by",
  "a map of `by` is",
  "say `by … in [ … ]`, or an aggregate with `where` for each value, until then",
);
export const enums = later("FEAT5012", "later-enum", "`enum` is", "use `string` until then");
export const structs = later("FEAT5013", "later-struct", "a struct is");
export const maps = later("FEAT5014", "later-map", "a map is");
export const decimals = later(
  "FEAT5015",
  "later-decimal",
  "`decimal` is",
  "use `float64`, or `int64` of cents, until then",
);
export const externFunctions = later(
  "FEAT5016",
  "later-extern-fn",
  "`extern fn` is",
  "write the function in the language until then",
);
export const jsonPaths = later("FEAT5017", "later-json-path", "a path into json is");

export const functionsLater = define<{ name: string }>({
  code: "FEAT5018",
  name: "later-function",
  severity: "error",
  message: ({ name }) => `\`${name}\` is not in this version of the language yet`,
});

export const piiChecks = define<object>({
  code: "FEAT5019",
  name: "later-pii",
  severity: "warning",
  message: () => "`allow pii` does nothing yet: this version does not follow `@pii`",
});
