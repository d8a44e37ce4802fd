import type { Redis } from "ioredis";
import type { Script } from "./script.js";
import { send } from "./send.js";

export async function runScript(client: Redis, script: Script, keys: Buffer[], values: Buffer[]): Promise<unknown> {
  const count = String(keys.length);
  try {
    return await send(client, "evalsha", [script.sha, count, ...keys, ...values]);
  } catch (error) {
    // The server has not seen the script yet, or has lost it.
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return send(client, "eval", [script.lua, count, ...keys, ...values]);
  }
}
