/** Records of streams that hold something else: only what depends on them fails, and the error says the way out. */
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime, openEmbedded, StoreError } from "../../runtime/index.js";
import { EntityReading, streamedView } from "../../runtime/streams/index.js";
import { viewSpace } from "../../runtime/streams/of-target.js";
import { compileTexts } from "../oracle/support/compile.js";
import { temporaryFolder } from "../stores/under-test.js";

const { project: ir } = compileTexts({
  "feat.yaml": "project: p\ntargets: { dev: { online: { kind: embedded, path: x }, stream: [clicks] } }\n",
  "sources.yaml":
    "sources:\n  clicks: { kind: events, file: c.csv, time: at, columns: { user_id: int64, at: timestamp } }\n",
  "a.feat": "entity user { user_id: int64 }\nview v for user from clicks { n = count() over 1h }\nservice s { v.* }\n",
});
const project = loadArtifact(ir);
const view = project.views.v!;
const store = openEmbedded(join(temporaryFolder(), "online"));
afterAll(() => store.close());

/** The window of a read begins within a bucket that has rows on both sides, so the read needs tiles and rows. */
const at = Date.UTC(2024, 0, 1, 10, 0, 31);
const hour = 3_600_000;
const times = [at - hour - 500, at - hour + 500];
const streamed = streamedView("p", view, view.stream!, project.sources!);
const space = viewSpace(project, view);
const user = (id: number): Buffer => streamed.encodeKey([id]);

/** The record of a user's rows, or of their tiles: the letter with which its key begins. */
async function recordOf(letter: string, id: number): Promise<{ readonly key: Buffer; readonly bytes: Uint8Array }> {
  const [instant, latest] = [at * 1000, at * 1000];
  const read = { address: store.address, entity: [id], key: user(id), instant, latest };
  const keys = new EntityReading(streamed, read).asked.filter((key) => key.toString("latin1", 0, 1) === letter);
  const [answer] = await store.read([{ space, keys: [], records: keys }]);
  const place = answer!.records.findIndex((record) => record !== null);
  return { key: keys[place]!, bytes: answer!.records[place] as Uint8Array };
}

const rows = (id: number) => times.map((time) => ({ user_id: id, at: new Date(time) }));

test.each<readonly [title: string, damage: (own: Uint8Array, other: Uint8Array) => Uint8Array, why: RegExp]>([
  [
    "a byte of it is changed",
    (own) => own.map((byte, index) => (index === 20 ? byte ^ 1 : byte)),
    /the checksum differs/,
  ],
  ["it is cut", (own) => own.subarray(0, -3), /the checksum differs|its bytes end too early/],
  ["bytes follow it", (own) => Buffer.concat([own, Buffer.of(0)]), /the checksum differs|bytes too many/],
  ["it is nearly empty", (own) => own.subarray(0, 3), /its bytes end too early/],
  ["it is another entity's", (_, other) => other, /belong to another key/],
  ["it is another program's", () => Buffer.from("hello"), /its format is 104, not 13[23]/],
])("a record of rows or of tiles is not read if %s", async (_, damage, why) => {
  for (const letter of ["B", "T"]) await isRefused(letter, damage, why);
});

test("rows whose bytes are damaged are not read", async () => {
  await isRefused(
    "B",
    (own) => own.map((byte, index) => (index === own.length - 5 ? byte ^ 1 : byte)),
    /the checksum differs/,
  );
});

async function isRefused(letter: string, damage: (own: Uint8Array, other: Uint8Array) => Uint8Array, why: RegExp) {
  await store.clear(space);
  const client = createClientRuntime(project, { online: store });
  const push = client.push<object>("clicks");
  await store.advance(space, { asOf: at * 1000, complete: at * 1000 });
  await push([...rows(1), ...rows(2)]);
  const [own, other] = [await recordOf(letter, 1), await recordOf(letter, 2)];
  const value = Buffer.from(damage(own.bytes, other.bytes));
  expect(await store.swap(space, [{ key: own.key, expected: own.bytes, value }])).toEqual([true]);

  const read = () =>
    client.service<object, { readonly n: number }>("s").getMany([{ user_id: 1 }, { user_id: 2 }], { at: new Date(at) });
  const [damaged, intact] = await read();
  expect(intact!.features).toEqual({ n: 1 });
  expect(damaged!.error).toBeInstanceOf(StoreError);
  expect(damaged!.error!.message).toMatch(why);
  expect(damaged!.error!.message).toContain("a record of the streamed view v");
  expect(damaged!.error!.message).toContain("empty the view with `feat reset v`");
  await expect(push(rows(1))).rejects.toThrow(why);

  await store.clear(space);
  await store.advance(space, { asOf: at * 1000, complete: at * 1000 });
  await push(rows(1));
  expect((await read()).map(({ features }) => features)).toEqual([{ n: 1 }, { n: 0 }]);
}
