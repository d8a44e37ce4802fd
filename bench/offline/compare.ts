import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type DataSet, end, sqlText } from "../support/data.js";
import type { HandPlan, Work } from "./case.js";
import { feat } from "./feat.js";
import { handOut } from "./hand.js";

const named = (name: string): string => `"${name.replaceAll('"', '""')}"`;

async function columnsOf(db: DuckDBConnection, relation: string): Promise<readonly { name: string; type: string }[]> {
  const rows = (await db.runAndReadAll(`DESCRIBE SELECT * FROM ${relation}`)).getRowsJson();
  return rows.map(([name, type]) => ({ name: String(name), type: String(type) }));
}

/** True where two values are not the same: floats within 1e-9 of their magnitude, all else exactly. */
const differ = (name: string, type: string): string => {
  const [f, h] = [`f.${named(name)}`, `h.${named(name)}`];
  return type === "DOUBLE"
    ? `(${f} IS NULL) <> (${h} IS NULL) OR abs(${f} - ${h}) > 1e-9 * greatest(abs(${f}), abs(${h}))`
    : `${f} IS DISTINCT FROM ${h}`;
};

async function check(db: DuckDBConnection, what: string, joined: string, wrong: readonly string[]): Promise<void> {
  const query = `SELECT count(*) OVER () AS rows, f, h FROM ${joined} WHERE f.n IS NULL OR h.n IS NULL OR ${wrong.map((test) => `(${test})`).join(" OR ")} LIMIT 3`;
  const found = (await db.runAndReadAll(query)).getRowObjectsJson();
  if (found.length === 0) return;
  throw new Error(
    `${what}: ${found[0]!.rows} rows differ, for instance\n${found.map((row) => `  feat ${JSON.stringify(row.f)}\n  hand ${JSON.stringify(row.h)}`).join("\n")}`,
  );
}

async function withDuckDB(use: (db: DuckDBConnection) => Promise<void>): Promise<void> {
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  try {
    await use(connection);
  } finally {
    connection.closeSync();
    database.closeSync();
  }
}

/** The answer of a hand-written plan, as a relation of DuckDB. */
export interface HandAnswer {
  readonly name: string;
  readonly relation: string;
}

/**
 * A training set has exactly the labels, in their order, and beside each the values of the hand-written plan. `labels`:
 * their Parquet file.
 */
export async function sameTraining(folder: string, { name, relation }: HandAnswer, labels: string): Promise<void> {
  await withDuckDB(async (db) => {
    const numbered = (file: string) =>
      `(SELECT file_row_number AS n, * EXCLUDE (file_row_number) FROM read_parquet(${sqlText(file)}, file_row_number = true))`;
    const made = numbered(join(folder, "feat.parquet"));
    const given = numbered(labels);
    const hand = relation;
    const joined = (other: string) => `${made} AS f FULL JOIN ${other} AS h ON f.n = h.n`;
    for (const other of [given, hand]) {
      const columns = (await columnsOf(db, other)).filter(({ name }) => name !== "n");
      const wrong = columns.map(({ name, type }) => differ(name, type));
      await check(db, other === given ? "the labels" : name, joined(other), wrong);
    }
  });
}

/** Compares the online store's answer for every key with the hand-written plan's row. */
export async function sameStore(
  folder: string,
  { name: of, relation }: HandAnswer,
  work: Work & { readonly kind: "materialize" },
  timeout: number,
): Promise<void> {
  await withDuckDB(async (db) => {
    await db.run(`CREATE TABLE hand AS SELECT ${work.key} AS n, * FROM ${relation} ORDER BY 1`);
    const keys = (await db.runAndReadAll("SELECT n FROM hand ORDER BY n")).getRowsJson();
    const rows = join(folder, "rows.jsonl");
    writeFileSync(rows, keys.map(([key]) => `${JSON.stringify({ [work.key]: Number(key) })}\n`).join(""));
    const { stdout } = await feat(folder, ["get", work.service, "--rows", rows, "--at", end, "--json"], timeout);
    const answers = join(folder, "answers.jsonl");
    const parts: { keys: object; features: object }[] = JSON.parse(stdout).answers;
    writeFileSync(answers, parts.map(({ keys, features }) => `${JSON.stringify({ ...keys, ...features })}\n`).join(""));
    if (readFileSync(answers).length === 0) throw new Error("the store answered nothing");
    const columns = (await columnsOf(db, "hand")).filter(({ name }) => name !== "n" && name !== work.key);
    const types = [`${work.key}: 'BIGINT'`, ...columns.map(({ name, type }) => `${name}: '${type}'`)].join(", ");
    const made = `(SELECT ${work.key} AS n, * FROM read_json(${sqlText(answers)}, columns = {${types}}))`;
    const wrong = columns.map(({ name, type }) => differ(name, type));
    await check(db, of, `${made} AS f FULL JOIN hand AS h ON f.n = h.n`, wrong);
  });
}

/** Throws, with rows that differ, unless Feat's last run gave what the hand-written plan's did. */
export async function compare(
  folder: string,
  plan: HandPlan,
  work: Work,
  path: (data: DataSet) => string,
  timeout: number,
): Promise<void> {
  if (plan.differs !== undefined) return;
  const { name } = plan;
  if (work.kind === "train")
    await sameTraining(
      folder,
      { name, relation: `read_parquet(${sqlText(handOut(folder, plan))})` },
      path(work.labels),
    );
  else await sameStore(folder, { name, relation: `(${plan.query(path)})` }, work, timeout);
}
