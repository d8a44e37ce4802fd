/** Every row of the meaning is a test that names its number, or stands here with the reason why not. */
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
];

/** Rows that no test names yet. */
const open: Readonly<Record<string, string>> = {
  "17": "PII is not followed yet",
  "18": "PII is not followed yet",
  "19": "project rules are not there yet",
  "55": "a map of `by … top n` is not in the language yet",
  "69": "`entropy` of a map is not in the language yet",
  "70": "structs are not in the language yet",
  "71": "decimals are not in the language yet",
  "72": "aggregates take no vectors yet",
  "73": "`each` on an aggregate is not in the language yet",
  "74": "`each` on an aggregate is not in the language yet",
  "75": "`each` on an aggregate is not in the language yet",
  "77": "paths of json are not in the language yet",
  "78": "maps are not in the language yet",
  "80": "decimals are not in the language yet",
  "81": "decimals and maps are not in the language yet",
  "82": "enums are not in the language yet",
  "83": "structs are not in the language yet",
  "94": "maps are not in the language yet",
  "97": "`@deprecated` is not followed yet",
  "106": "lookups in maps are not in the language yet",
  "107": "decimals are not in the language yet",
  "113": "`each` on an aggregate is not in the language yet",
};

test("every row of the meaning is a test, or says why not", () => {
  const folder = import.meta.dirname;
  const files = readdirSync(folder).filter((name) => name.endsWith(".test.ts") && name !== "covered.test.ts");
  const texts = files.map((name) => readFileSync(join(folder, name), "utf8"));
  const named = new Set(
    texts.flatMap((text) => [
      ...[...text.matchAll(/\[\s*"([A-E]?\d+)",/g)].map(([, id]) => id),
      ...[...text.matchAll(/test\("([^"]*)"/g)].flatMap(([, title = ""]) =>
        [...title.matchAll(/\b([A-E]?\d+): /g)].map(([, id]) => id),
      ),
    ]),
  );
  for (const name of ["grammar/meaning", "grammar/limits", "cli/validate"]) {
    const text = readFileSync(join(folder, `../${name}.test.ts`), "utf8");
    for (const [, id] of text.matchAll(/MEANING ([A-E]?\d+)/g)) named.add(id);
  }
  expect(rows.filter((id) => !named.has(id) && !Object.hasOwn(open, id))).toEqual([]);
  expect(Object.keys(open).filter((id) => named.has(id) || !rows.includes(id))).toEqual([]);
});
