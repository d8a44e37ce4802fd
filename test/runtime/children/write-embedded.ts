import { rowCodec } from "../../../runtime/codec/index.js";
import { openEmbedded } from "../../../runtime/online/embedded/index.js";
import type { ViewSpace } from "../../../runtime/online/store.js";
import { scalar } from "../../../runtime/types.js";

/** Another process on the same folder: writes a row of its own, and an older one than what stands there. */
const [path = "", space = ""] = process.argv.slice(2);
const codec = rowCodec({ name: "v", latest: [{ name: "x", type: scalar("string") }], aggregates: [] });
const store = openEmbedded(path);
const row = (key: string, at: number, x: string) => ({
  key: Buffer.from(key),
  value: codec.encode({ at, time: at, live: true, until: null }, [x]),
});
const put = await store.write(JSON.parse(space) as ViewSpace, [row("theirs", 1, "theirs"), row("both", 4, "older")]);
await store.close();
process.exitCode = put === 1 ? 0 : 1;
