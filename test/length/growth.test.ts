/** MEANING 128: SQL and TypeScript grow with the size of an expression, not with a power of its depth. */
import { describe, expect, test } from "vitest";
import { trainingArtifact } from "../../compiler/sql/index.js";
import { printTransforms } from "../../compiler/typescript/index.js";
import { parse } from "../../grammar/index.js";
import { statementText } from "../../runtime/statement.js";
import { type Kind, nests, programOf, repeats } from "./kinds.js";
import { compiled } from "./support.js";

/** The sizes of the SQL and TypeScript generated for a kind at a depth. */
function sizes(kind: Kind, depth: number): { readonly sql: number; readonly code: number } {
  const { project } = compiled(programOf(kind, depth));
  const [service] = project.services;
  if (service === undefined) throw new Error("no service");
  return {
    sql: statementText(trainingArtifact(project, service).sql).text.length,
    code: printTransforms(project).length,
  };
}

/** Each nested list is followed by its type, whose text grows with the depth. So the size may grow with its square. */
const typed = "[ ]";
const all = [...repeats, ...nests].filter(({ name }) => name !== typed);

describe.each(all.map((kind) => [kind.name, kind] as const))("MEANING 128: %s", (_, kind) => {
  test("twice the depth gives about twice the text", () => {
    // The greatest depth that the grammar allows.
    const depth = [96, 64, 48].find((n) => parse(programOf(kind, n)["long.feat"] ?? "").issues.length === 0) ?? 32;
    const [some, more, most] = [depth / 4, depth / 2, depth].map((n) => sizes(kind, n)) as [Sizes, Sizes, Sizes];
    for (const what of ["sql", "code"] as const)
      expect(most[what] - more[what], what).toBeLessThan(3 * (more[what] - some[what]) + 1000);
  });
});
type Sizes = ReturnType<typeof sizes>;
