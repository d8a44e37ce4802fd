/**
 * Names, literals, comments, keys and values that SQL could misread. Every strategy of every engine gives the same
 * values, and the tables of the database stay as they are.
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { type Dialect, dialectNamed, trainingArtifact } from "../../compiler/sql/index.js";
import { openDuckDB, trainingRows, type Value, type Warehouse, warehouses } from "../../runtime/index.js";
import { strategiesOf } from "../../runtime/warehouse/choose-plan.js";
import { compileTexts } from "../oracle/support/compile.js";
import { ownPostgres } from "../support/own-postgres.js";
import { copyTables } from "./copy-tables.js";
import { firstColumn } from "./support.js";

const folder = mkdtempSync(join(tmpdir(), "feat-hostile-"));
const duckdb = await openDuckDB({ folder, environment: {} });
const url = await ownPostgres();
const postgres = dialectNamed("postgres")!;
const engines: readonly (readonly [Dialect, Warehouse])[] = [
  [dialectNamed("duckdb")!, duckdb],
  [postgres, await warehouses.get("postgres")!.open(url, { folder, environment: {}, prelude: postgres.prelude?.() })],
];
afterAll(async () => {
  for (const [, warehouse] of engines) await warehouse.close();
  rmSync(folder, { recursive: true, force: true });
});

const texts = [
  "'; DROP TABLE victim; --",
  '"; DROP TABLE victim; --',
  "\\'; DROP TABLE victim; --",
  "$$; DROP TABLE victim; $$",
  "$feat$; DROP TABLE victim; $feat$",
  "*/ DROP TABLE victim; /*",
  "a\nb\r\n-- c",
  "{0} {1} $1 $2 ${NAME} %s ?",
  "\\",
  "''",
  "é🦆\u{202e}\u{feff}",
  "E'\\x41' U&'\\0041'",
];
/** As the language writes it. */
const written = (text: string): string =>
  `"${[...text].map((char) => (/[\w ]/.test(char) ? char : `\\u{${char.codePointAt(0)!.toString(16)}}`)).join("")}"`;
const quoted = (text: string, quote: string): string => `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;

/** The declared names share more than 63 bytes. Postgres truncates names. */
const long = `n${"x".repeat(70)}`;
const column = (index: number): string => `${texts[index]!.slice(0, 30)} ${index}`;
const columns = [0, 1, 3, 4, 6, 7, 8, 9, 10];
const table = `odd "table'; $$ \\ é`;

const files = {
  "feat.yaml": "project: hostile\nsources: sources.yaml\ndialects: [duckdb, postgres]\n",
  "sources.yaml": JSON.stringify({
    sources: Object.fromEntries(
      (["events", "state"] as const).map((kind) => [
        `${long}_${kind}`,
        {
          kind,
          table,
          time: { column: column(0), format: "timestamp" },
          columns: {
            k: { type: "string", column: column(1) },
            at: { type: "timestamp", column: column(0) },
            s: { type: "string", column: column(3) },
            ...Object.fromEntries(
              columns.slice(4).map((index) => [`c${index}`, { type: "int64", column: column(index) }]),
            ),
          },
        },
      ]),
    ),
  }),
  "main.feat": `/// ${texts[5]} $feat$ '; DROP TABLE victim; --
entity e { k: string }
enum ${long}_enum { ${texts.map(written).join(", ")} }
/// */ DROP TABLE victim; /* $$
view ${long}_a for e from ${long}_state {
  ${texts.map((text, index) => `is_${index} = s == ${written(text)}`).join("\n  ")}
  ${texts.map((text, index) => `has_${index} = contains(s, ${written(text)})`).join("\n  ")}
  ${long}_1 = concat(s, ${written(texts[0]!)})
  ${long}_2 = match s { ${texts.map((text, index) => `${written(text)} => ${written(texts[texts.length - 1 - index]!)}`).join(", ")}, else => "" }
  ${columns
    .slice(4)
    .map((index) => `c${index}`)
    .join(" ")}
}
view ${long}_b for e from ${long}_events where s in [${texts.map(written).join(", ")}] {
  n = count() over [1h, 7d]
  ${long}_last = last(s) over 7d
  ${long}_list = last_n(s, 2) over 7d
  by_text = count() by s over 7d
}
service one { ${long}_a.* }
service two { ${long}_b.* }
`,
};
const { project } = compileTexts(files);

test.each(project.services)(
  "$name: every strategy reads and gives the texts as they are",
  { timeout: 60_000 },
  async (service) => {
    const cells = texts.map((text, index) => {
      const numbers = columns.slice(4).map((own) => `${own + index}::BIGINT AS ${quoted(column(own), '"')}`);
      const at = `make_timestamp(1704067200000000 + ${index}) AS ${quoted(column(0), '"')}`;
      return `SELECT ${[at, `${quoted(text, "'")} AS ${quoted(column(1), '"')}`, `${quoted(text, "'")} AS ${quoted(column(3), '"')}`, ...numbers].join(", ")}`;
    });
    await duckdb.run(`CREATE OR REPLACE TABLE victim AS SELECT 1 AS x`);
    await duckdb.run(`CREATE OR REPLACE TABLE ${quoted(table, '"')} AS ${cells.join(" UNION ALL ")}`);
    await copyTables(duckdb, url, ["victim", table]);
    const rows = texts.map((text) => ({ at: 1_704_067_200_000_000 + 1_000_000, inputs: { k: text } }));
    const expected = texts.map((text, index) => {
      const own: Readonly<Record<string, unknown>> = {
        ...Object.fromEntries(texts.map((other, at) => [`is_${at}`, text === other])),
        ...Object.fromEntries(texts.map((other, at) => [`has_${at}`, text.includes(other)])),
        [`${long}_1`]: text + texts[0]!,
        [`${long}_2`]: texts[texts.length - 1 - index],
        ...Object.fromEntries(columns.slice(4).map((at) => [`c${at}`, at + index])),
        n_1h: 1,
        n_7d: 1,
        [`${long}_last`]: text,
        [`${long}_list`]: [text],
        by_text: new Map([[text, 1]]),
      };
      return service.features.map(({ name }) => own[name]);
    });
    for (const [dialect, warehouse] of engines) {
      const artifact = trainingArtifact(project, service, { dialect });
      const strategies = strategiesOf(artifact.sql);
      expect(strategies.length).toBeGreaterThan(1);
      for (const strategy of strategies) {
        const found: (readonly Value[])[] = [];
        for await (const batch of trainingRows({ warehouse, artifact, labels: { kind: "rows", rows }, strategy }))
          for (let row = 0; row < batch.rows; row++) found.push(batch.columns.map((each) => each[row] ?? null));
        expect(found, `${strategy} of ${dialect.name}`).toEqual(expected);
      }
    }
    expect(await firstColumn(url, "SELECT x FROM victim")).toEqual([1]);
  },
);

test("MEANING 126: a text with U+0000, which Postgres cannot hold, is an error that says so", async () => {
  const nul = compileTexts({
    ...files,
    "main.feat": `entity e { k: string }
view v for e from ${long}_state { y = s == "a\\u{0}b" }
service s { v.* }
`,
  });
  const artifact = trainingArtifact(nul.project, nul.project.services[0]!, { dialect: postgres });
  const read = async (): Promise<void> => {
    const labels = { kind: "rows" as const, rows: [{ at: 1_704_067_200_000_000, inputs: { k: "a" } }] };
    for await (const _ of trainingRows({ warehouse: engines[1]![1], artifact, labels }));
  };
  await expect(read()).rejects.toThrow(/cannot hold|U\+0000|NUL/i);
});
