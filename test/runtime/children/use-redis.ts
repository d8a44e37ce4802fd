import { rowCodec } from "../../../runtime/codec/index.js";
import { spaceText } from "../../../runtime/online/meta.js";
import { openRedis } from "../../../runtime/online/redis/index.js";
import { scalar } from "../../../runtime/types.js";
import { note, report } from "./escapes.js";

/**
 * Reads and writes in a loop, with many calls at once, while its server dies and comes back. Then closes the store with
 * calls in flight.
 */
const [url = ""] = process.argv.slice(2);
const space = { project: "p", view: "v", fingerprint: "f" };
const codec = rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, spaceText(space));
const rows = Array.from({ length: 3000 }, (_, index) => {
  const key = Buffer.from(`k${index}`);
  return { key, value: codec.encode(key, { at: 1, time: 1, live: true, until: null }, ["x".repeat(500)]) };
});
const store = openRedis(url, { connectTimeout: 1000, timeout: 1000, writeTimeout: 1000 });
const calls = [
  () => store.write(space, rows),
  async () => (await store.read([{ space, keys: rows.map(({ key }) => key) }])).length,
  () => store.advance(space, { asOf: 1, complete: 1 }),
];
let over = false;
process.on("message", () => {
  over = true;
});
const workers = calls.map(async (call, index) => {
  while (!over) {
    await note(`call ${index}`, call);
    process.send?.(index);
  }
});
await Promise.all(workers);
await note("at the end", () => store.write(space, rows.slice(0, 1)));
const inFlight = calls.map((call, index) => note(`while it closes ${index}`, call));
await note("close", () => store.close());
await Promise.all(inFlight);
await note("after", calls[1]!);
process.disconnect?.();
await report();
