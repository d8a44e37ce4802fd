import type { Consumer } from "@platformatic/kafka";
import type { Message } from "./message.js";

type Part = Awaited<ReturnType<Consumer["fetch"]>>["responses"][number]["partitions"][number];

const [CONTROL, TRANSACTIONAL, BROKERS_TIME] = [0x20, 0x10, 0x08];
const ABORT = 0;

/**
 * The messages of a fetch from `position` on. A broker gives whole batches, which may begin before that. Messages of
 * transactions that were aborted, and the broker's own marks of transactions, are left out. `next` is behind all of them.
 */
export function visibleMessages(
  part: Part,
  position: bigint,
): { readonly messages: readonly Message[]; readonly next: bigint } {
  const messages: Message[] = [];
  let next = position;
  const aborted = part.abortedTransactions.toSorted((a, b) => Number(a.firstOffset - b.firstOffset));
  const aborting = new Set<bigint>();
  for (const batch of part.records ?? []) {
    const end = batch.firstOffset + BigInt(batch.lastOffsetDelta) + 1n;
    if (end > next) next = end;
    while (aborted[0] !== undefined && aborted[0].firstOffset < end) aborting.add(aborted.shift()!.producerId);
    if ((batch.attributes & CONTROL) !== 0) {
      if (batch.records[0]?.key?.readInt16BE(2) === ABORT) aborting.delete(batch.producerId);
      continue;
    }
    if ((batch.attributes & TRANSACTIONAL) !== 0 && aborting.has(batch.producerId)) continue;
    for (const record of batch.records) {
      const offset = batch.firstOffset + BigInt(record.offsetDelta);
      if (offset < position) continue;
      messages.push({
        partition: part.partitionIndex,
        offset,
        timestamp:
          (batch.attributes & BROKERS_TIME) === 0 ? batch.firstTimestamp + record.timestampDelta : batch.maxTimestamp,
        key: record.key,
        value: record.value,
        headers: record.headers,
      });
    }
  }
  return { messages, next };
}
