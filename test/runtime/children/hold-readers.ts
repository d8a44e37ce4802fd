import { open, type TransactionFlags } from "lmdb";

/** Holds as many reader slots as that many reading processes would, until it is killed. */
const [path = "", count = ""] = process.argv.slice(2);
const db = open<Buffer, Uint8Array>({ path, encoding: "binary", keyEncoding: "binary", maxReaders: Number(count) });
const key = Buffer.from("a key of nobody's");
/** Flags: abortable, committed at once, not flushed to the disk. */
const NO_SYNC: TransactionFlags = 0x10003 as TransactionFlags;
const held: unknown[] = [];
let full = "";
for (let place = 0; place < 2000 && full === ""; place++) {
  try {
    held.push(db.useReadTransaction());
    db.getBinary(key);
    // A held snapshot takes its own slot only if it differs from the one before.
    db.transactionSync(() => db.putSync(key, Buffer.from([place])), NO_SYNC);
    db.resetReadTxn();
  } catch (error) {
    full = String(error);
  }
}
process.send?.({ held: held.length, full });
setInterval(() => held.length, 1000);
