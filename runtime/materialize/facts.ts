import { type ChangesArtifact, rowFactColumns, type SourceFacts } from "../artifacts.js";
import { scalar } from "../types.js";
import type { Int } from "../values.js";
import type { Warehouse } from "../warehouse/warehouse.js";
import { newFiles, overFiles, SETTLED, seenFiles, statementOverFiles } from "./seen-files.js";
import type { SourceState } from "./state.js";

/** A source's rows now, and how those that an earlier run saw look now. */
export interface Facts extends SourceState {
  readonly own: boolean;
  readonly joined: boolean;
  readonly oldRows: number;
  readonly oldHash: string | null;
  /** The least time of a row that was written later. Null if there is none. */
  readonly freshFrom: Int | null;
}

/** Before this instant nothing was written. A row without `created` is older than all others. */
const NEVER: Int = -(2n ** 62n);

/**
 * `seen`: what an earlier run saw. Without it, all rows are old. Files of before that are as they were are not read
 * again: their rows are those that were seen.
 */
export async function readFacts(
  warehouse: Warehouse,
  view: string,
  { sources }: Pick<ChangesArtifact, "sources">,
  seen: readonly SourceState[] | null,
  settled: number = SETTLED,
): Promise<readonly Facts[]> {
  const all: Facts[] = [];
  for (const facts of sources) {
    const before = seen?.find(({ source }) => source === facts.source);
    const created = before === undefined ? null : (before.created ?? NEVER);
    const read = facts.compared ? statementOverFiles(facts.sql) : null;
    // Before the rows: a file that changes in between is then found to have changed.
    const listed = Date.now();
    const files = read === null ? null : await warehouse.stamps(read.sources[0]!.location);
    const kept = read === null || files === null ? null : seenFiles(files, read, listed, settled);
    const fresh =
      read === null || files === null || before?.files === undefined ? null : newFiles(files, read, before.files);
    const found =
      read === null || fresh === null || before === undefined
        ? await factsOf(warehouse, view, facts, created)
        : together(
            before,
            fresh.length === 0
              ? null
              : await factsOf(warehouse, view, { ...facts, sql: overFiles(read, fresh) }, created),
            facts,
          );
    all.push(kept === null ? found : { ...found, files: kept });
  }
  return all;
}

/** The facts of rows that were seen, and of those in new files. */
function together(seen: SourceState, fresh: Facts | null, { own, joined }: SourceFacts): Facts {
  const { source, rows, newest, created, hash } = seen;
  if (fresh === null)
    return { source, rows, newest, created, hash, own, joined, oldRows: rows, oldHash: hash, freshFrom: null };
  return {
    ...fresh,
    rows: rows + fresh.rows,
    newest: greater(newest, fresh.newest),
    created: greater(created, fresh.created),
    hash: added(hash, fresh.hash),
    oldRows: rows + fresh.oldRows,
    oldHash: added(hash, fresh.oldHash),
  };
}

const greater = (a: Int | null, b: Int | null): Int | null => (a === null ? b : b === null ? a : a < b ? b : a);
const added = (a: string | null, b: string | null): string => String(BigInt(a ?? 0) + BigInt(b ?? 0));

async function factsOf(warehouse: Warehouse, view: string, facts: SourceFacts, created: Int | null): Promise<Facts> {
  const names = rowFactColumns;
  const columns = [
    { name: names.rows, type: scalar("int64") },
    { name: names.newest, type: scalar("timestamp", true) },
    { name: names.newestCreated, type: scalar("timestamp", true) },
    { name: names.old, type: scalar("int64") },
    { name: names.freshFrom, type: scalar("timestamp", true) },
    ...(facts.compared ? [names.oldHash, names.allHash].map((name) => ({ name, type: scalar("string", true) })) : []),
  ];
  const query = { of: `source ${facts.source} of view ${view}`, sql: facts.sql, columns, parameters: { created } };
  for await (const { columns: values, rows } of warehouse.read(query)) {
    if (rows === 0) continue;
    const [count, newest, newestCreated, old, freshFrom, oldHash, allHash] = values.map((column) => column[0] ?? null);
    const hash = (value: typeof count) => (facts.compared ? String(value ?? "0") : null);
    return {
      source: facts.source,
      own: facts.own,
      joined: facts.joined,
      rows: Number(count),
      newest: newest as Int | null,
      created: newestCreated as Int | null,
      hash: hash(allHash),
      oldRows: Number(old),
      oldHash: hash(oldHash),
      freshFrom: freshFrom as Int | null,
    };
  }
  throw new Error(`the statement for the facts of ${facts.source} returned no row`);
}

/** The name of a source of which rows that were seen are no longer as they were; null if all are. */
export function changedBehind(facts: readonly Facts[], seen: readonly SourceState[]): string | null {
  for (const { source, oldRows, oldHash } of facts) {
    const before = seen.find((each) => each.source === source);
    if (before === undefined || before.hash === null || before.rows !== oldRows || before.hash !== oldHash)
      return source;
  }
  return null;
}

/** The instants from which rows are new. */
export function newRows(
  facts: readonly Facts[],
  seen: readonly SourceState[],
): { readonly created: Int; readonly joined: Int | null } {
  const least = (a: Int | null, b: Int | null): Int | null => (a === null ? b : b === null ? a : a < b ? a : b);
  const created = facts
    .filter(({ own }) => own)
    .map(({ source }) => seen.find((each) => each.source === source)?.created ?? NEVER)
    .reduce<Int | null>(least, null);
  const joined = facts
    .filter((each) => each.joined)
    .map(({ freshFrom }) => freshFrom)
    .reduce<Int | null>(least, null);
  return { created: created ?? NEVER, joined };
}

export const stateOf = ({ source, rows, newest, created, hash, files }: Facts): SourceState => ({
  source,
  rows,
  newest,
  created,
  hash,
  ...(files === undefined ? {} : { files }),
});
