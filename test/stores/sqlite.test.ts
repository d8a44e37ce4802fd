import { fork } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { spaceId } from "../../runtime/online/space-id.js";
import { loadSqlite } from "../../runtime/online/sqlite/driver.js";
import type { ViewSpace } from "../../runtime/online/store.js";
import { built } from "../support/built.js";
import { conformance } from "./conformance.js";
import { numbered, readTexts, row } from "./rows.js";
import { newSpace, openStore, type StoreUnderTest, temporaryFolder } from "./under-test.js";

const folder = temporaryFolder();

async function sqlite(): Promise<StoreUnderTest> {
  const { DatabaseSync } = await loadSqlite();
  const path = join(folder, "deeper/online.sqlite");
  writeFileSync(join(folder, "other"), "x".repeat(5000));
  const access = <T>(use: (file: InstanceType<typeof DatabaseSync>) => T): T => {
    const file = new DatabaseSync(path, { timeout: 5000 });
    try {
      return use(file);
    } finally {
      file.close();
    }
  };
  return {
    name: "sqlite",
    kind: "sqlite",
    settings: { path },
    get: async (space, key) =>
      access((file) => {
        const [sql, ...parameters] = placeOf(space, key);
        const bytes = file.prepare(`SELECT bytes FROM (${sql})`).get(...parameters)?.bytes;
        return bytes instanceof Uint8Array ? Buffer.from(bytes) : null;
      }),
    set: async (space, key, bytes) =>
      access((file) => {
        if (key === null) file.prepare("UPDATE feat_views SET meta = ? WHERE space = ?").run(bytes, spaceId(space));
        else file.prepare("INSERT OR REPLACE INTO feat_rows VALUES (?, ?, ?)").run(spaceId(space), key, bytes);
      }),
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [
      {
        title: "another file",
        settings: { path: join(folder, "other") },
        message: /no SQLite database/,
        fails: "read",
      },
      { title: "a folder", settings: { path: folder }, message: /can't be opened/, fails: "read" },
      {
        title: "a folder that can't be made",
        settings: { path: "/proc/nowhere/online.sqlite" },
        message: /can't open the SQLite store at \/proc\/nowhere\/online\.sqlite: /,
        fails: "read",
      },
    ],
    close: async () => {},
  };
}

const placeOf = (space: ViewSpace, key: Uint8Array | null): readonly [string, ...Uint8Array[]] =>
  key === null
    ? ["SELECT meta AS bytes FROM feat_views WHERE space = ?", spaceId(space)]
    : ["SELECT value AS bytes FROM feat_rows WHERE space = ? AND key = ?", spaceId(space), key];

conformance(sqlite, "sqlite");

test("a writer that is killed leaves whole writes, and others read and write on", async () => {
  const settings = { path: join(folder, "killed.sqlite") };
  const space = newSpace();
  const argv = ["sqlite", JSON.stringify(settings), JSON.stringify(space)];
  for (let again = 0; again < 2; again++) {
    const child = fork(await built("test/stores/children/write-forever.ts"), argv, { execArgv: [] });
    for (let writes = 0; writes < 3; writes++) await once(child, "message");
    child.kill("SIGKILL");
    await once(child, "exit");
    await using store = await openStore("sqlite", settings);
    expect(new Set(await readTexts(store, space, ...numbered(500))).size).toBe(1);
    expect(await store.write(space, [row(space, "other", 1, "x")])).toBe(1);
    expect(await readTexts(store, space, "other")).toEqual(["x"]);
    expect(await store.clear(space)).toBe(501);
  }
});
