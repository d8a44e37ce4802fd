/** What Feat needs of the driver. It is loaded when the first connection is made. */
import { Command, Redis, type RedisOptions } from "ioredis";
import type { Argument, Send } from "./send.js";

/** The driver gives answers another form if it is told to. */
export type LinkOptions = Omit<RedisOptions, "replyMapping">;

/** One open connection. It never reconnects. */
export interface Link {
  readonly send: Send;
  /** Lets commands in flight finish. */
  quit(): Promise<void>;
  disconnect(): void;
}

/** Rejects with the reason for which no connection was made. `onEnd` runs when the connection has ended. */
export async function connectLink(options: LinkOptions, onEnd: (link: Link) => void): Promise<Link> {
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
  const link: Link = {
    send: (name, args) => client.sendCommand(new BytesCommand(name, args)) as Promise<unknown>,
    quit: async () => void (await client.quit().catch(() => client.disconnect())),
    disconnect: () => client.disconnect(),
  };
  client.once("end", () => onEnd(link));
  try {
    await client.connect();
  } catch (error) {
    client.disconnect();
    throw reported ?? error;
  }
  return link;
}

/**
 * The driver itself makes three buffers for each argument that is bytes. With 500 keys that is most of a read's time.
 */
class BytesCommand extends Command {
  readonly #args: readonly Argument[];

  constructor(name: string, args: readonly Argument[]) {
    super(name, [], { replyEncoding: null });
    this.#args = args;
  }

  override toWritable(): Buffer {
    const args: readonly Buffer[] = [this.name, ...this.#args].map((arg) =>
      typeof arg === "string" ? Buffer.from(arg) : arg,
    );
    const heads = args.map(({ length }) => `$${length}\r\n`);
    const start = `*${args.length}\r\n`;
    const size = args.reduce((sum, { length }, index) => sum + length + heads[index]!.length + 2, start.length);
    const out = Buffer.allocUnsafe(size);
    let at = out.write(start, 0, "latin1");
    for (const [index, arg] of args.entries()) {
      at += out.write(heads[index]!, at, "latin1");
      at += arg.copy(out, at);
      at += out.write("\r\n", at, "latin1");
    }
    return out;
  }
}
