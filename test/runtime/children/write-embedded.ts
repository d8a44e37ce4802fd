import { rowCodec } from "../../../runtime/codec/index.js";
import { openEmbedded } from "../../../runtime/online/embedded/index.js";
import { spaceText } from "../../../runtime/online/meta.js";
import type { ViewSpace } from "../../../runtime/online/store.js";
import { scalar } from "../../../runtime/types.js";

/**
 * Another process on the same folder. It writes a row of its own, and a row that is older than the stored one.
 */
const [path = "", text = ""] = process.argv.slice(2);
const space = JSON.parse(text) as ViewSpace;
const codec = rowCodec({ latest: [{ name: "x", type: scalar("string") }], aggregates: [] }, spaceText(space));
const store = openEmbedded(path);
const row = (name: string, at: number, x: string) => {
  const key = Buffer.from(name);
  return { key, value: codec.encode(key, { at, time: at, live: true, until: null }, [x]) };
};
const put = await store.write(space, [row("theirs", 1, "theirs"), row("both", 4, "older")]);
await store.close();
process.exitCode = put === 1 ? 0 : 1;
