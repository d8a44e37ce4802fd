/**
 * A full disk, a server that dies, too many readers: no error escapes a store, each call reports its cause, and the
 * store works again afterwards.
 */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, readFileSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { StoreError } from "../../runtime/errors.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { reason as embeddedReason, READERS } from "../../runtime/online/embedded/reasons.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import { type Moment, reason as redisReason } from "../../runtime/online/redis/reasons.js";
import { folder } from "../cli/feat.js";
import { built, builtFeat } from "../support/built.js";
import { startRedis } from "../support/redis.js";
import type { Report } from "./children/escapes.js";
import { newSpace, temporaryFolder } from "./stores.js";

const root = join(import.meta.dirname, "../..");
const child = (name: string): Promise<string> => built(`test/runtime/children/${name}`);

/** Runs node with a limit on the blocks per file. A write beyond it fails as on a full disk. */
async function limited(blocks: number, cwd: string, argv: readonly string[]) {
  const script = `ulimit -S -f ${blocks}; exec "$@"`;
  const ran = spawn("/bin/sh", ["-c", script, "sh", process.execPath, ...argv], {
    cwd,
    stdio: ["ignore", "pipe", "pipe"],
    env: { ...process.env, NO_COLOR: "1" },
  });
  const [out, err]: [string[], string[]] = [[], []];
  ran.stdout.on("data", (data) => out.push(String(data)));
  ran.stderr.on("data", (data) => err.push(String(data)));
  const [code] = await once(ran, "close");
  return { code: code as number | null, out: out.join(""), err: err.join("") };
}

const fullDisk = /its (?:disk is full|file may not grow)/;

