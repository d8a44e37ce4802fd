/**
 * Cases by number: for one seed, case n is always the same.
 *
 * A block of a hundred cases is one whole project (sources, views, windows, joins, transforms) and ninety-nine
 * expressions that are evaluated together.
 */
import { micros, tick } from "../oracle/random/data.js";
import { program } from "../oracle/random/program.js";
import { tableSql } from "../oracle/support/tables.js";
import { batch } from "./batch.js";
import { type Choose, chosen, seedOf } from "./choose.js";
import type { FuzzProgram } from "./program.js";

export const blockSize = 100;

/** A program to run, which covers one or more cases. `cases` is how many. */
export interface Work {
  readonly kind: "project" | "expressions";
  readonly block: number;
  readonly program: FuzzProgram;
  /** The number of the case that a feature belongs to. All features of a project belong to one case. */
  readonly caseOf: (feature: string) => number;
  readonly cases: number;
}

/** Only whole projects: the first case of this many blocks. */
export function* projects(seed: number, from: number, count: number): Generator<Work> {
  const first = Math.ceil(from / blockSize);
  for (let block = first; block < first + count; block++) yield projectOf(seed, block);
}

/** The programs of the cases `from` … `from + count - 1`, generated on demand. */
export function* works(seed: number, from: number, count: number): Generator<Work> {
  const end = from + count;
  for (let block = Math.floor(from / blockSize); block * blockSize < end; block++) {
    const first = block * blockSize;
    if (first >= from) yield projectOf(seed, block);
    const expressions = Math.min(end, first + blockSize) - Math.max(from, first + 1);
    if (expressions > 0) yield expressionsOf(seed, block, Math.max(from, first + 1), expressions);
  }
}

function expressionsOf(seed: number, block: number, from: number, count: number): Work {
  const first = block * blockSize + 1;
  const made = chosen(seedOf(seed, block), (choose) => batch(blockSize - 1, choose));
  const numbers = new Map(made.features.map((name, index) => [name, first + index]));
  const wanted = new Set(made.features.filter((_, index) => first + index >= from && first + index < from + count));
  const lines = (made.program.files["main.feat"] ?? "").split("\n");
  const kept = lines.filter((line) => wanted.has(/^ {2}(f\d+) =/.exec(line)?.[1] ?? "") || !/^ {2}f\d+ =/.test(line));
  return {
    kind: "expressions",
    block,
    program: { ...made.program, files: { ...made.program.files, "main.feat": kept.join("\n") } },
    caseOf: (feature) => numbers.get(feature) ?? first,
    cases: count,
  };
}

const laters = [0n, 0n, 1n, 1_800_000_000n, 3_600_000_000n, 7_200_000_000n];
function projectOf(seed: number, block: number): Work {
  const made = chosen(seedOf(seed + 1, block), (choose: Choose): FuzzProgram => {
    const { formats, ...own } = choose.drawn(program);
    const moment = { at: micros(choose.drawn(tick(13)), 1n), later: choose.of(laters) };
    return { ...own, table: (name, rows) => tableSql(name, rows, formats[name] ?? "timestamp"), moment };
  });
  return { kind: "project", block, program: made, caseOf: () => block * blockSize, cases: 1 };
}
