import { randomBytes } from "node:crypto";
import type { NamedType } from "../../../artifacts.js";
import type { LabelReport } from "../../warehouse.js";
import { ownTable } from "../labels/server.js";
import { toNatural } from "../natural.js";
import type { Session } from "../session.js";
import type { Table } from "../tables.js";
import { identifier } from "../text.js";
import { revokedOf, rightsOf } from "./check-table.js";

/**
 * Creates or replaces a table within a transaction. Its rows are those of the labels, with their own columns and then
 * the features. `own`: false if the labels have no columns of their own.
 *
 * A new table is made beside the old one, which is read until the last moment. The new one gets its owner and rights.
 */
export async function writeTable(
  session: Session,
  statement: string,
  table: Table,
  features: readonly NamedType[],
  { rows }: Pick<LabelReport, "rows">,
  own: boolean,
): Promise<void> {
  const columns = own ? await ownColumns(session) : [];
  const made = [
    ...columns.map((name) => `o.${identifier(name)}`),
    ...features.map(({ name, type }) => `${toNatural(type, `f.${identifier(name)}`)} AS ${identifier(name)}`),
  ];
  const fresh = `feat_new_${randomBytes(6).toString("hex")}`;
  const freshSql = `${identifier(table.schema)}.${identifier(fresh)}`;
  const from = own
    ? `${ownTable} AS o JOIN (\n${statement}\n) AS f ON f.feat_row = o.feat_row`
    : `(\n${statement}\n) AS f`;
  await session.run(`CREATE TABLE ${freshSql} AS SELECT ${made.join(", ")} FROM ${from} ORDER BY f.feat_row`);
  const [counted] = await session.rows(`SELECT count(*) FROM ${freshSql}`);
  if (Number(counted?.[0]) !== rows)
    throw new Error(`INTERNAL Error: ${counted?.[0]} rows came out for ${rows} labels`);
  if (table.oid !== null) {
    const rights = [...(await revokedOf(session, freshSql)), ...(await rightsOf(session, table.oid, freshSql))];
    for (const right of rights) await session.run(right);
    await session.run(`DROP TABLE ${table.sql}`);
  }
  await session.run(`ALTER TABLE ${freshSql} RENAME TO ${identifier(table.name)}`);
}

async function ownColumns(session: Session): Promise<readonly string[]> {
  const found = await session.rows(
    "SELECT attname FROM pg_attribute WHERE attrelid = to_regclass($1) AND attnum > 0 AND NOT attisdropped ORDER BY attnum",
    [ownTable],
  );
  return found.flatMap(([name]) => (name === "feat_row" ? [] : [name!]));
}
