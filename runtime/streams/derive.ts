import { recordBuilder } from "../codec/index.js";
import { add } from "../functions/int64.js";
import type { StreamArtifact, StreamPath, StreamRow, StreamSource, StreamStep } from "../stream-artifacts.js";
import type { Int, Value } from "../values.js";
import type { PhysicalRow, ViewRow } from "./rows.js";

/** The rows of a view's source that a physical row makes: one, none, or one for each element of an array. */
export type Derive = (base: PhysicalRow) => readonly ViewRow[];

interface Made {
  readonly time: Int;
  readonly row: StreamRow;
  readonly ordinals: readonly number[];
}

/** A row that the view does not take, or whose key has a null, is left out. */
export function deriver(stream: StreamArtifact, sources: ReadonlyMap<string, StreamSource>): Derive {
  const records = new Map(
    [...sources].map(([name, { columns }]) => [name, recordBuilder<Value>(columns.map((column) => column.name))]),
  );
  const paths = stream.paths.map((path) => ({ path, steps: path.steps.map(stepper) }));
  return (base) => {
    const found: ViewRow[] = [];
    for (const { path, steps } of paths) {
      if (path.source !== base.source) continue;
      let rows: readonly Made[] = [{ time: base.time, row: records.get(base.source)!(base.values), ordinals: [] }];
      for (const step of steps) rows = step(rows);
      for (const { time, row, ordinals } of rows) {
        if (stream.where(row) !== true) continue;
        const key = stream.key(row);
        if (key.includes(null)) continue;
        found.push({ base, path, time, arrives: add(time, path.delay), ordinals, row, key });
      }
    }
    return found;
  };
}

/** The first instant at which a physical row is visible, before derived sources move it. */
export const baseArrival = (path: StreamPath, { time }: PhysicalRow): Int => add(time, path.delay);

function stepper(step: StreamStep): (rows: readonly Made[]) => readonly Made[] {
  switch (step.step) {
    case "where":
      return (rows) => rows.filter(({ row }) => step.value(row) === true);
    case "retime":
      return (rows) =>
        rows.flatMap((made) => {
          const time = step.value(made.row);
          return time === null ? [] : [time > made.time ? { ...made, time } : made];
        });
    case "each":
      return (rows) =>
        rows.flatMap((made) =>
          (step.value(made.row) ?? []).map((element, place) => ({
            ...made,
            row: { ...made.row, [step.column]: element },
            ordinals: [...made.ordinals, place],
          })),
        );
    case "columns": {
      const build = recordBuilder<Value>(step.names);
      return (rows) => rows.map((made) => ({ ...made, row: build(step.value(made.row)) }));
    }
  }
}
