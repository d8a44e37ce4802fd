import { testTitle } from "../diagnostics/catalog/tests.js";
import type { Diagnostic } from "../diagnostics/diagnostic.js";
import type { Symbols } from "../symbols/index.js";

/** Reports tests that have the same title as an earlier one. */
export function titlesTwice({ tests }: Symbols): readonly Diagnostic[] {
  const first = new Map<string, Symbols["tests"][number]>();
  const found: Diagnostic[] = [];
  for (const test of tests) {
    const title = test.decl.title.value;
    const before = first.get(title);
    if (before === undefined) {
      first.set(title, test);
      continue;
    }
    const related = [{ place: before.file.place(before.decl.title), message: "the first one is here" }];
    found.push(testTitle.at(test.file.place(test.decl.title), { title }, { related }));
  }
  return found;
}