describe("a full disk", () => {
  test("each write reports it, existing rows stay, and the open store goes on when there is room", async () => {
    const path = join(temporaryFolder(), "online");
    const ran = await limited(6000, root, [await child("fill-embedded.ts"), path]);
    expect(ran.code).toBe(0);
    const { escaped, outcomes } = JSON.parse(ran.out) as Report;
    expect(escaped).toEqual([]);
    const failed = outcomes.filter((line) => line.includes("StoreError"));
    for (const line of failed) {
      expect(line).toMatch(fullDisk);
      expect(line).toContain(path);
    }
    expect(failed.filter((line) => line.startsWith("batch "))).toHaveLength(1);
    expect(failed.filter((line) => line.startsWith("big"))).toHaveLength(3);
    expect(outcomes.slice(-7).filter((line) => !line.startsWith("while it closes"))).toEqual([
      "the first is there: true",
      "nothing of the last is there: true",
      "small: 1",
      "advance: true",
      "the small one is there: true",
      "close: done",
    ]);
    await using store = openEmbedded(path);
    const keys = [Buffer.from("0 499"), Buffer.from("small 0")];
    const [answer] = await store.read([{ space: { project: "p", view: "v", fingerprint: "f" }, keys }]);
    expect(answer!.rows.map((row) => row instanceof Uint8Array)).toEqual([true, true]);
  });

  test("feat materialize reports it with exit 3 and no stack", async () => {
    const project = folder();
    await project.feat(["init", "."]);
    project.write(
      "feat.yaml",
      "project: p\nsources: sources.yaml\ntargets:\n  dev:\n    offline: { kind: duckdb }\n    online: { kind: embedded, path: online }\n",
    );
    project.write(
      "sources.yaml",
      `sources:
  big:
    kind: state
    file: big.csv
    key: id
    time: at
    columns: { id: int64, at: timestamp, x: string }
`,
    );
    project.write("features/checkout.feat", "entity one { id: int64 }\n\nview v for one from big {\n  x\n}\n");
    const lines = Array.from({ length: 6000 }, (_, id) => `${id},2024-01-01T00:00:00Z,${"x".repeat(1000)}`);
    project.write("big.csv", `id,at,x\n${lines.join("\n")}\n`);
    const ran = await limited(6000, project.path, [await builtFeat(), "materialize", "v"]);
    expect(ran.err).toMatch(fullDisk);
    expect(ran.err).toContain(join(project.path, "online"));
    expect(ran.err).not.toMatch(/\n\s+at |fault of Feat's own/);
    expect(ran.code).toBe(3);
  });
});

test("a Redis that dies and comes back repeatedly: no error escapes, and the store works again", async () => {
  let server = await startRedis();
  const ran = fork(await child("use-redis.ts"), [server.url], {
    execArgv: [],
    stdio: ["ignore", "pipe", "inherit", "ipc"],
  });
  const out: string[] = [];
  ran.stdout!.on("data", (data) => out.push(String(data)));
  const closed = once(ran, "close");
  for (let again = 0; again < 3; again++) {
    await answered(ran, 4);
    await server.stop();
    await answered(ran, 4);
    server = await startRedis(server.port);
  }
  await answered(ran, 4);
  ran.send("over");
  expect((await closed)[0]).toBe(0);
  await server.stop();
  const { escaped, outcomes } = JSON.parse(out.join("")) as Report;
  expect(escaped).toEqual([]);
  const failed = outcomes.filter((line) => line.includes("Error"));
  expect(failed.length).toBeGreaterThan(0);
  for (const line of failed) expect(line).toMatch(/: StoreError: .*127\.0\.0\.1:/);
  expect(outcomes).toContain("close: done");
  expect(outcomes.find((line) => line.startsWith("at the end"))).toMatch(/: \d+$/);
  expect(outcomes.at(-1)).toMatch(/^after: StoreError: the connection to Redis at .* is closed$/);
});

/** Waits until each of the child's calls has ended that many times. */
async function answered(ran: ChildProcess, times: number): Promise<void> {
  const left = [times, times, times];
  while (left.some((each) => each > 0)) {
    const [index] = (await once(ran, "message")) as [number];
    left[index]!--;
  }
}

describe("readers of the embedded store", () => {
  const hold = async (path: string, count: number) => {
    const holder = fork(await child("hold-readers.ts"), [path, String(count)], { execArgv: [] });
    onTestFinished(() => void holder.kill("SIGKILL"));
    const [held] = (await once(holder, "message")) as [{ held: number; full: string }];
    return { holder, ...held };
  };

  test(`${READERS} readers fit; the next gets an error with a suggested fix; the slots of dead readers are freed`, async () => {
    const path = join(temporaryFolder(), "online");
    await openEmbedded(path).close();
    const first = await hold(path, READERS);
    expect(first.held).toBeGreaterThanOrEqual(READERS);
    expect(first.full).toContain("MDB_READERS_FULL");
    await using store = openEmbedded(path);
    const read = () => store.read([{ space: newSpace(), keys: [Buffer.from("k")] }]);
    for (let again = 0; again < 2; again++) {
      await expect(read()).rejects.toThrow(StoreError);
      await expect(read()).rejects.toThrow(
        /can't read the embedded store at .*: all of its reader slots are in use .*close some, or use Redis/,
      );
    }
    first.holder.kill("SIGKILL");
    await once(first.holder, "exit");
    expect(await read()).toHaveLength(1);
  });
});

describe("paths where no embedded store can be", () => {
  test.each<[string, (path: string) => void, RegExp]>([
    ["a file", (path) => writeFileSync(path, ""), /there is a file at/],
    [
      "a folder whose data.mdb is a folder",
      (path) => mkdirSync(join(path, "data.mdb"), { recursive: true }),
      /its data\.mdb is a folder/,
    ],
    ["a folder under a file", (path) => writeFileSync(dirname(path), ""), /there is a file at/],
  ])("%s", (name, make, message) => {
    const place = temporaryFolder();
    const path = name.endsWith("under a file") ? join(place, "file", "online") : join(place, "online");
    make(path);
    expect(() => openEmbedded(path)).toThrow(StoreError);
    expect(() => openEmbedded(path)).toThrow(message);
    expect(() => openEmbedded(path)).toThrow(/can't open the embedded store at /);
  });

  const spoils: readonly (readonly [string, (good: Buffer) => Buffer, RegExp])[] = [
    [
      "no mark",
      (good) => spoilt(good, 24, Buffer.alloc(4)),
      /not a database that this version reads: delete the folder/,
    ],
    ["zeros", (good) => Buffer.alloc(good.length), /not a database that this version reads/],
    ["another version", (good) => spoilt(good, 28, Buffer.of(99)), /not a database that this version reads/],
    ["an invalid page size", (good) => spoilt(good, 48, Buffer.of(1)), /not a database that this version reads/],
    ["only its first bytes", (good) => good.subarray(0, 100), /not a database that this version reads/],
    ["only its first page", (good) => good.subarray(0, 4096), /damaged or cut short: delete the folder/],
    ["only its first half", (good) => good.subarray(0, good.length >> 1), /damaged or cut short: delete the folder/],
    ["a foreign second page", (good) => spoilt(good, 4096, Buffer.alloc(4096)), /damaged or cut short/],
  ];
  const spoilt = (good: Buffer, offset: number, bytes: Uint8Array): Buffer => {
    const data = Buffer.from(good);
    data.set(bytes, offset);
    return data;
  };
  test.each(spoils)("a data.mdb with %s", async (_, spoil, message) => {
    const place = temporaryFolder();
    const [path, other] = [join(place, "online"), join(place, "other")];
    const store = openEmbedded(path);
    await store.write(
      newSpace(),
      Array.from({ length: 2000 }, (_, index) => ({ key: Buffer.from(`k${index}`), value: Buffer.alloc(200) })),
    );
    await store.close();
    mkdirSync(other);
    writeFileSync(join(other, "data.mdb"), spoil(readFileSync(join(path, "data.mdb"))));
    expect(() => openEmbedded(other)).toThrow(StoreError);
    expect(() => openEmbedded(other)).toThrow(message);
  });

  test("a data.mdb without its last page is an error when that page is read", async () => {
    const path = join(temporaryFolder(), "online");
    const space = newSpace();
    const rows = Array.from({ length: 2000 }, (_, n) => ({ key: Buffer.from(`k${n}`), value: Buffer.alloc(200) }));
    const store = openEmbedded(path);
    await store.write(space, rows);
    await store.close();
    const data = join(path, "data.mdb");
    truncateSync(data, statSync(data).size - 4096);
    await using cut = openEmbedded(path);
    const reading = cut.read([{ space, keys: rows.map(({ key }) => key) }]);
    await expect(reading).rejects.toThrow(StoreError);
    await expect(reading).rejects.toThrow(/damaged or cut short/);
  });
});

describe("failures are reported in plain words", () => {
  const talking: Moment = { connecting: false, tls: false };
  test.each<[string, RegExp, Moment?]>([
    ["NOAUTH Authentication required.", /refused the user or password: it asks for one/],
    ["WRONGPASS invalid username-password pair or user is disabled.", /^it refused the user or password$/],
    [
      "NOPERM User x has no permissions to run the 'mget' command",
      /user may not do this \(User x .*'mget'.*\); Feat reads with MGET/,
    ],
    ["CROSSSLOT Keys in request don't hash to the same slot", /node of a Redis Cluster: its `mode` is `cluster`/],
    ["MOVED 3999 127.0.0.1:6381", /Redis Cluster/],
    ["ASK 3999 127.0.0.1:6381", /Redis Cluster/],
    ["CLUSTERDOWN Hash slot not served", /the cluster is down \(Hash slot not served\)/],
    ["TRYAGAIN Multiple keys request during rehashing of slot", /moving to another node/],
    ["ERR This instance has cluster support disabled", /its `mode` is `single`/],
    ["ERR Protocol error: invalid bulk length", /larger than it takes/],
    ["ERR SELECT is not allowed in cluster mode", /Redis Cluster/],
    ["READONLY You can't write against a read only replica.", /replica.*name the primary/],
    ["LOADING Redis is loading the dataset in memory", /loading its data: try again/],
    ["OOM command not allowed when used memory > 'maxmemory'.", /memory is full/],
    [
      "MISCONF Redis is configured to save RDB snapshots, but it's currently unable to persist",
      /can't save to its disk/,
    ],
    ["NOREPLICAS Not enough good replicas to write.", /too few replicas/],
    ["MASTERDOWN Link with MASTER is down", /primary is down/],
    ["BUSY Redis is busy running a script.", /busy with another program's script/],
    ["WRONGTYPE Operation against a key holding the wrong kind of value", /data of another kind/],
    ["ERR DB index is out of range", /no such database/],
    ["ERR max number of clients reached", /as many clients as it takes/],
    ["ERR unknown command 'EVALSHA'", /does not know a command that Feat needs \(.*EVALSHA/],
    ["connect ETIMEDOUT", /^no answer in time$/],
    [
      "connect ETIMEDOUT",
      /no answer in time; if the port does not speak TLS, the URL begins with redis:\/\//,
      { connecting: true, tls: true },
    ],
    [
      "Connection is closed.",
      /ended the connection at once; if the port speaks TLS, the URL begins with rediss:\/\//,
      { connecting: true, tls: false },
    ],
    ["Connection is closed.", /^the connection was lost$/],
    [
      "write EPROTO 1:error:0A00010B:SSL routines:ssl3_get_record:wrong version number",
      /does not speak TLS as the URL says; .*redis:\/\//,
      { connecting: true, tls: true },
    ],
    [
      "self-signed certificate",
      /certificate is not trusted \(self-signed certificate\); `ca` or NODE_EXTRA_CA_CERTS/,
      { connecting: true, tls: true },
    ],
    ["ERR something new", /^ERR something new$/],
  ])("Redis: %s", (message, expected, moment = talking) => {
    expect(redisReason(new Error(message), moment)).toMatch(expected);
  });

  test.each<[string, string | number, RegExp]>([
    ["MDB_READERS_FULL: Environment maxreaders limit reached", -30790, /close some, or use Redis/],
    ["MDB_MAP_FULL: Environment mapsize limit reached", -30792, /can't grow: its map is full/],
    ["MDB_CORRUPTED: Located page was wrong type", -30796, /damaged or cut short: delete the folder, and materialize/],
    ["MDB_VERSION_MISMATCH: Database environment version mismatch", -30794, /not a database that this version reads/],
    ["MDB_INVALID: File is not an LMDB file", -30793, /not a database that this version reads/],
    ["MDB_PANIC: Update of meta page failed or environment had fatal error", -30795, /start this process again/],
    ["No space left on device", 28, /its disk is full: make room/],
    ["Input/output error", 5, /its disk is full or fails/],
    ["File too large", 27, /its file may not grow/],
    ["Disk quota exceeded", 122, /quota/],
    ["Read-only file system", 30, /its file system is read-only/],
    ["EACCES: permission denied, access '/x'", "EACCES", /permission denied: the user of this process/],
    ["Too many open files", 24, /too many files open/],
    ["something new", 1, /^something new$/],
  ])("LMDB: %s", (message, code, expected) => {
    expect(embeddedReason(Object.assign(new Error(message), { code }))).toMatch(expected);
  });

  test("TLS to a Redis server without TLS", async () => {
    const server = await startRedis();
    onTestFinished(() => server.stop());
    await using store = openRedis(server.url.replace("redis:", "rediss:"), { connectTimeout: 1500, timeout: 3000 });
    await expect(store.read([{ space: newSpace(), keys: [] }])).rejects.toThrow(/TLS.*the URL begins with redis:\/\//);
  });
});
