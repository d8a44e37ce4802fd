export type Argument = Buffer | string;

/** Sends one command. Texts come back as bytes. */
export type Send = (name: string, args: readonly Argument[]) => Promise<unknown>;
