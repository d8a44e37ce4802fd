import { setTimeout as wait } from "node:timers/promises";
import type { AttributeValue, BatchStatementError, BatchStatementRequest } from "@aws-sdk/client-dynamodb";
import type { Int } from "../../values.js";
import { forEach } from "../for-each.js";
import { inBatches } from "../in-batches.js";
import type { StoredRow } from "../store.js";
import type { Unreadable } from "../unreadable.js";
import type { Send } from "./calls.js";
import { afterInstant, bytesOf, type Item } from "./items.js";

/** What became of a statement. `stored`: the bytes that were in the way; null if there are none or they were not asked for. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "refused"; readonly stored: Uint8Array | Unreadable | null };

const STATEMENTS_PER_REQUEST = 25;
const REQUESTS_AT_ONCE = 16;
const FIRST_WAIT = 20;
const LONGEST_WAIT = 1000;

/** Conditional writes of one item each, in the language of `ExecuteStatement`: one request takes many of them. */
export const statementsFor = (table: string) => ({
  /** Refused if there is an item. */
  insert: ({ space, key }: Item, { value, expires }: Bytes): BatchStatementRequest =>
    expires === undefined
      ? {
          Statement: `INSERT INTO "${table}" VALUE {'space': ?, 'key': ?, 'value': ?}`,
          Parameters: [space!, key!, { B: value }],
        }
      : {
          Statement: `INSERT INTO "${table}" VALUE {'space': ?, 'key': ?, 'value': ?, 'expires': ?}`,
          Parameters: [space!, key!, { B: value }, secondsOf(expires)],
        },
  /** Refused if there is no item, or one that is a row with a greater T. */
  updateOlder: ({ space, key }: Item, row: Bytes): BatchStatementRequest => ({
    Statement: `UPDATE "${table}" ${setting(row)} WHERE "space" = ? AND "key" = ? AND "value" < ?`,
    Parameters: [...set(row), space!, key!, { B: afterInstant(row.value) }],
    ReturnValuesOnConditionCheckFailure: "ALL_OLD",
  }),
  /** Refused if there is no item, or one with other bytes. */
  updateSame: ({ space, key }: Item, old: Uint8Array, row: Bytes): BatchStatementRequest => ({
    Statement: `UPDATE "${table}" ${setting(row)} WHERE "space" = ? AND "key" = ? AND "value" = ?`,
    Parameters: [...set(row), space!, key!, { B: old }],
  }),
});

/** The bytes of a row or a record. */
type Bytes = Pick<StoredRow, "value" | "expires">;

/** A row that does not expire must not go with what the one before it said. */
const setting = ({ expires }: Bytes): string =>
  expires === undefined ? 'SET "value" = ? REMOVE "expires"' : 'SET "value" = ? SET "expires" = ?';
const set = ({ value, expires }: Bytes): readonly AttributeValue[] => [
  { B: value },
  ...(expires === undefined ? [] : [secondsOf(expires)]),
];
/** DynamoDB counts seconds. Rounded up. */
const secondsOf = (expires: Int): AttributeValue => ({ N: String((BigInt(expires) + 999_999n) / 1_000_000n) });

/** Runs statements in any order. A statement that was throttled is run again. */
export async function execute(send: Send, statements: readonly BatchStatementRequest[]): Promise<readonly Outcome[]> {
  const batches = inBatches(statements, STATEMENTS_PER_REQUEST);
  return (await forEach(batches, REQUESTS_AT_ONCE, (batch) => executeBatch(send, batch))).flat();
}

async function executeBatch(send: Send, batch: readonly BatchStatementRequest[]): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = new Array(batch.length);
  let open = batch.map((_, index) => index);
  for (let attempt = 0; ; attempt++) {
    const { Responses = [] } = await send((client, abort) =>
      client.batchExecuteStatement({ Statements: open.map((index) => batch[index]!) }, abort),
    );
    const again: number[] = [];
    for (const [at, index] of open.entries()) {
      const outcome = outcomeOf(Responses[at]?.Error);
      if (outcome === null) again.push(index);
      else outcomes[index] = outcome;
    }
    if (again.length === 0) return outcomes;
    open = again;
    await wait(Math.random() * Math.min(LONGEST_WAIT, FIRST_WAIT * 2 ** attempt));
  }
}

/** Null if the service refused the statement for the moment; it is tried again. */
function outcomeOf(error: BatchStatementError | undefined): Outcome | null {
  switch (error?.Code) {
    case undefined:
      return { kind: "done" };
    case "ConditionalCheckFailed":
    case "DuplicateItem":
      return { kind: "refused", stored: error?.Item === undefined ? null : bytesOf(error.Item.value) };
    case "ProvisionedThroughputExceeded":
    case "ThrottlingError":
    case "RequestLimitExceeded":
    case "TransactionConflict":
      return null;
    case "ResourceNotFound":
    case "AccessDenied":
      throw Object.assign(new Error(error?.Message ?? ""), { name: `${error?.Code}Exception` });
    default:
      throw Object.assign(new Error(error?.Message ?? ""), { name: error?.Code ?? "Error" });
  }
}
