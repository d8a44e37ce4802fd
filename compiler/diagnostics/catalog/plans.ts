/** Plans and SQL: FEAT6xxx. */
import { define } from "../diagnostic.js";

/** `reason` ends the sentence: "it has no …". */
export const unsupportedFunction = define<{ dialect: string; name: string; reason: string }>({
  code: "FEAT6001",
  name: "unsupported-function",
  severity: "error",
  message: ({ dialect, name, reason }) => `\`${name}\` cannot be generated for \`${dialect}\`: ${reason}`,
  help: ({ dialect }) =>
    `compute it before Feat and declare it as a column, or take \`${dialect}\` out of \`dialects\` in feat.yaml`,
});
