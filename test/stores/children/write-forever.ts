import type { StoreSettings, ViewSpace } from "../../../runtime/online/store.js";
import { numbered, row } from "../rows.js";
import { openStore } from "../under-test.js";

/** A process that writes the same 500 rows with one T after the other, and says so after each, until it is killed. */
const [kind = "", settings = "", text = ""] = process.argv.slice(2);
const space = JSON.parse(text) as ViewSpace;
await using store = await openStore(kind, JSON.parse(settings) as StoreSettings);
for (let at = 1; ; at++) {
  await store.write(
    space,
    numbered(500).map((name) => row(space, name, at, `at ${at}`)),
  );
  process.send?.(at);
}
