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

export const externFunctions = later(
  "FEAT5016",
  "later-extern-fn",
  "`extern fn` is",
  "write the function in the language until then",
);
