export type Argument = Buffer | string;

/** Sends one command. Texts come back as bytes. */
export type Send = (name: string, args: readonly Argument[]) => Promise<unknown>;

/** What becomes of a command. It is told once, and must not throw. */
export interface Answered {
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}
