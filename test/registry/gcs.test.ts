/**
 * The registry in Google Cloud Storage, on fake-gcs-server where it was built. `FEAT_GO_SERVERS=1` builds it
 * (`test/support/go-server.ts`); without it these tests are skipped.
 */
import { Storage } from "@google-cloud/storage";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openRegistry, type RegistrySettings } from "../../runtime/registry/index.js";
import { goServer, startFakeGcs } from "../support/go-server.js";
import type { Server } from "../support/server.js";
import { registryConformance } from "./conformance.js";
import { made, nowhere } from "./under-test.js";

const path = goServer("fake-gcs-server");
if (path === null) console.warn("fake-gcs-server was not built: FEAT_GO_SERVERS=1 builds it. Its tests are skipped.");

describe.skipIf(path === null)("on fake-gcs-server", () => {
  let server: Server & { readonly endpoint: string };
  let storage: Storage;
  let buckets = 0;
  beforeAll(async () => {
    server = await startFakeGcs(path!);
    storage = new Storage({ apiEndpoint: server.endpoint, projectId: "p" });
  });
  afterAll(() => server.stop());
  const settingsFor = (url: string): RegistrySettings => ({ ...nowhere, url, endpoint: server.endpoint });

  registryConformance({
    kind: "Cloud Storage",
    fresh: async () => {
      const name = `registry-${++buckets}`;
      await storage.createBucket(name);
      return settingsFor(`gs://${name}/team`);
    },
    tamper: async ({ url }, part, change) => {
      const bucket = /^gs:\/\/([^/]+)/.exec(url!)![1]!;
      const own =
        part.part === "snapshot" ? `snapshots/${part.id}.json.gz` : `history/${part.target}/${part.number}.json`;
      const file = storage.bucket(bucket).file(`team/shop/${own}`);
      const [bytes] = await file.download();
      const changed = change(bytes);
      if (changed === null) await file.delete();
      else await file.save(changed, { resumable: false });
    },
  });

  test("a bucket that is not there is told", async () => {
    await using registry = await openRegistry(settingsFor("gs://no-such-bucket"), "shop", "/");
    await expect(registry.apply(null, "{}", made("prod", "ann"))).rejects.toThrow(/there is no such bucket/);
  });
});
