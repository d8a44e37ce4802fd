import { randomUUID } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openRedis } from "../../runtime/online/redis/index.js";
import type { OnlineStore, ViewSpace } from "../../runtime/online/store.js";
import { ownRedis } from "../support/own-redis.js";

/** Both kinds of store. Each is opened at one place, which is the same for all tests of a file. */
export function storeKinds(): readonly { readonly kind: string; readonly open: () => OnlineStore }[] {
  const folder = temporaryFolder();
  return [
    { kind: "embedded", open: () => openEmbedded(join(folder, "online")) },
    { kind: "redis", open: () => openRedis(ownRedis()) },
  ];
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "feat-test-"));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A space of its own for a test, so that tests can share a server. */
export const newSpace = (view = "v"): ViewSpace => ({ project: `p-${randomUUID()}`, view, fingerprint: "f0" });
