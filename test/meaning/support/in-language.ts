import { expect, test } from "vitest";
import { folder } from "../../cli/feat.js";
import { compileTexts } from "../../oracle/support/compile.js";
import { failures } from "../../oracle/support/test-failures.js";

/** The columns of the only source of events, as a YAML flow map, and a program with its own tests. */
export type InLanguage = readonly [id: string, words: string, columns: string, program: string];

const filesOf = (columns: string, program: string, rules = ""): Readonly<Record<string, string>> => ({
  "feat.yaml": `project: p\nfeatures: main.feat\nsources: sources.yaml\n${rules}`,
  "sources.yaml": `sources:
  ev: { kind: events, file: none.csv, time: tm, columns: { k: int64, tm: timestamp, ${columns} } }
  st: { kind: state, file: none.csv, time: tm, columns: { k: int64, tm: timestamp, ${columns} } }
`,
  "main.feat": `entity e { k: int64 }\n${program}\n`,
});

/** Runs rows of the meaning as tests in the language: on SQL, on TypeScript, and by the oracle. */
export function inLanguage(rows: readonly InLanguage[]): void {
  test.each(rows)("%s: %s", async (_, __, columns, program) => {
    const files = filesOf(columns, program);
    const { code, out, err } = await folder(files).feat(["test"]);
    expect({ code, said: code === 0 ? "" : `${out}${err}` }).toEqual({ code: 0, said: "" });
    const compiled = compileTexts(files);
    expect(compiled.project.tests.length).toBeGreaterThan(0);
    expect(compiled.project.tests.flatMap((one, index) => failures(compiled, one, index))).toEqual([]);
  });
}

/** Rows that give an error or a warning, with its code. `rules` are lines of `feat.yaml`. */
export type Refused = readonly [
  id: string,
  words: string,
  columns: string,
  program: string,
  says: RegExp | null,
  rules?: string,
];
export function refused(rows: readonly Refused[]): void {
  test.each(rows.map((row) => [...row.slice(0, 2), row] as const))("%s: %s", async (...[, , row]) => {
    const [, , columns, program, says, rules = ""] = row as Refused;
    const { code, out, err } = await folder(filesOf(columns, program, rules)).feat(["check"]);
    if (says === null) expect({ code, err }).toEqual({ code: 0, err: "" });
    else {
      expect(out + err).toMatch(says);
      expect(code).toBe(/error\[/.test(err) ? 1 : 0);
    }
  });
}
