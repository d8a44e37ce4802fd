import type { Redis } from "ioredis";
import type { Script } from "./script.js";

/** Runs a script that answers with a number. */
export async function runScript(client: Redis, script: Script, keys: Buffer[], values: Buffer[]): Promise<number> {
  try {
    return Number(await client.evalsha(script.sha, keys.length, ...keys, ...values));
  } catch (error) {
    // The server has not seen the script yet, or has forgotten it.
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return Number(await client.eval(script.lua, keys.length, ...keys, ...values));
  }
}
