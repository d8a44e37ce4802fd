import type { WindowAggregate } from "../../plan/algebra.js";
import { aggregateColumn } from "../../plan/columns.js";
import { finish } from "../aggregate.js";
import { as, col, type Sql } from "../tree/index.js";
import type { Lowering } from "./lowering.js";
import { partNames } from "./values.js";

/** The values of aggregates from the columns of their calls. */
export const finished = (aggregates: readonly WindowAggregate[], { dialect }: Lowering): readonly Sql[] =>
  aggregates.map((aggregate) => {
    const columns = partNames(aggregate, dialect).map((each) => col(each));
    return as(finish(aggregate, "whole", columns, dialect), aggregateColumn(aggregate.id));
  });

/** The columns of the events that aggregates read. */
export const inputColumns = (aggregates: readonly WindowAggregate[]): readonly string[] => [
  ...new Set(
    aggregates.flatMap(({ args, where }) => [
      ...args.flatMap((arg) => ("column" in arg ? [arg.column] : [])),
      ...(where === null ? [] : [where]),
    ]),
  ),
];
