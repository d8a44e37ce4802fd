import { visible } from "../../runtime/visible.js";
import type { TestResult } from "./index.js";
import { linesOf } from "./lines.js";

/** Why there are no results: the compiler's errors. */
export interface NotRun {
  readonly message: string;
  readonly text: string;
}

/** The results as JUnit XML: a suite for each file, with its tests in order. */
export async function junit(project: string, results: readonly TestResult[], notRun: NotRun | null): Promise<string> {
  // Few runs write a report, and only they need to load this.
  const { create } = await import("xmlbuilder2");
  const failures = results.filter(({ ok }) => !ok).length;
  const errors = notRun === null ? 0 : 1;
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites", {
    name: visible(project),
    ...counts(results.length + errors, failures, errors, results),
  });
  for (const file of new Set(results.map((result) => result.file))) {
    const own = results.filter((result) => result.file === file);
    const name = visible(file);
    const failed = own.filter(({ ok }) => !ok).length;
    const suite = root.ele("testsuite", { name, ...counts(own.length, failed, 0, own) });
    for (const result of own) {
      const test = suite.ele("testcase", {
        name: visible(result.title),
        classname: name.replace(/\.feat$/, "").replaceAll("/", "."),
        file: name,
        line: result.line,
        time: seconds([result]),
      });
      for (const failure of result.failures) {
        const { what, message, under } = linesOf(failure);
        const first = `${what}: ${message}`;
        test
          .ele("failure", { message: first, type: failure.kind })
          .txt([first, ...under, `at ${name}:${failure.line}`].join("\n"));
      }
    }
  }
  if (notRun !== null) {
    const suite = root.ele("testsuite", { name: visible(project), ...counts(1, 0, 1, []) });
    suite
      .ele("testcase", { name: "compiles", classname: visible(project), time: seconds([]) })
      .ele("error", { message: visible(notRun.message), type: "compile" })
      .txt(notRun.text.split("\n").map(visible).join("\n"));
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

const counts = (tests: number, failures: number, errors: number, results: readonly TestResult[]) => ({
  tests,
  failures,
  errors,
  skipped: 0,
  time: seconds(results),
});

const seconds = (results: readonly TestResult[]): string =>
  (results.reduce((sum, { milliseconds }) => sum + milliseconds, 0) / 1000).toFixed(3);
