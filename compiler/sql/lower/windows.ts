import type { Windows } from "../../plan/algebra.js";
import { as, col, id, number, over, type Sql, select, sql, typeName, union } from "../tree/index.js";
import { finished, inputColumns } from "./aggregate-values.js";
import { distinctBySpans } from "./distinct-by-spans.js";
import { framesByPosition } from "./frames-by-position.js";
import type { Lowering } from "./lowering.js";
import { searchedWindows } from "./searched-windows.js";
import { tiles } from "./tiles.js";
import { frameCalls, partNames, readsOrder } from "./values.js";

export function windows(rel: Windows, lowering: Lowering, name: string): Sql {
  switch (rel.method.kind) {
    case "frames":
      return frames(rel, lowering);
    case "positions":
      return framesByPosition(rel, lowering, name);
    case "spans":
      return distinctBySpans(rel, lowering, name);
    case "search":
      return searchedWindows(rel, lowering);
    case "tiles":
      return tiles(rel, rel.method.levels, lowering, name);
  }
}

/** The column that marks events among events and instants. */
const EVENT = "@event";

/** Events and instants in one sort, and a frame for each length of window. */
function frames(rel: Windows, lowering: Lowering): Sql {
  const { dialect } = lowering;
  const ranked = rel.aggregates.some((each) => readsOrder(each));
  const inputs = [...new Set([...inputColumns(rel.aggregates), ...(ranked ? ["@rank"] : [])])];
  const ids = rel.id.filter((each) => each !== "@t" && !rel.keys.includes(each));
  const nothing = typeName("NULL");
  const instants = select({
    columns: [
      ...[...rel.keys, "@t", ...ids].map((each) => col(each)),
      as(typeName("false"), EVENT),
      ...inputs.map((each) => as(nothing, each)),
    ],
    from: lowering.from(rel.left),
  });
  const events = select({
    columns: [
      ...rel.keys.map((each) => col(each)),
      col("@arrive"),
      ...ids.map(() => nothing),
      typeName("true"),
      ...inputs.map((each) => col(each)),
    ],
    from: lowering.from(rel.events),
  });
  const frameOf = (micros: string | null): string => (micros === null ? "lifetime" : `last_${micros}`);
  const framed = rel.aggregates.flatMap((aggregate) => {
    const names = partNames(aggregate, dialect);
    return frameCalls(aggregate, col(EVENT), dialect).map((call, index) =>
      as(over(call, id(frameOf(aggregate.micros))), names[index]!),
    );
  });
  const kept = [...rel.id, EVENT].map((each) => col(each));
  const inner = select({
    columns: [...kept, ...framed],
    from: union([instants, events]),
    windows: [...new Set(rel.aggregates.map(({ micros }) => micros))].map((micros) => [
      frameOf(micros),
      frame(rel.keys, micros),
    ]),
  });
  return select({
    columns: [...rel.id.map((each) => col(each)), ...finished(rel.aggregates, lowering)],
    from: inner,
    where: [sql`NOT ${col(EVENT)}`],
  });
}

function frame(keys: readonly string[], micros: string | null): Sql {
  const start = micros === null ? typeName("UNBOUNDED") : number(BigInt(micros) - 1n);
  const [first, ...others] = keys.map((each) => col(each));
  const by = others.reduce((left, right) => sql`${left}, ${right}`, first!);
  return sql`(PARTITION BY ${by} ORDER BY ${col("@t")} RANGE BETWEEN ${start} PRECEDING AND CURRENT ROW)`;
}
