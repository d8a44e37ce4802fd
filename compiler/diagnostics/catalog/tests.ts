/** Tests in the language. FEAT7xxx. */
import { define } from "../diagnostic.js";

export const testGivenTarget = define<{ name: string; is: string }>({
  code: "FEAT7001",
  name: "test-target",
  severity: "error",
  message: ({ name, is }) => `a test can't name ${is} \`${name}\` here`,
});

export const testOneRow = define<{ name: string; is: string }>({
  code: "FEAT7002",
  name: "test-one-row",
  severity: "error",
  message: ({ name, is }) => `${is} \`${name}\` is given by one row`,
});

export const testValue = define<{ name: string }>({
  code: "FEAT7003",
  name: "test-value",
  severity: "error",
  message: ({ name }) => `\`${name}\` means nothing here: a value of a test is made of what is written in it`,
  help: () =>
    'write a value (`1.5`, `"text"`, `true`, `null`, `[1, 2]`), or what functions make of values (`tier(1.5)`); or `missing` or `stale` for a feature\'s status; an `expect` also takes `approx(1.5, 0.1)` and `error`',
});

export const testStatus = define<{ status: string; where: string }>({
  code: "FEAT7004",
  name: "test-status",
  severity: "error",
  message: ({ status, where }) => `\`${status}\` is a status, and ${where} has none`,
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
  message: ({ what }) => `\`${what}\` can only be expected`,
  help: ({ what }) => `give a value, and say \`${what}\` in an \`expect\``,
});

export const testApprox = define<object>({
  code: "FEAT7009",
  name: "test-approx",
  severity: "error",
  message: () => "`approx` takes a number, or a list of them, and how far off it may be",
  help: () => "write `approx(3.14, 0.01)`",
});

export const testApproxType = define<{ name: string; type: string }>({
  code: "FEAT7010",
  name: "test-approx-type",
  severity: "error",
  message: ({ name, type }) => `\`${name}\` is ${type}, and only numbers can be nearly so`,
  help: () => "write the value itself",
});

export const testRowsLate = define<{ name: string }>({
  code: "FEAT7011",
  name: "test-rows-late",
  severity: "error",
  message: ({ name }) =>
    `rows of \`${name}\` are given after an \`expect\`, and all cases of a test have the same rows`,
  help: () => "give them before the first `expect`, or write another test",
});

export const testLeftOver = define<object>({
  code: "FEAT7012",
  name: "test-left-over",
  severity: "error",
  message: () => "nothing is expected of this",
  help: () => "`given`, `at` and `for` stand before the `expect` that they are for",
});

export const testTitle = define<{ title: string }>({
  code: "FEAT7013",
  name: "test-title",
  severity: "warning",
  message: ({ title }) => `another test has the title "${title}"`,
  help: () => "by its title a test is found in a report, and picked by `feat test`",
});
