import type { Send } from "./send.js";

/**
 * Names the life of a server's data: its process, and the history that it replicates. A server that was started again,
 * or a replica that became the primary, has another one. Such a server may have lost the last writes.
 */
export async function incarnationOf(send: Send): Promise<string> {
  const parts = await Promise.all([send("info", ["server"]), send("info", ["replication"])]);
  const info = parts.map(String).join("\n");
  const field = (name: string) => new RegExp(`${name}:([0-9a-f]+)`).exec(info)?.[1] ?? "";
  return `${field("run_id")}+${field("master_replid")}`;
}
