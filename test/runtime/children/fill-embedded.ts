import { rowCodec } from "../../../runtime/codec/index.js";
import { openEmbedded } from "../../../runtime/online/embedded/index.js";
import { spaceText } from "../../../runtime/online/meta.js";
import { scalar } from "../../../runtime/types.js";
import { note, report } from "./escapes.js";

/** Writes until the disk is full, and goes on. */
const [path = ""] = process.argv.slice(2);
const space = { project: "p", view: "v", fingerprint: "f" };
const codec = rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, spaceText(space));
const rows = (batch: string, count: number) =>
  Array.from({ length: count }, (_, index) => {
    const key = Buffer.from(`${batch} ${index}`);
    return { key, value: codec.encode(key, { at: 1, time: 1, live: true, until: null }, ["x".repeat(1000)]) };
  });
const has = async (key: string): Promise<boolean> => {
  const [answer] = await store.read([{ space, keys: [Buffer.from(key)] }]);
  return answer!.rows[0] instanceof Uint8Array;
};

const store = openEmbedded(path);
let batch = 0;
while (batch < 50 && (await note(`batch ${batch}`, () => store.write(space, rows(String(batch), 500))))) batch++;
// Several at once: `feat materialize` has as many in flight.
await Promise.all([1, 2, 3].map((n) => note("big", () => store.write(space, rows(`big ${n}`, 3000)))));
await note("the first is there", () => has("0 499"));
await note("nothing of the last is there", async () => !(await has(`${batch} 0`)));
await note("small", () => store.write(space, rows("small", 1)));
await note("advance", () => store.advance(space, { asOf: 1, complete: 1 }));
await note("the small one is there", () => has("small 0"));
const failing = note("while it closes", () => store.write(space, rows("last", 3000)));
await note("close", () => store.close());
await failing;
await report();
