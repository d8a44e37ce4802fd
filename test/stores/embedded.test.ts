import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { open } from "lmdb";
import { spacePrefix } from "../../runtime/online/embedded/prefix.js";
import type { ViewSpace } from "../../runtime/online/store.js";
import { conformance } from "./conformance.js";
import { type StoreUnderTest, temporaryFolder } from "./under-test.js";

const folder = temporaryFolder();

function embedded(): StoreUnderTest {
  const path = join(folder, "online");
  writeFileSync(join(folder, "file"), "");
  const full = (space: ViewSpace, key: Uint8Array | null) =>
    Buffer.concat([spacePrefix(space), key ?? Buffer.alloc(0)]);
  // It is opened for each access: LMDB reads the snapshot of an event turn.
  const access = async <T>(use: (db: ReturnType<typeof openRaw>) => T): Promise<T> => {
    const db = openRaw(path);
    try {
      return use(db);
    } finally {
      await db.close();
    }
  };
  return {
    name: "embedded",
    kind: "embedded",
    settings: { path },
    get: (space, key) => access((db) => db.getBinary(full(space, key)) ?? null),
    set: (space, key, bytes) => access((db) => void db.putSync(full(space, key), Buffer.from(bytes))),
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [
      { title: "a file", settings: { path: join(folder, "file") }, message: /there is a file at/, fails: "read" },
      {
        title: "a folder that can't be made",
        settings: { path: "/proc/nowhere/online" },
        message: /can't open the embedded store at \/proc\/nowhere\/online/,
        fails: "read",
      },
    ],
    close: async () => {},
  };
}

const openRaw = (path: string) =>
  open<Buffer, Uint8Array>({
    path,
    encoding: "binary",
    keyEncoding: "binary",
    noSubdir: false,
    overlappingSync: false,
  });

conformance(embedded, "embedded");
