import type { Windows } from "../../plan/algebra.js";
import { as, caseOf, col, id, list, number, over, type Sql, select, sql, typeName, union } from "../tree/index.js";
import { finished, inputColumns } from "./aggregate-values.js";
import { lengthsOf } from "./bucketed.js";
import type { Lowering } from "./lowering.js";
import { frameCalls, partNames, readsOrder } from "./values.js";

const [EVENT, PLACE, LAST, HIGH, ROW] = ["@event", "@place", "@last", "@high", "@number"];
const cols = (names: readonly string[], table?: string): readonly Sql[] => names.map((each) => col(each, table));
const lowOf = (length: number): string => `@low${length}`;

/**
 * All events of a key come before its instants, in one order. An instant's window begins after the last event that is
 * too old, and ends at the last event that has arrived. The number of events up to these two is looked up, so the frame
 * is given by positions and holds only events.
 */
export function framesByPosition(rel: Windows, lowering: Lowering, name: string): Sql {
  const { dialect } = lowering;
  const lengths = lengthsOf(rel.aggregates);
  const inputs = [...new Set([...inputColumns(rel.aggregates), ...(rel.aggregates.some(readsOrder) ? ["@rank"] : [])])];
  const ids = rel.id.filter((each) => !rel.keys.includes(each));
  const keys = list(cols(rel.keys));
  const placed = id(
    lowering.block(
      `${name}_places`,
      select({
        columns: [
          ...cols([...rel.keys, "@arrive", ...inputs]),
          as(sql`row_number() OVER (PARTITION BY ${keys} ORDER BY ${col("@arrive")})`, PLACE),
          // Events that arrive together share the last one's position.
          as(sql`count(*) OVER (PARTITION BY ${keys} ORDER BY ${col("@arrive")})`, LAST),
        ],
        from: lowering.from(rel.events),
      }),
    ),
  );
  const upTo = (alias: string, instant: Sql) => ({
    kind: "asof left" as const,
    table: as(placed, alias),
    on: [
      ...rel.keys.map((each) => sql`${col(each, "i")} = ${col(each, alias)}`),
      sql`${instant} >= ${col("@arrive", alias)}`,
    ],
  });
  const bounded = lengths.filter((each) => each !== null);
  const count = (alias: string): Sql => sql`coalesce(${col(LAST, alias)}, 0)`;
  const nothing = typeName("NULL");
  const instants = select({
    columns: [
      ...cols([...rel.keys, ...ids], "i"),
      as(typeName("false"), EVENT),
      as(nothing, PLACE),
      as(count("h"), HIGH),
      ...bounded.map((_, index) => as(count(`l${index}`), lowOf(index))),
      ...inputs.map((each) => as(nothing, each)),
    ],
    from: as(lowering.from(rel.left), "i"),
    joins: [
      upTo("h", col("@t", "i")),
      ...bounded.map((micros, index) => upTo(`l${index}`, sql`${col("@t", "i")} - ${number(micros)}`)),
    ],
  });
  const events = select({
    columns: [
      ...cols(rel.keys),
      ...ids.map(() => nothing),
      typeName("true"),
      col(PLACE),
      nothing,
      ...bounded.map(() => nothing),
      ...cols(inputs),
    ],
    from: placed,
  });
  const numbered = select({
    columns: [
      typeName("*"),
      as(sql`row_number() OVER (PARTITION BY ${keys} ORDER BY ${col(EVENT)} DESC, ${col(PLACE)})`, ROW),
    ],
    from: union([instants, events]),
  });
  const frameOf = (micros: string | null): string => (micros === null ? "lifetime" : `last_${micros}`);
  const back = (rows: Sql): Sql => caseOf([[col(EVENT), number(0)]], rows);
  const end = back(sql`${col(ROW)} - ${col(HIGH)}`);
  const windows = lengths.map((micros): readonly [string, Sql] => {
    const low = micros === null ? number(0) : col(lowOf(bounded.indexOf(micros)));
    const start = back(sql`${col(ROW)} - ${low} - 1`);
    return [
      frameOf(micros),
      sql`(PARTITION BY ${keys} ORDER BY ${col(ROW)} ROWS BETWEEN ${start} PRECEDING AND ${end} PRECEDING)`,
    ];
  });
  const framed = rel.aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    return frameCalls(aggregate, col(EVENT), dialect).map((call, index) =>
      as(over(call, id(frameOf(aggregate.micros))), names[index]!),
    );
  });
  const inner = select({ columns: [...cols([...rel.id, EVENT]), ...framed], from: numbered, windows });
  return select({
    columns: [...cols(rel.id), ...finished(rel.aggregates, lowering)],
    from: inner,
    where: [sql`NOT ${col(EVENT)}`],
  });
}
