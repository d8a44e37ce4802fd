/**
 * For every aggregate over the elements of a list (plain, with `where` and with `by`), Postgres's SQL and the oracle
 * give the same for random lists, including null and empty lists.
 */
import { afterAll, describe, test } from "vitest";
import { checkEach, tests, text } from "../../functions/support/each-cases.js";
import { close, engine } from "./support/postgres.js";

afterAll(close);

describe.each(tests)("each %s", (form, cases) => {
  test.each(cases.map((one) => [`${one.name} ${one.overload.key} of ${text(one.x)}`, one] as const))("%s", (_, one) =>
    checkEach(engine, one, form),
  );
});
