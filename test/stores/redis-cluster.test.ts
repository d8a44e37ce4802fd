import { startCluster } from "../support/redis-cluster.js";
import { conformance } from "./conformance.js";
import { rawCluster } from "./redis-under-test.js";

conformance(async () => {
  const cluster = await startCluster(0);
  const raw = rawCluster(cluster);
  return {
    ...raw,
    name: "redis cluster",
    kind: "redis",
    settings: { url: cluster.url, mode: "cluster", timeout: 5000 },
    limits: { fits: 4_000_000, tooLarge: null },
    refused: [],
    close: async () => {
      await raw.close();
      await cluster.stop();
    },
  };
}, "redis cluster");
