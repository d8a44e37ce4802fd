import type { StoreSettings, ViewSpace } from "../../../runtime/online/store.js";
import { numbered, row } from "../rows.js";
import { openStore } from "../under-test.js";

/**
 * One of several processes that write the same rows and change the same record at once. It writes every T of its own,
 * in an order of its own, and adds one to the record `counter` for each T.
 */
const [kind = "", settings = "", text = "", own = "", count = ""] = process.argv.slice(2);
const space = JSON.parse(text) as ViewSpace;
await using store = await openStore(kind, JSON.parse(settings) as StoreSettings);
const key = Buffer.from("counter");
for (const at of JSON.parse(own) as number[]) {
  await store.write(
    space,
    numbered(Number(count)).map((name) => row(space, name, at, `at ${at}`)),
  );
  for (;;) {
    const [answer] = await store.read([{ space, keys: [], records: [key] }]);
    const stored = answer!.records[0] as Uint8Array | null;
    const value = Buffer.from(String(Number(stored === null ? 0 : Buffer.from(stored).toString()) + 1));
    if ((await store.swap(space, [{ key, expected: stored, value }]))[0]) break;
  }
}
