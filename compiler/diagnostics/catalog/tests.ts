/** Tests in the language. FEAT7xxx. */
import { define } from "../diagnostic.js";

export const testGivenTarget = define<{ name: string; is: string }>({
  code: "FEAT7001",
  name: "test-target",
  severity: "error",
  message: ({ name, is }) => `a test cannot use ${is} \`${name}\` here`,
});

export const testOneRow = define<{ name: string; is: string }>({
  code: "FEAT7002",
  name: "test-one-row",
  severity: "error",
  message: ({ name, is }) => `${is} \`${name}\` takes one row`,
});

export const testValue = define<{ name: string }>({
  code: "FEAT7003",
  name: "test-value",
  severity: "error",
  message: ({ name }) => `\`${name}\` cannot be used here: the values of a test are literals, or functions of literals`,
  help: () =>
    'write a value (`1.5`, `"text"`, `true`, `null`, `[1, 2]`), or a function of values (`tier(1.5)`); or `missing` or `stale` for a feature\'s status; an `expect` also takes `approx(1.5, 0.1)` and `error`',
});

export const testStatus = define<{ status: string; where: string }>({
  code: "FEAT7004",
  name: "test-status",
  severity: "error",
  message: ({ status, where }) => `\`${status}\` is a status, but ${where} has none`,
});

export const testAmbiguous = define<{ name: string; kinds: readonly string[] }>({
  code: "FEAT7005",
  name: "test-ambiguous",
  severity: "error",
  message: ({ name, kinds }) => `\`${name}\` is ${kinds.join(" and ")}: a test cannot tell which`,
});

export const testNothing = define<object>({
  code: "FEAT7006",
  name: "test-expects-nothing",
  severity: "error",
  message: () => "this test expects nothing",
  help: () => "add `expect view { feature: value }`",
});

export const testNull = define<{ name: string; type: string }>({
  code: "FEAT7007",
  name: "test-null",
  severity: "error",
  message: ({ name, type }) => `\`${name}\` is ${type} and never null`,
});

export const testNotExpected = define<{ what: "error" | "approx" }>({
  code: "FEAT7008",
  name: "test-not-expected",
  severity: "error",
  message: ({ what }) => `\`${what}\` belongs in an \`expect\``,
  help: ({ what }) => `write a value here, and \`${what}\` in an \`expect\``,
});

export const testApprox = define<object>({
  code: "FEAT7009",
  name: "test-approx",
  severity: "error",
  message: () => "`approx` takes a number or a list of numbers, and a tolerance",
  help: () => "write `approx(3.14, 0.01)`",
});

export const testApproxType = define<{ name: string; type: string }>({
  code: "FEAT7010",
  name: "test-approx-type",
  severity: "error",
  message: ({ name, type }) => `\`${name}\` is ${type}, but \`approx\` is for numbers`,
  help: () => "write the value itself",
});

export const testRowsLate = define<{ name: string }>({
  code: "FEAT7011",
  name: "test-rows-late",
  severity: "error",
  message: ({ name }) =>
    `rows of \`${name}\` are given after an \`expect\`, but all cases of a test have the same rows`,
  help: () => "give them before the first `expect`, or write another test",
});

export const testLeftOver = define<object>({
  code: "FEAT7012",
  name: "test-left-over",
  severity: "error",
  message: () => "no `expect` follows this",
  help: () => "`given`, `at` and `for` go before the `expect` that they belong to",
});

export const testTitle = define<{ title: string }>({
  code: "FEAT7013",
  name: "test-title",
  severity: "warning",
  message: ({ title }) => `another test has the title "${title}"`,
  help: () => "reports name a test by its title, and `feat test` selects by it",
});
