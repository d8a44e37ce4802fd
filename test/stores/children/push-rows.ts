import type { StoreSettings } from "../../../runtime/online/store.js";
import { streamedProject } from "../streamed.js";
import { openStore } from "../under-test.js";

/** One of several processes that push rows of one streamed view. */
const [kind = "", settings = "", project = "", ids = ""] = process.argv.slice(2);
await using store = await openStore(kind, JSON.parse(settings) as StoreSettings);
await streamedProject(project).push(store, JSON.parse(ids) as number[]);
