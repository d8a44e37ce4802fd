import type { Script } from "./script.js";
import type { RedisKey, Send } from "./send.js";

export async function runScript(
  send: Send,
  script: Script,
  keys: readonly RedisKey[],
  values: readonly Buffer[],
): Promise<unknown> {
  const count = String(keys.length);
  try {
    return await send("evalsha", [script.sha, count, ...keys, ...values]);
  } catch (error) {
    // The server has not seen the script yet, or has lost it.
    if (!(error instanceof Error) || !error.message.startsWith("NOSCRIPT")) throw error;
    return send("eval", [script.lua, count, ...keys, ...values]);
  }
}
