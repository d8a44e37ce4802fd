/**
 * Histories of data: rows that are appended, arrive late, are corrected, deleted by a row or removed.
 *
 * In: a random program with rows. Out: after each step the rows of each source.
 * Always: a new row is written after all others, but for steps that no writer should do, which change rows behind the
 * back.
 */
import fc from "fast-check";
import type { PhysicalRow } from "../oracle/evaluate/index.js";
import type { Program } from "../oracle/random/program.js";

export interface Step {
  readonly changes: readonly Change[];
  /** How far the instant moves, in microseconds. */
  readonly moves: bigint;
}
export interface Change {
  readonly source: number;
  readonly kind: "append" | "correct" | "delete" | "remove" | "overwrite";
  readonly pick: number;
}

const half = 1_800_000_000n;

export const steps: fc.Arbitrary<readonly Step[]> = fc.array(
  fc.record({
    changes: fc.array(
      fc.record({
        source: fc.nat(3),
        kind: fc.oneof(
          { arbitrary: fc.constant("append" as const), weight: 8 },
          { arbitrary: fc.constantFrom("correct" as const, "delete" as const), weight: 4 },
          { arbitrary: fc.constantFrom("remove" as const, "overwrite" as const), weight: 1 },
        ),
        pick: fc.nat(1000),
      }),
      { maxLength: 4 },
    ),
    moves: fc.constantFrom(0n, 1n, half, half - 1n, 2n * half, 5n * half, 24n * half),
  }),
  { minLength: 1, maxLength: 4 },
);

/** When a row was written, if at all. */
const writtenOf = ({ columns }: PhysicalRow): bigint => (columns.get("cr") ?? 0n) as bigint;
const written = (row: PhysicalRow, at: bigint): PhysicalRow => ({
  ...row,
  created: at,
  columns: new Map([...row.columns, ["cr", at]]),
});

export type Rows = Readonly<Record<string, readonly PhysicalRow[]>>;

/** The rows of each source at first, and after each step. Half of the program's rows are there at first. */
export function* history({ rows }: Program, all: readonly Step[]): Generator<Rows> {
  const names = Object.keys(rows);
  const live = new Map(names.map((name) => [name, rows[name]!.slice(0, Math.ceil(rows[name]!.length / 2))]));
  const rest = new Map(names.map((name) => [name, rows[name]!.slice(Math.ceil(rows[name]!.length / 2))]));
  let clock = 0n;
  for (const row of Object.values(rows).flat()) if (writtenOf(row) > clock) clock = writtenOf(row);
  yield Object.fromEntries(live);
  for (const { changes } of all) {
    for (const { source, kind, pick } of changes) {
      const name = names[source]!;
      const own = [...live.get(name)!];
      const place = own.length === 0 ? null : pick % own.length;
      clock += BigInt(1 + (pick % 3));
      if (kind === "append") {
        const next = rest.get(name)![0];
        if (next === undefined) continue;
        rest.set(name, rest.get(name)!.slice(1));
        own.push(written(next, clock));
      } else if (place === null) continue;
      else if (kind === "remove") own.splice(place, 1);
      else {
        const old = own[place]!;
        const changed: PhysicalRow = {
          ...old,
          ...(kind === "delete" ? { deleted: old.deleted === null ? null : true } : {}),
          columns: new Map([
            ...old.columns,
            ["i", BigInt(pick % 4)],
            // A correction may move a row to another entity.
            ...(pick % 2 === 0 ? [["m", ["12", "2", ""][pick % 3]!] as const] : []),
            ...(kind === "delete" ? [["del", true] as const] : []),
          ]),
        };
        if (kind === "overwrite") own[place] = changed;
        else own.push(written(changed, clock));
      }
      live.set(name, own);
    }
    yield Object.fromEntries(live);
  }
}
