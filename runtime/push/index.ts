/**
 * Pushes rows of a source into the online store.
 *
 * In: a project's artifact, the target whose streams count, a store, and rows as a caller gives them. Out: the number
 * of rows, and the views that take them.
 * Always: all rows are checked before one is written. Rows are the same whether they are pushed once or, by a retry
 * within, several times. Pushing a row of a source with a `key` again changes nothing; without a `key` each push is a
 * row of its own, unless the caller names the push.
 */
import { createHash, randomBytes } from "node:crypto";
import type { ProjectArtifact } from "../artifacts.js";
import type { Edge } from "../client/edges/edge.js";
import { ownProperty } from "../codec/index.js";
import { InputError } from "../errors.js";
import { FeatureError } from "../functions/feature-error.js";
import type { OnlineStore } from "../online/store.js";
import type { StreamSource } from "../stream-artifacts.js";
import { PUSH_BYTES, putRows, type RowToPut, type StreamedView, streamedView } from "../streams/index.js";
import { streamsOfTarget } from "../streams/of-target.js";
import { type RowReader, rowReader } from "./physical-row.js";
import type { KeepRows, PushOptions, PushReport } from "./surface.js";

export { keepRowsIn } from "./keep-rows.js";
export type { KeepRows, PushOptions, PushReport } from "./surface.js";

export interface PusherOptions {
  readonly store: OnlineStore;
  readonly project: ProjectArtifact;
  /** The target in `feat.yaml` whose streams count. It may be left out if all targets stream the same sources. */
  readonly target?: string | undefined;
  /** How rows are given. */
  readonly edge: Edge<unknown>;
  /** Keeps rows as files, for targets that say `landing`. */
  readonly keep?: KeepRows | undefined;
}

export interface Pusher {
  /** The sources that it takes, sorted. */
  readonly sources: readonly string[];
  readonly push: (source: string, rows: readonly unknown[], options?: PushOptions) => Promise<PushReport>;
}

export function createPusher({ store, project, target, edge, keep }: PusherOptions): Pusher {
  const streams = streamsOfTarget(project, target);
  const lands = streams.landing === true;
  const all = project.sources ?? {};
  const views = streams.views.map((name): StreamedView => {
    const view = project.views[name]!;
    return streamedView(project.name, view, view.stream!, all);
  });
  const { sources } = streams;
  const readers = new Map<string, RowReader>();
  const readerOf = (source: StreamSource): RowReader => {
    const known = readers.get(source.name) ?? rowReader(source, edge);
    readers.set(source.name, known);
    return known;
  };

  async function push(name: string, given: readonly unknown[], options: PushOptions = {}): Promise<PushReport> {
    const source = sources.includes(name) ? ownProperty(all, name) : undefined;
    if (source === undefined) throw new InputError(notStreamed(name, sources));
    if (!lands && keep !== undefined)
      throw new InputError("the target does not keep pushed rows as files: say `landing` of the target in feat.yaml");
    if (lands && keep === undefined)
      throw new InputError(
        'the target keeps pushed rows as files too (`landing` in feat.yaml): say the folder, as in `{ landing: "/lake" }`',
      );
    if (!Array.isArray(given)) throw new InputError(`${name}: push takes an array of rows`);
    const where = options.where ?? ((index: number) => (given.length > 1 ? `${name}, row ${index}` : name));
    const read = readerOf(source);
    const id = options.id ?? randomBytes(16).toString("hex");
    const nameOf = options.rowId ?? ((index: number) => `${id} ${index}`);
    const found = given.map((row: unknown, index) => read(row, where(index), index));
    const rows = found.map(
      ({ row }, index): RowToPut => ({
        row,
        push: createHash("sha256").update(nameOf(index)).digest().subarray(0, PUSH_BYTES),
      }),
    );
    const readers = views.filter((view) => view.sources.has(name));
    for (const view of readers) for (const [index, { row }] of rows.entries()) check(view, row, where(index), index);
    // Files come first: what the warehouse has and the store has not is put by the next materialization.
    await keep?.(
      source,
      found.map(({ row, inputs }) => ({ inputs, time: row.time })),
      options,
    );
    for (const view of readers) await putRows(store, view, rows, { kind: "push" });
    return { source: name, rows: rows.length, views: readers.map(({ view }) => view.name) };
  }
  return { sources, push };
}

/** A row from which a view cannot be computed would fail every training set too. */
function check(view: StreamedView, row: RowToPut["row"], where: string, index: number): void {
  try {
    view.derive(row);
  } catch (error) {
    if (!(error instanceof FeatureError)) throw error;
    throw new InputError(`${where}: view ${view.view.name} cannot take it: ${error.message}`, {
      row: index,
      cause: error,
    });
  }
}

function notStreamed(name: string, sources: readonly string[]): string {
  const others =
    sources.length === 0
      ? "this target streams no sources"
      : `the streamed sources are ${sources.map((source) => `\`${source}\``).join(", ")}`;
  return `\`${name}\` is not a streamed source: ${others}; name it under \`stream:\` of the target in feat.yaml`;
}
