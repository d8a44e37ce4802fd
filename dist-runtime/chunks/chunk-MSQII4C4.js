import { createRequire as $createRequire } from "node:module";
const require = $createRequire(import.meta.url);

// runtime/online/redis/index.ts
import { randomUUID } from "node:crypto";
// runtime/online/redis/send.ts
import { Command } from "ioredis";
import {
  isRowKey,
  laterMeta,
  messageOf,
  packMeta,
  recordKey,
  requireDistinctKeys,
  rowIsIntact,
  StoreError,
  spaceText,
  Unreadable,
  unpackMeta,
  unreadable,
  viewText,
  within,
} from "./chunk-3N4C6R2J.js";

function send(client, name, args) {
  return client.sendCommand(new BytesCommand(name, args));
}
var BytesCommand = class extends Command {
  #args;
  constructor(name, args) {
    super(name, [], { replyEncoding: null });
    this.#args = args;
  }
  toWritable() {
    const args = [this.name, ...this.#args].map((arg) => (typeof arg === "string" ? Buffer.from(arg) : arg));
    const heads = args.map(
      ({ length }) => `$${length}\r
`,
    );
    const start = `*${args.length}\r
`;
    const size = args.reduce((sum, { length }, index) => sum + length + heads[index].length + 2, start.length);
    const out = Buffer.allocUnsafe(size);
    let at = out.write(start, 0, "latin1");
    for (const [index, arg] of args.entries()) {
      at += out.write(heads[index], at, "latin1");
      at += arg.copy(out, at);
      at += out.write("\r\n", at, "latin1");
    }
    return out;
  }
};

// runtime/online/redis/run-script.ts
async function runScript(client, script2, keys, values) {
  const count = String(keys.length);
  try {
    return await send(client, "evalsha", [script2.sha, count, ...keys, ...values]);
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return send(client, "eval", [script2.lua, count, ...keys, ...values]);
  }
}

// runtime/online/redis/script.ts
import { createHash } from "node:crypto";

var putIfNotOlder = script(`
local function newer(a, b)
  local ah, al = struct.unpack('>I4I4', a)
  local bh, bl = struct.unpack('>I4I4', b)
  return ah > bh or (ah == bh and al > bl)
end
local olds = {}
for i, key in ipairs(KEYS) do
  local old = redis.pcall('GETRANGE', key, 1, 8)
  if type(old) == 'table' then
    if string.find(old.err, 'WRONGTYPE', 1, true) then return { -1, i } end
    return old
  end
  olds[i] = old
end
local answer = { 0 }
local put = {}
for i, key in ipairs(KEYS) do
  local old, new = put[key] or olds[i], string.sub(ARGV[i], 2, 9)
  if #old < 8 or not newer(old, new) then
    redis.call('SET', key, ARGV[i])
    put[key] = new
    answer[1] = answer[1] + 1
  else
    answer[#answer + 1] = i
  end
end
return answer
`);
var swapIfSame = script(`
local olds = {}
for i, key in ipairs(KEYS) do
  local old = redis.pcall('GET', key)
  if type(old) == 'table' then
    if string.find(old.err, 'WRONGTYPE', 1, true) then return { -1, i } end
    return old
  end
  olds[i] = old
end
local answer = { 0 }
for i, key in ipairs(KEYS) do
  local expected = string.sub(ARGV[1], 2 * i - 1, 2 * i - 1) == 'v' and ARGV[2 * i]
  if olds[i] ~= expected then
    answer[#answer + 1] = i
  else
    if string.sub(ARGV[1], 2 * i, 2 * i) == 'v' then
      redis.call('SET', key, ARGV[2 * i + 1])
    elseif expected then
      redis.call('DEL', key)
    end
    answer[1] = answer[1] + 1
  end
end
return answer
`);
var moveMeta = script(`
if ARGV[3] ~= '' and redis.call('HGET', KEYS[2], 'mark') ~= ARGV[3] then return { 0, 2 } end
if (redis.call('GET', KEYS[1]) or '') ~= ARGV[1] then return { 0, 1 } end
redis.call('HSET', KEYS[2], KEYS[1], '')
redis.call('SET', KEYS[1], ARGV[2])
return { 1 }
`);
var forgetView = script(`
for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
  if field ~= 'mark' then redis.call('DEL', field) end
end
return redis.call('DEL', KEYS[1])
`);
function script(lua) {
  return { lua, sha: createHash("sha1").update(lua).digest("hex") };
}

// runtime/online/redis/clear.ts
var KEYS_PER_SCAN = 1e3;
async function clearView(connection, record) {
  const forget = () => connection.run((client) => runScript(client, forgetView, [record], []));
  const beginning = Buffer.concat([record, Buffer.from(":")]);
  const pattern = `${globText(beginning.toString())}*`;
  await forget();
  let rows = 0;
  let cursor = "0";
  do {
    const [next, keys] = await connection.run((client) => scan(client, cursor, pattern));
    cursor = next;
    const [ofRows, others] = parted(keys, (key) => isRow(key, beginning.length));
    rows += await connection.run((client) => unlink(client, ofRows));
    await connection.run((client) => unlink(client, others));
  } while (cursor !== "0");
  await forget();
  return rows;
}
function isRow(key, fingerprintAt) {
  const end = key.indexOf(":", fingerprintAt);
  return end !== -1 && isRowKey(key.subarray(end + 1));
}
var parted = (all, test) => [all.filter(test), all.filter((each) => !test(each))];
async function scan(client, cursor, pattern) {
  const [next, keys] = await client.scanBuffer(cursor, "MATCH", pattern, "COUNT", KEYS_PER_SCAN);
  return [next.toString(), keys];
}
var unlink = (client, keys) => (keys.length === 0 ? Promise.resolve(0) : client.unlink([...keys]));
var globText = (text) => text.replace(/[\\*?[\]]/g, "\\$&");

// runtime/online/redis/connection.ts
import { Redis } from "ioredis";

// runtime/online/redis/reasons.ts
var lostMessages =
  /Connection is closed|Stream isn't writeable|ECONNRESET|EPIPE|Socket closed|aborted due to connection/i;
var isLost = (error) => lostMessages.test(textOf(error));
var TRY_TLS = "if the port speaks TLS, the URL begins with rediss://";
var TRY_PLAIN = "if the port does not speak TLS, the URL begins with redis://";
var otherProtocol = "it does not speak TLS as the URL says";
var reasons = [
  { pattern: /ECONNREFUSED/, says: "connection refused" },
  { pattern: /ENOTFOUND|EAI_AGAIN/, says: "no such host" },
  { pattern: /EHOSTUNREACH|ENETUNREACH|EADDRNOTAVAIL/, says: "host not reachable" },
  { pattern: /EMFILE|ENFILE/, says: "this process has too many files and sockets open" },
  {
    pattern: /wrong version number|packet length too long|ssl3_get_record|unknown protocol|ERR_SSL_WRONG|EPROTO/i,
    says: `${otherProtocol}; ${TRY_PLAIN}`,
  },
  {
    pattern: /self.signed|unable to (?:verify|get)|certificate|altname|CERT_|DEPTH_ZERO/i,
    says: (_, message) =>
      `its certificate is not trusted (${message}); NODE_EXTRA_CA_CERTS names a file with the authority that signed it`,
  },
  {
    pattern: /before secure TLS connection was established|TLS handshake|tlsv1 alert|sslv3 alert/i,
    says: `it ended the TLS handshake; ${TRY_PLAIN}, and a server that asks for a client's certificate is not supported`,
  },
  {
    pattern: /ETIMEDOUT|Command timed out|Socket timeout/i,
    says: ({ connecting, tls }) => (connecting && tls ? `no answer in time; ${TRY_PLAIN}` : "no answer in time"),
  },
  {
    pattern: lostMessages,
    says: ({ connecting, tls }) =>
      connecting ? `it ended the connection at once; ${tls ? TRY_PLAIN : TRY_TLS}` : "the connection was lost",
  },
  {
    pattern: /Unknown RESP|Protocol error|Please report this|Got an unexpected reply/i,
    says: ({ tls }) => `what answers there does not speak Redis's protocol${tls ? "" : `; ${TRY_TLS}`}`,
  },
  { pattern: /^WRONGPASS|invalid password/i, says: "it refused the user or password" },
  { pattern: /^NOAUTH/, says: "it refused the user or password: it asks for one, and the URL has none" },
  {
    pattern: /^NOPERM/,
    says: (_, message) =>
      `the user may not do this (${message.replace(/^NOPERM\s*/, "")}); Feat reads with SELECT, MGET, EXISTS and TYPE, and writes with EVAL, EVALSHA, GET, GETRANGE and SET, on keys that begin with feat:`,
  },
  {
    pattern: /^(?:CROSSSLOT|MOVED|ASK|CLUSTERDOWN|TRYAGAIN)|SELECT is not allowed in cluster mode/,
    says: "it is a node of a Redis Cluster, which is not supported since one read spans slots: name a Redis that is not a cluster, or a proxy or endpoint with cluster mode off",
  },
  {
    pattern: /DB index is out of range|invalid DB index|value is not an integer|out of range/i,
    says: "it has no such database",
  },
  { pattern: /^READONLY/, says: "it is a replica, which takes no writes: name the primary in the URL" },
  { pattern: /^LOADING/, says: "it is still loading its data: try again when it has" },
  {
    pattern: /^OOM/,
    says: "its memory is full (`maxmemory`), so it takes no writes: give it more, or remove what is no longer needed",
  },
  {
    pattern: /^MISCONF/,
    says: "it takes no writes since it can't save to its disk (`stop-writes-on-bgsave-error`): see its log and its disk",
  },
  { pattern: /^NOREPLICAS/, says: "it takes no writes since too few replicas are connected (`min-replicas-to-write`)" },
  {
    pattern: /^MASTERDOWN/,
    says: "it is a replica whose primary is down, and serves no old data: name the primary in the URL",
  },
  { pattern: /^BUSY/, says: "it is busy with another program's script: try again, or end it with SCRIPT KILL" },
  { pattern: /^WRONGTYPE/, says: "another program keeps data of another kind under one of Feat's keys" },
  {
    pattern: /max number of clients/i,
    says: "it has as many clients as it takes (`maxclients`): close some, or raise the limit",
  },
  { pattern: /unknown command/i, says: (_, message) => `it does not know a command that Feat needs (${message})` },
];
function reason(error, moment) {
  const message = textOf(error);
  const found = reasons.find(({ pattern }) => pattern.test(message));
  if (found === void 0) return message || "the connection failed";
  return typeof found.says === "string" ? found.says : found.says(moment, messageOf(error));
}
function textOf(error) {
  const message = messageOf(error);
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return message.includes(code) ? message : message === "" ? code : `${message} (${code})`;
}

// runtime/online/redis/url.ts
var FORM =
  "a Redis URL is redis://HOST:PORT/DATABASE, or rediss:// for TLS, with USER:PASSWORD@ before the host if there is a user";
var database = /^(?:0|[1-9][0-9]{0,9})$/;
var GREATEST = 2 ** 31 - 1;
function readRedisUrl(text) {
  let url;
  try {
    url = new URL(text);
  } catch {
    throw wrong(`can't be read: ${FORM}`);
  }
  if (url.protocol !== "redis:" && url.protocol !== "rediss:")
    throw wrong(`must begin with redis:// or rediss://: ${FORM}`);
  if (!text.slice(url.protocol.length).startsWith("//")) throw wrong(`must begin with redis:// or rediss://: ${FORM}`);
  if (url.hash !== "") throw wrong("has a `#`, which is written %23 in a password");
  const said = queryOf(url);
  const path =
    url.pathname === "" || url.pathname === "/" ? null : databaseOf(decoded(url.pathname.slice(1), "database"));
  const query = said.has("db") ? databaseOf(said.get("db") ?? "") : null;
  if (path !== null && query !== null && path !== query) throw wrong(`names two databases, ${path} and ${query}`);
  const number = path ?? query;
  const host = url.hostname.replace(/^\[(.*)\]$/, "$1") || "localhost";
  const port = url.port === "" ? 6379 : Number(url.port);
  return {
    host,
    port,
    username: (decoded(url.username, "user") || said.get("username")) ?? null,
    password: (decoded(url.password, "password") || said.get("password")) ?? null,
    tls: url.protocol === "rediss:",
    database: number,
    family: familyOf(said.get("family")),
    address: `${url.hostname || "localhost"}:${port}${number === null ? "" : `/${number}`}`,
  };
}
var parameters = ["db", "username", "password", "family"];
function queryOf(url) {
  const said = /* @__PURE__ */ new Map();
  for (const [name, value] of url.searchParams) {
    if (!parameters.includes(name))
      throw wrong(`has an unknown parameter${quoted(name)}; known parameters are ${parameters.join(", ")}`);
    if (said.has(name)) throw wrong(`says \`${name}\` twice`);
    said.set(name, value);
  }
  return said;
}
function databaseOf(text) {
  if (database.test(text) && Number(text) <= GREATEST) return Number(text);
  if (text.includes("@")) throw wrong("has a `/`, `?` or `@` in its password: they are written %2F, %3F and %40");
  throw wrong(`names a database that Redis can't have${quoted(text)}: it is a number from 0 to ${GREATEST}`);
}
function familyOf(text) {
  if (text === void 0 || text === "0") return null;
  if (text === "4") return 4;
  if (text === "6") return 6;
  throw wrong("has a `family` that is neither 4 nor 6");
}
function decoded(text, what) {
  try {
    return decodeURIComponent(text);
  } catch {
    throw wrong(`has a \`%\` in its ${what} that begins no escape: it is written %25`);
  }
}
var quoted = (text) => (/^[\w./ -]{1,24}$/.test(text) ? ` (\`${text}\`)` : "");
var wrong = (what) => new StoreError("", `the Redis URL ${what}`);

// runtime/online/redis/connection.ts
var Connection = class {
  #url;
  #options;
  /** The connection that calls use, or that is being made. */
  #current = null;
  #closed = false;
  constructor(url, options) {
    this.#url = readRedisUrl(url);
    this.#options = options;
  }
  get address() {
    return this.#url.address;
  }
  async run(command) {
    for (let attempt = 1; ; attempt++) {
      const client = await this.#client();
      try {
        return await command(client);
      } catch (error) {
        if (error instanceof StoreError) throw error;
        const lost = isLost(error);
        if (lost) this.#drop(client);
        if (attempt > 1 || !lost || this.#closed) throw this.#failure(error, false);
      }
    }
  }
  async close() {
    if (this.#closed) return;
    this.#closed = true;
    const client = this.#current?.client;
    this.#current = null;
    if (client?.status === "ready") await client.quit().catch(() => client.disconnect());
    else client?.disconnect();
  }
  /** A `StoreError` of this store, for problems that a call finds itself. */
  problem(what, cause) {
    return new StoreError(this.address, `Redis at ${this.address}: ${what}`, cause === void 0 ? void 0 : { cause });
  }
  async #client() {
    if (this.#closed) throw new StoreError(this.address, `the connection to Redis at ${this.address} is closed`);
    this.#current ??= this.#connect();
    const { client, ready } = this.#current;
    await ready;
    return client;
  }
  #connect() {
    const { host, port, username, password, tls, family } = this.#url;
    const client = new Redis({
      host,
      port,
      ...(username === null ? {} : { username }),
      ...(username === null && password === null ? {} : { password: password ?? "" }),
      ...(tls ? { tls: {} } : {}),
      ...(family === null ? {} : { family }),
      lazyConnect: true,
      // The first command shows whether the server is still loading its data.
      enableReadyCheck: false,
      enableOfflineQueue: false,
      autoResendUnfulfilledCommands: false,
      maxRetriesPerRequest: 0,
      retryStrategy: () => null,
      connectTimeout: this.#options.connectTimeout,
      socketTimeout: this.#options.commandTimeout,
      commandTimeout: this.#options.commandTimeout,
      disableClientInfo: true,
    });
    let reported = null;
    client.on("error", (error) => {
      reported ??= error;
    });
    client.once("end", () => this.#drop(client));
    const ready = (async () => {
      try {
        await client.connect();
      } catch (error) {
        this.#drop(client);
        throw this.#failure(reported ?? error, true);
      }
      try {
        await this.#select(client);
      } catch (error) {
        this.#drop(client);
        throw error;
      }
    })();
    return { client, ready };
  }
  /**
   * A new connection uses database 0. If the driver's own SELECT fails, it stays there without an error, so we send
   * SELECT ourselves.
   */
  async #select(client) {
    const { database: database2 } = this.#url;
    if (database2 === null || database2 === 0) return;
    let answer;
    try {
      answer = await client.select(database2);
    } catch (error) {
      if (isLost(error)) throw this.#failure(error, true);
      throw this.problem(
        `database ${database2} can't be selected: ${reason(error, { connecting: false, tls: this.#url.tls })}`,
        error,
      );
    }
    if (answer !== "OK")
      throw this.problem(`database ${database2} can't be selected: it answered ${messageOf(answer)}`);
  }
  #drop(client) {
    if (this.#current?.client !== client) return;
    this.#current = null;
    client.disconnect();
  }
  #failure(error, connecting) {
    return this.problem(reason(error, { connecting, tls: this.#url.tls }), error);
  }
};

// runtime/online/redis/index.ts
function openRedis(url, options = {}) {
  if (url === void 0 || url === "") throw new StoreError("", "no Redis URL was given (is the variable set?)");
  const { connectTimeout = 5e3, commandTimeout = 1e4 } = options;
  return new RedisStore(new Connection(url, { connectTimeout, commandTimeout }));
}
var ROWS_PER_SCRIPT = 500;
var KEYS_PER_MGET = 5e3;
var RedisStore = class {
  #connection;
  #prefixes = /* @__PURE__ */ new WeakMap();
  constructor(connection) {
    this.#connection = connection;
  }
  get address() {
    return this.#connection.address;
  }
  read(requests, options = {}) {
    return this.#within(options, () => this.#read(requests));
  }
  async #read(requests) {
    const keys = requests.map(({ space }) => this.#prefix(space));
    for (const { space, keys: rows, records = [] } of requests) {
      const prefix = this.#rowPrefix(space);
      for (const key of rows) keys.push(Buffer.concat([prefix, key]));
      for (const key of records) keys.push(Buffer.concat([prefix, recordKey(key)]));
    }
    if (keys.length === 0) return [];
    const rowsEnd = keys.length;
    if (keys.length > KEYS_PER_MGET) keys.push(...keys.slice(0, requests.length));
    const found = await this.#getAll(keys);
    let next = requests.length;
    const take = (count) => {
      next += count;
      return found.slice(next - count, next);
    };
    return requests.map(({ space, keys: asked, records = [] }, index) => {
      const cleared = rowsEnd < found.length && found[rowsEnd + index] === null;
      const meta = cleared ? null : found[index];
      return {
        meta: meta instanceof Unreadable ? meta : unpackMeta(space, meta),
        rows: take(asked.length),
        records: take(records.length),
      };
    });
  }
  write(space, rows, options = {}) {
    return this.#within(options, async () => {
      const batches = inBatches(rows, ROWS_PER_SCRIPT).map((batch) => this.#put(space, batch));
      return (await Promise.all(batches)).reduce((sum, put) => sum + put, 0);
    });
  }
  async swap(space, swaps, options = {}) {
    requireDistinctKeys(swaps);
    return this.#within(options, async () => {
      const batches = inBatches(swaps, ROWS_PER_SCRIPT).map((batch) => this.#swap(space, batch));
      return (await Promise.all(batches)).flat();
    });
  }
  async #swap(space, batch) {
    const prefix = this.#rowPrefix(space);
    const keys = batch.map(({ key }) => Buffer.concat([prefix, recordKey(key)]));
    const { done, others } = await this.#run(swapIfSame, keys, swapArguments(batch));
    if (done < 0) throw await this.#foreign(`a record of view ${space.view}`, keys[others[0]]);
    const kept = new Set(others);
    return batch.map((_, index) => !kept.has(index));
  }
  /** The stored T counts only if the row is intact. Otherwise a damaged row could stay for ever. */
  async #put(space, batch) {
    const prefix = this.#rowPrefix(space);
    let put = 0;
    for (let rows = batch; rows.length > 0; ) {
      const keys = rows.map(({ key }) => Buffer.concat([prefix, key]));
      const values = rows.map(({ value }) => asBuffer(value));
      const { done, others } = await this.#run(putIfNotOlder, keys, values);
      if (done < 0) throw await this.#foreign(`the stored row of view ${space.view}`, keys[others[0]]);
      put += done;
      if (others.length === 0) break;
      const kept = await this.#getAll(others.map((index) => keys[index]));
      const damaged = others.flatMap((index, at) => {
        const old = kept[at];
        return old instanceof Buffer && !rowIsIntact(spaceText(space), rows[index].key, old) ? [{ index, old }] : [];
      });
      if (damaged.length === 0) break;
      const replaced = await this.#run(
        swapIfSame,
        damaged.map(({ index }) => keys[index]),
        swapArguments(damaged.map(({ index, old }) => ({ expected: old, value: values[index] }))),
      );
      put += replaced.done;
      const again = replaced.others.map((at) => rows[damaged[at].index]);
      rows = again;
    }
    return put;
  }
  async begin(view) {
    const record = viewKey(view);
    return this.#connection.run(async (client) => {
      await client.hsetnx(record, "mark", randomUUID());
      return (await client.hget(record, "mark")) ?? "cleared";
    });
  }
  async advance(space, meta, mark = "") {
    const keys = [this.#prefix(space), viewKey(space)];
    for (;;) {
      const [old = null] = await this.#getAll(keys.slice(0, 1));
      const before = old instanceof Unreadable ? old : unpackMeta(space, old);
      if (before instanceof Unreadable && (before.foreign || meta.complete === null))
        throw unreadable(this.address, `the metadata of view ${space.view}`, before);
      const next = packMeta(space, before instanceof Unreadable ? meta : laterMeta(before, meta));
      const { done, others } = await this.#run(moveMeta, keys, [
        old instanceof Buffer ? old : NOTHING,
        next,
        Buffer.from(mark),
      ]);
      if (done === 1) return true;
      if (others.includes(1)) return false;
    }
  }
  clear(view) {
    return clearView(this.#connection, viewKey(view));
  }
  close() {
    return this.#connection.close();
  }
  [Symbol.asyncDispose]() {
    return this.close();
  }
  /** The value under each key. A key that holds no string differs from a key that does not exist. */
  async #getAll(keys) {
    const found = await this.#connection.run((client) =>
      inParts(keys, async (part) => this.#found(part, await send(client, "mget", part))),
    );
    const absent = found.flatMap((value, index) => (value === null ? [index] : []));
    if (absent.length === 0) return found;
    const places = absent.map((index) => keys[index]);
    const exist = await this.#connection.run((client) =>
      inParts(places, async (part) => [this.#count(await send(client, "exists", part))]),
    );
    if (exist.every((count) => count === 0)) return found;
    const types = await this.#connection.run((client) => Promise.all(places.map((key) => client.type(key))));
    const all = found;
    for (const [at, index] of absent.entries()) {
      const type = types[at];
      if (type !== "string" && type !== "none") all[index] = foreign(places[at], String(type));
    }
    return all;
  }
  async #foreign(what, key) {
    const type = String(await this.#connection.run((client) => client.type(key)));
    return unreadable(this.address, what, foreign(key, type));
  }
  #within(options, work) {
    return within(options, (milliseconds) => this.#connection.problem(`no answer within ${milliseconds} ms`), work);
  }
  async #run(script2, keys, values) {
    const answer = await this.#connection.run((client) => runScript(client, script2, keys, values));
    const [done, ...places] = Array.isArray(answer) ? answer : [];
    const inside = (place) => Number.isInteger(place) && Number(place) >= 1 && Number(place) <= keys.length;
    if (!Number.isInteger(done) || !places.every(inside)) throw this.#strange("a script");
    return { done, others: places.map((place) => place - 1) };
  }
  #found(keys, answer) {
    const fits = Array.isArray(answer) && answer.length === keys.length;
    if (!fits || !answer.every((value) => value === null || value instanceof Buffer)) throw this.#strange("MGET");
    return answer;
  }
  #count(answer) {
    if (typeof answer !== "number") throw this.#strange("EXISTS");
    return answer;
  }
  #strange(command) {
    return this.#connection.problem(
      `it answered ${command} in a way that Redis never does: is it a proxy, or another server?`,
    );
  }
  #prefix(space) {
    return this.#rowPrefix(space).subarray(0, -1);
  }
  #rowPrefix(space) {
    const known = this.#prefixes.get(space);
    if (known !== void 0) return known;
    const prefix = Buffer.from(`feat:${spaceText(space)}:`);
    this.#prefixes.set(space, prefix);
    return prefix;
  }
};
var viewKey = (view) => Buffer.from(`feat:${viewText(view)}`);
var NOTHING = Buffer.alloc(0);
var foreign = (key, type) =>
  new Unreadable(`the Redis key ${printable(key)} holds a ${type}, which is another program's`, true);
function printable(key) {
  const text = [...key].map((byte) => {
    if (byte === 34 || byte === 92) return `\\${String.fromCharCode(byte)}`;
    return byte >= 32 && byte < 127 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, "0")}`;
  });
  return `"${text.join("")}"`;
}
function swapArguments(swaps) {
  const letter = (bytes2) => (bytes2 === null ? "n" : "v");
  const letters = swaps.map(({ expected, value }) => letter(expected) + letter(value)).join("");
  const bytes = swaps.flatMap(({ expected, value }) => [asBuffer(expected ?? NOTHING), asBuffer(value ?? NOTHING)]);
  return [Buffer.from(letters), ...bytes];
}
async function inParts(keys, ask) {
  return (await Promise.all(inBatches(keys, KEYS_PER_MGET).map((part) => ask([...part])))).flat();
}
function inBatches(all, size) {
  if (all.length <= size) return all.length === 0 ? [] : [all];
  return Array.from({ length: Math.ceil(all.length / size) }, (_, index) =>
    all.slice(index * size, (index + 1) * size),
  );
}
var asBuffer = (bytes) =>
  Buffer.isBuffer(bytes) ? bytes : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);

export { openRedis };
//# sourceMappingURL=chunk-MSQII4C4.js.map
