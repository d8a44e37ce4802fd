import type { File, SyntaxIssue } from "../../grammar/index.js";
import { suggest } from "../diagnostics/suggest.js";
import { aggregateFunctions, scalarFunctions } from "../functions/index.js";
import { elsewhere } from "./expr/known-elsewhere.js";

/**
 * `x.name(…)` is not in the language, and the grammar advises to write `name(x)`.
 *
 * In: the syntax issues of a file, and the trees of all files. Out: the same issues; where no function has the name,
 * the help says what to write instead, or the message says that there is no such function.
 */
export function withKnownMethods(issues: readonly SyntaxIssue[], files: readonly File[]): readonly SyntaxIssue[] {
  if (issues.every(({ method }) => method === undefined)) return issues;
  const callable = callableNames(files);
  return issues.map((issue) => {
    const { method } = issue;
    if (method === undefined || callable.has(method)) return issue;
    const known = elsewhere.get(method.toLowerCase());
    if (known !== undefined) return { ...issue, help: known };
    const near = suggest(method, callable);
    const message = `values have no methods, and there is no function \`${method}\``;
    return {
      ...issue,
      message,
      help:
        near === null ? "call the function with the value in parentheses: `upper(x)`" : `did you mean \`${near}(x)\`?`,
    };
  });
}

function callableNames(files: readonly File[]): ReadonlySet<string> {
  const scalars = [...scalarFunctions.values()].filter((row) => row.operator !== true).map((row) => row.name);
  const declared = files.flatMap(({ declarations }) =>
    declarations.flatMap((decl) => (decl.kind === "fn" || decl.kind === "externFn" ? [decl.name.text] : [])),
  );
  return new Set([...scalars, ...aggregateFunctions.keys(), ...declared, "now"]);
}
