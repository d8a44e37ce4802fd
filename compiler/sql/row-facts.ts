import { scalar } from "../../runtime/types.js";
import type { RowFacts } from "../plan/algebra.js";
import type { Dialect } from "./dialects/dialect.js";
import {
  any,
  as,
  cast,
  col,
  filtered,
  isNull,
  NULL,
  negated,
  number,
  op,
  type Sql,
  select,
  sql,
} from "./tree/index.js";

/** Counts, greatest instants and hashes of a block's rows, in one pass. */
export function rowFactsNode(rel: RowFacts, from: Sql, dialect: Dialect): Sql {
  const written = dialect.parameter("created");
  const [created, time] = [col("@created"), col("@time")];
  const old = any([isNull(written), isNull(created), op("<=", created, written)]);
  const nothing = cast(NULL, "BIGINT");
  const hashes = (columns: readonly string[]): readonly Sql[] => {
    // Not the exclusive or: a row that is added twice must not cancel itself.
    const sum = sql`sum(${dialect.rowHash(columns.map((name) => col(name)))})`;
    // Most rows are old, and an engine would make the hash of each a second time.
    const inNew = sql`coalesce(${filtered(sum, negated(old))}, ${number(0)})`;
    const inOld = rel.created ? op("-", sum, inNew) : sum;
    const text = dialect.type(scalar("string"));
    return [as(cast(inOld, text), "@oldHash"), as(cast(sum, text), "@allHash")];
  };
  return select({
    columns: [
      as(sql`count(*)`, "@rows"),
      as(sql`max(${time})`, "@newest"),
      as(rel.created ? sql`max(${created})` : nothing, "@newestCreated"),
      as(rel.created ? filtered(sql`count(*)`, old) : sql`count(*)`, "@old"),
      as(rel.created ? filtered(sql`min(${time})`, negated(old)) : nothing, "@freshFrom"),
      ...(rel.columns === null ? [] : hashes(rel.columns)),
    ],
    from,
  });
}
