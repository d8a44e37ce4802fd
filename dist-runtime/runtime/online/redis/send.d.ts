import { type Redis } from "ioredis";

type Argument = Buffer | string;
/** Sends one command. Texts come back as bytes. */
export declare function send(client: Redis, name: string, args: readonly Argument[]): Promise<unknown>;
