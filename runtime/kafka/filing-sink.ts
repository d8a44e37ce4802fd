import type { Pusher } from "../push/index.js";
import type { FiledRow } from "../row-files/filed-row.js";
import type { SourceFiles } from "../row-files/source-files.js";
import { openTopicFiles, type TopicFiles } from "../row-files/topic-files.js";
import type { Sink, TopicRow } from "./index.js";
import { pushingSink } from "./pushing-sink.js";

/** How many rows and how many milliseconds are in one file at most. */
const [ROWS, SPAN] = [50_000, 60_000];

interface Waiting extends FiledRow {
  readonly offset: bigint;
}

/**
 * Puts rows into the online store at once, and keeps them as files a minute at a time. What is in no file yet is not
 * kept, so its offsets are not committed. `pusherOf` makes a pusher that hands over the rows that it has checked.
 */
export function filingSink(
  pusherOf: (keep: (rows: readonly FiledRow[]) => void) => Pusher,
  source: string,
  files: SourceFiles,
): Sink {
  const waiting = new Map<number, Waiting[]>();
  let count = 0;
  let since: number | null = null;
  let topic: { readonly id: string; readonly files: TopicFiles } | null = null;
  let taking: readonly TopicRow[] = [];

  const pusher = pusherOf((rows) => {
    for (const [index, row] of rows.entries()) {
      const { partition, offset } = taking[index]!;
      const own = waiting.get(partition) ?? [];
      waiting.set(partition, own);
      // A push that is repeated hands over its rows again.
      if (own.length > 0 && own.at(-1)!.offset >= offset) continue;
      own.push({ ...row, offset });
      count++;
    }
    since ??= performance.now();
  });
  const online = pushingSink(pusher, source);

  return {
    take: async (rows, topicId) => {
      if (topic?.id !== topicId) topic = { id: topicId, files: openTopicFiles(files, topicId) };
      taking = rows;
      await online.take(rows, topicId);
    },
    keep: async (now) => {
      const due = now || count >= ROWS || (since !== null && performance.now() - since >= SPAN);
      if (!due) {
        const firsts = [...waiting].flatMap(([partition, [first]]) =>
          first === undefined ? [] : [[partition, first.offset] as const],
        );
        return firsts.length === 0 ? null : new Map(firsts);
      }
      for (const [partition, rows] of waiting) {
        if (rows.length > 0) await topic!.files.write(partition, rows);
        count -= rows.length;
        waiting.set(partition, []);
      }
      since = null;
      // Before the partitions are divided anew, everything is kept. Others may write from then on.
      if (now) topic?.files.forget();
      return null;
    },
  };
}
