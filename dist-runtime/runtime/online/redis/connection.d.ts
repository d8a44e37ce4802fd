import { Redis } from "ioredis";
import { StoreError } from "../../errors.js";
/**
 * One connection. It is made when it is first needed, and again after it was lost.
 *
 * Always: one client of the driver serves one connection and never reconnects. It is used only when the server has
 * confirmed the URL's database, so no command runs on another database. There are no endless retries: a call uses a
 * connection or makes one, and a call that loses its connection is tried once more on a new one (all our commands may
 * run twice). If that fails too, the error is a `StoreError` that names the address, never the password.
 */
export interface ConnectionOptions {
  /** How long to wait for a connection, in milliseconds. */
  readonly connectTimeout: number;
  /** How long the server may take to answer, in milliseconds. */
  readonly commandTimeout: number;
}
export declare class Connection {
  #private;
  constructor(url: string, options: ConnectionOptions);
  get address(): string;
  run<T>(command: (client: Redis) => Promise<T>): Promise<T>;
  close(): Promise<void>;
  /** A `StoreError` of this store, for problems that a call finds itself. */
  problem(what: string, cause?: unknown): StoreError;
}
