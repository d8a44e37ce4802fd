/**
 * Every row of MEANING has a test whose title begins with its number. The rows with a star, on which engines differ by
 * default, have one on Postgres too.
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const range = (prefix: string, last: number): readonly string[] =>
  Array.from({ length: last }, (_, index) => `${prefix}${index + 1}`);
const rows = [
  ...range("A", 21),
  ...range("B", 37),
  ...range("C", 27),
  ...range("D", 18),
  ...range("E", 19),
  ...range("", 115),
  ...["116", "117", "118", "119", "120", "121", "122", "123", "124", "125", "126", "127", "128"],
  ...["129", "130", "131", "132", "133", "134", "135", "136", "137", "138", "139"],
];

test("every row of the meaning has a test", () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts") && name !== "covered.test.ts");
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const named = new Set(
    texts.flatMap((text) => [
      ...[...text.matchAll(/\[\s*"([A-E]?\d+)",/g)].map(([, id]) => id),
      ...[...text.matchAll(/\(\s*"([^"]*)"/g)].flatMap(([, title = ""]) =>
        [...title.matchAll(/\b([A-E]?\d+): /g)].map(([, id]) => id),
      ),
    ]),
  );
  for (const name of [
    "grammar/meaning",
    "grammar/limits",
    "cli/validate",
    "cli/out-is-read",
    "end-to-end/times-and-rows",
    "length/length",
    "length/growth",
    "runtime/label-types",
    "runtime/request-values",
  ]) {
    const text = readFileSync(join(folder, `../${name}.test.ts`), "utf8");
    for (const [, id] of text.matchAll(/MEANING ([A-E]?\d+)/g)) named.add(id);
  }
  expect(rows.filter((id) => !named.has(id))).toEqual([]);
});

const starred = [
  ...["A3", "B1", "B7", "B9", "B10", "B13", "B14", "B15", "B19", "B21", "B22", "B23", "B24", "B30", "B37"],
  ...["E18", "87", "89", "90"],
];

test("every row with a star has a test on Postgres", () => {
  const folder = import.meta.dirname;
  // The table of `expressions` runs on all engines.
  const tables = readdirSync(folder)
    .filter((name) => name.endsWith(".test.ts"))
    .flatMap((name) =>
      readFileSync(join(folder, name), "utf8")
        .split(/^expressions\($/m)
        .slice(1),
    )
    .map((text) => text.slice(0, text.search(/^\);$/m)));
  const named = new Set(tables.flatMap((text) => [...text.matchAll(/^ {4}\["([A-E]?\d+)", /gm)].map(([, id]) => id)));
  for (const [, id] of readFileSync(join(folder, "../postgres/names.test.ts"), "utf8").matchAll(/MEANING ([A-E]?\d+)/g))
    named.add(id);
  expect(starred.filter((id) => !named.has(id))).toEqual([]);
});
