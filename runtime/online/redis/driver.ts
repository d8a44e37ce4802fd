/** What Feat needs of the driver. It is loaded when the first connection is made. */
import { Command, Redis, type RedisOptions } from "ioredis";
import type { Answered, Argument, RedisKey, Send } from "./send.js";

/** The driver gives answers another form if it is told to. */
export type LinkOptions = Omit<RedisOptions, "replyMapping">;

/** One open connection. It never reconnects. */
export interface Link {
  readonly send: Send;
  /**
   * The same without a promise. `together`: the command may wait for others of this turn of the event loop, and be sent
   * with them.
   */
  readonly ask: (name: string, args: readonly Argument[], answered: Answered, together: boolean) => void;
  /** Lets commands in flight finish. */
  quit(): Promise<void>;
  disconnect(): void;
}

/**
 * Rejects with the reason for which no connection was made within so many milliseconds. `onEnd` runs when the connection
 * has ended.
 */
export async function connectLink(
  options: LinkOptions,
  milliseconds: number,
  onEnd: (link: Link) => void,
): Promise<Link> {
  const all: LinkOptions = {
    ...options,
    lazyConnect: true,
    // The first command shows whether the server is still loading its data.
    enableReadyCheck: false,
    enableOfflineQueue: false,
    autoResendUnfulfilledCommands: false,
    maxRetriesPerRequest: 0,
    retryStrategy: () => null,
    sentinelRetryStrategy: () => null,
    disableClientInfo: true,
  };
  const client = new Redis(all);
  // ioredis reports why a connection failed only in an event.
  let reported: Error | null = null;
  client.on("error", (error: Error) => {
    reported ??= error;
  });
  // Each write to a socket is a call of the operating system, which is most of what a small command costs.
  let held = false;
  const holdBack = (): void => {
    if (held) return;
    held = true;
    const { stream } = client;
    stream.cork();
    setImmediate(() => {
      held = false;
      stream.uncork();
    });
  };
  const link: Link = {
    send: (name, args) => client.sendCommand(new BytesCommand(name, args)) as Promise<unknown>,
    ask: (name, args, answered, together) => {
      if (together) holdBack();
      client.sendCommand(new AskedCommand(name, args, answered));
    },
    quit: async () => void (await client.quit().catch(() => client.disconnect())),
    disconnect: () => client.disconnect(),
  };
  client.once("end", () => onEnd(link));
  // The driver's own limit is for the connection alone, not for what is said at its beginning.
  const timer = setTimeout(() => {
    reported ??= new Error("ETIMEDOUT");
    client.disconnect();
  }, milliseconds);
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw reported ?? error;
  } finally {
    clearTimeout(timer);
  }
  return link;
}

/**
 * The driver itself makes three buffers for each argument that is bytes. With 500 keys that is most of a read's time.
 */
class BytesCommand extends Command {
  readonly #args: readonly Argument[];

  constructor(name: string, args: readonly Argument[]) {
    super(name, NONE, RAW);
    this.#args = args;
  }

  override toWritable(): Buffer {
    return packed(this.name, this.#args);
  }
}

/** A command whose answer is told to `answered`. It has no promise, which is a good part of a small read's cost. */
class AskedCommand extends BytesCommand {
  constructor(name: string, args: readonly Argument[], answered: Answered) {
    super(name, args);
    this.resolve = (value: unknown) => answered.resolve(value);
    this.reject = (error: Error) => answered.reject(error);
  }
}
// The driver's constructor calls this to make the promise. It is private there, so a class can't override it.
Object.defineProperty(AskedCommand.prototype, "initPromise", { value: () => {} });

const NONE: never[] = [];
const RAW = { replyEncoding: null };

/** A command as it is sent. */
function packed(name: string, args: readonly Argument[]): Buffer {
  let size = HEAD + HEAD + name.length;
  for (const arg of args) size += HEAD + lengthOf(arg);
  const out = Buffer.allocUnsafe(size);
  let at = writeHead(out, 0, STAR, args.length + 1);
  at = writeHead(out, at, DOLLAR, name.length);
  at = endLine(out, at + out.write(name, at, "latin1"));
  for (const arg of args) {
    at = writeHead(out, at, DOLLAR, lengthOf(arg));
    if (typeof arg === "string") at += out.write(arg, at);
    else if (isBytes(arg)) at = put(out, at, arg);
    else at = put(out, put(out, at, arg.prefix), arg.key);
    at = endLine(out, at);
  }
  return out.subarray(0, at);
}

function lengthOf(arg: Argument): number {
  if (typeof arg === "string") return Buffer.byteLength(arg);
  return isBytes(arg) ? arg.length : arg.prefix.length + arg.key.length;
}

const isBytes = (arg: RedisKey): arg is Buffer => !("prefix" in arg);

/** Gives where the next byte goes. For a few bytes the loop costs less than a call of the engine. */
function put(out: Buffer, start: number, bytes: Uint8Array): number {
  const { length } = bytes;
  if (length > FEW) out.set(bytes, start);
  else for (let at = 0; at < length; at++) out[start + at] = bytes[at]!;
  return start + length;
}

const FEW = 64;

const [STAR, DOLLAR, ZERO, CR, LF] = [0x2a, 0x24, 0x30, 0x0d, 0x0a];
/** The most bytes around an argument: a sign, ten digits, and two ends of lines. */
const HEAD = 15;

/** The sign, the number and the end of the line. Gives where the next byte goes. */
function writeHead(out: Buffer, start: number, sign: number, count: number): number {
  let digits = 1;
  for (let rest = count; rest >= 10; rest = Math.trunc(rest / 10)) digits++;
  out[start] = sign;
  let rest = count;
  for (let at = start + digits; at > start; at--) {
    out[at] = ZERO + (rest % 10);
    rest = Math.trunc(rest / 10);
  }
  return endLine(out, start + digits + 1);
}

function endLine(out: Buffer, at: number): number {
  out[at] = CR;
  out[at + 1] = LF;
  return at + 2;
}
