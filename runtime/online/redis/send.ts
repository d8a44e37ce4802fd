/** The key of a row: what the keys of its definition begin with, and its own bytes. A Buffer of both costs more than the rest of a read. */
export interface RowKey {
  readonly prefix: Buffer;
  readonly key: Uint8Array;
}
export type RedisKey = Buffer | RowKey;

export type Argument = string | RedisKey;

/** Sends one command. Texts come back as bytes. */
export type Send = (name: string, args: readonly Argument[]) => Promise<unknown>;

/** What becomes of a command. It is told once, and must not throw. */
export interface Answered {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}
