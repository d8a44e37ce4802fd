/**
 * Every aggregate over the elements of a list, plain, with `where` and with `by`: DuckDB's SQL, the generated
 * TypeScript and the oracle give the same for random lists, including null and empty lists.
 */
import { describe, test } from "vitest";
import { engine } from "./support/duckdb.js";
import { checkEach, tests, text } from "./support/each-cases.js";

describe.each(tests)("each %s", (form, cases) => {
  test.each(cases.map((one) => [`${one.name} ${one.overload.key} of ${text(one.x)}`, one] as const))("%s", (_, one) =>
    checkEach(engine, one, form),
  );
});
