import type { WindowAggregate, Windows } from "../plan/algebra.js";
import { calls, finish, merges } from "./aggregate.js";
import type { Dialect } from "./dialects/dialect.js";
import { floorDivText as floorDiv } from "./floor-div.js";
import { printLine } from "./print/index.js";
import { col } from "./tree/index.js";

/*
 * Windows from tiles: events are rolled up to hours, quarters of a day, days and longer; a window (t − w, t] is the raw events at its two ends and whole tiles
 * between, the largest that fit. Exact, without a subtraction; a hot key costs what its tiles cost, not its events. Against one frame per window it
 * is the safer plan, not always the faster one: on three million flights 0.4 times as fast at 900 events a key, 1.3 times at 14,000, and 38 times at
 * three million of one key (bench/windows.ts).
 */

const HOUR = 3_600_000_000n;
/** Each a whole number of the one before. Few tiles a window for sparse keys, few raw events at its ends for dense ones. */
const LEVELS = [HOUR, 6n * HOUR, 24n * HOUR, 8n * 24n * HOUR, 64n * 24n * HOUR];
/** A window uses the longest that fit into it twice, at most so many. */
const MOST_LEVELS = 4;

export interface Block {
  readonly name: string;
  readonly sql: string;
}

/** The blocks of the plan; the last is the result. */
export function tileBlocks(
  node: Windows,
  left: string,
  events: string,
  name: string,
  dialect: Dialect,
): readonly Block[] {
  const id = dialect.identifier;
  const blocks: Block[] = [];
  const keys = node.keys.map(id);
  const byWindow = new Map<string, WindowAggregate[]>();
  for (const aggregate of node.aggregates)
    byWindow.set(aggregate.micros!, [...(byWindow.get(aggregate.micros!) ?? []), aggregate]);
  const windows = [...byWindow].map(([micros, aggregates]) => ({
    w: BigInt(micros),
    aggregates,
    levels: LEVELS.map((size, index) => ({ size, index }))
      .filter(({ size }) => size * 2n <= BigInt(micros))
      .slice(-MOST_LEVELS),
  }));
  const deepest = Math.max(-1, ...windows.flatMap(({ levels }) => levels.map(({ index }) => index)));

  const instants = `${name}_instants`;
  blocks.push({
    name: instants,
    sql: `SELECT row_number() OVER () AS "@id", ${keys.join(", ")}, "@t" + 1 AS "@end"\nFROM (SELECT DISTINCT ${keys.join(", ")}, "@t" FROM ${id(left)})`,
  });

  /* Tiles, each level from the one below. All aggregates share them: windows cut only which are read. */
  const tileOf = (level: number): string => `${name}_tileLevel${level}`;
  const states = node.aggregates.flatMap((aggregate) => {
    const merge = merges(aggregate, dialect);
    const key = JSON.stringify([aggregate.function, aggregate.overload, aggregate.args, aggregate.where]);
    return calls(aggregate, "parts", [], dialect).map((call, index) => ({
      key: `${key}#${index}`,
      aggregate,
      index,
      call: printLine(call, dialect),
      merge: merge[index]!,
    }));
  });
  const columnOf = new Map<string, string>();
  for (const { key } of states) if (!columnOf.has(key)) columnOf.set(key, `s${columnOf.size}`);
  const shared = [...columnOf].map(([key, column]) => ({ ...states.find((s) => s.key === key)!, column }));
  if (deepest >= 0)
    blocks.push({
      name: tileOf(0),
      sql:
        `SELECT ${keys.join(", ")}, ${floorDiv(id("@arrive"), String(LEVELS[0]))} AS "@tile",\n` +
        `${indented(shared.map(({ call, column }) => `${call} AS ${column}`))}\nFROM ${id(events)}\nGROUP BY ALL`,
    });
  for (let level = 1; level <= deepest; level++) {
    const ratio = String(LEVELS[level]! / LEVELS[level - 1]!);
    blocks.push({
      name: tileOf(level),
      sql:
        `SELECT ${keys.join(", ")}, ${floorDiv(id("@tile"), ratio)} AS "@tile",\n` +
        `${indented(shared.map(({ merge, column }) => `${merge}(${column}) AS ${column}`))}\nFROM ${id(tileOf(level - 1))}\nGROUP BY ALL`,
    });
  }

  const results: { name: string; aggregates: readonly WindowAggregate[] }[] = [];
  for (const [index, { w, aggregates, levels }] of windows.entries()) {
    const mine = shared.filter(({ key }) =>
      aggregates.some((a) => states.some((s) => s.aggregate === a && s.key === key)),
    );
    const merged = mine.map(({ merge, column }) => `${merge}(${column}) AS ${column}`);
    const pieces: string[] = [];
    const start = `("@end" - ${w})`;
    const eventJoin = (buckets: string, size: string, bound: string): string =>
      `SELECT i."@id",\n${indented(mine.map(({ call, column }) => `${call} AS ${column}`))}\n` +
      `FROM (SELECT "@id", ${keys.join(", ")}, "@end", unnest(${buckets}) AS "@bucket" FROM ${id(instants)}) i\n` +
      `JOIN (SELECT *, ${floorDiv(id("@arrive"), size)} AS "@bucket" FROM ${id(events)}) e USING (${keys.join(", ")}, "@bucket")\n` +
      `WHERE ${bound}\nGROUP BY i."@id"`;
    const inside = `e."@arrive" >= i."@end" - ${w} AND e."@arrive" < i."@end"`;
    if (levels.length === 0) {
      // Too short for a tile: a window meets two buckets of its own length, or one.
      const first = floorDiv(start, String(w));
      const last = floorDiv(`("@end" - 1)`, String(w));
      pieces.push(
        eventJoin(`CASE WHEN ${first} = ${last} THEN [${first}] ELSE [${first}, ${last}] END`, String(w), inside),
      );
    } else {
      const s0 = String(levels[0]!.size);
      // The bucket before the first whole tile, and the one after the last.
      pieces.push(eventJoin(`[${floorDiv(`(${start} - 1)`, s0)}, ${floorDiv(id("@end"), s0)}]`, s0, inside));
      const ceil = (level: number): string => `(${floorDiv(`(${start} - 1)`, String(levels[level]!.size))} + 1)`;
      const floor = (level: number): string => floorDiv(id("@end"), String(levels[level]!.size));
      for (const [level, { index: tileLevel }] of levels.entries()) {
        const top = level === levels.length - 1;
        const ratio = top ? "1" : String(levels[level + 1]!.size / levels[level]!.size);
        const tiles = top
          ? `range(${ceil(level)}, ${floor(level)})`
          : `list_concat(range(${ceil(level)}, ${ceil(level + 1)} * ${ratio}), range(${floor(level + 1)} * ${ratio}, ${floor(level)}))`;
        pieces.push(
          `SELECT i."@id",\n${indented(merged)}\n` +
            `FROM (SELECT "@id", ${keys.join(", ")}, unnest(${tiles}) AS "@tile" FROM ${id(instants)}) i\n` +
            `JOIN ${id(tileOf(tileLevel))} USING (${keys.join(", ")}, "@tile")\nGROUP BY i."@id"`,
        );
      }
    }
    const block = `${name}_window_${index}`;
    blocks.push({
      name: block,
      sql: `SELECT "@id",\n${indented(merged)}\nFROM (\n${pieces.map(shift).join("\n  UNION ALL\n")}\n)\nGROUP BY "@id"`,
    });
    results.push({ name: block, aggregates });
  }

  const values = results.flatMap(({ name: block, aggregates }) =>
    aggregates.map((aggregate) => {
      const columns = states.filter((s) => s.aggregate === aggregate).map(({ key }) => col(columnOf.get(key)!, block));
      return `${printLine(finish(aggregate, "parts", columns, dialect), dialect)} AS ${id(`a.${aggregate.id}`)}`;
    }),
  );
  blocks.push({
    name,
    sql:
      `SELECT l.*,\n${indented(values)}\nFROM ${id(left)} l\n` +
      `JOIN ${id(instants)} i ON ${node.keys.map((k) => `i.${id(k)} = l.${id(k)}`).join(" AND ")} AND i."@end" = l."@t" + 1\n` +
      results.map(({ name: block }) => `LEFT JOIN ${id(block)} ON ${id(block)}."@id" = i."@id"`).join("\n"),
  });
  return blocks;
}

export const indented = (lines: readonly string[]): string => lines.map((line) => `  ${line}`).join(",\n");
const shift = (text: string): string =>
  text
    .split("\n")
    .map((line) => `  ${line}`)
    .join("\n");
