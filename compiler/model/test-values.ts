import type { Constant, ExpectedValue, Expr, GivenValue, Test, TestRow } from "../ir/index.js";

/**
 * A test with constants in place of the expressions in its rows; `name` is the column, field or feature of the value.
 */
export function withValues(test: Test<Expr>, constant: (expr: Expr, name: string) => Constant): Test {
  const given = (row: TestRow<GivenValue<Expr>>): TestRow<GivenValue> =>
    row.map(({ name, value }) => ({ name, value: value.node === "status" ? value : constant(value, name) }));
  const expected = (row: TestRow<ExpectedValue<Expr>>): TestRow<ExpectedValue> =>
    row.map(({ name, value }) => {
      switch (value.node) {
        case "status":
        case "error":
          return { name, value };
        case "approx":
          return { name, value: { ...value, value: constant(value.value, name) } };
        default:
          return { name, value: constant(value, name) };
      }
    });
  return {
    ...test,
    given: test.given.map((one) => ({ ...one, rows: one.rows.map(given) })),
    cases: test.cases.map((one) => ({
      ...one,
      given: one.given.map((of) => ({ ...of, row: given(of.row) })),
      for: one.for === null ? null : given(one.for),
      expect: one.expect.map((of) => ({ ...of, row: expected(of.row) })),
    })),
  };
}

/** The expressions in the rows of a test. */
export function valuesIn(test: Test<Expr>): readonly Expr[] {
  const rows: readonly TestRow<ExpectedValue<Expr>>[] = [
    ...test.given.flatMap(({ rows }) => rows),
    ...test.cases.flatMap((one) => [...one.given, ...one.expect].map(({ row }) => row)),
    ...test.cases.flatMap((one) => (one.for === null ? [] : [one.for])),
  ];
  return rows.flat().flatMap(({ value }): readonly Expr[] => {
    switch (value.node) {
      case "status":
      case "error":
        return [];
      case "approx":
        return [value.value];
      default:
        return [value];
    }
  });
}
