import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import type { Figure } from "./figures.js";
import { fill, T } from "./project.js";

const CALLS = 50_000;

/** A read of one entity and view from the embedded store, by the clock. */
export async function embeddedFigures(project: ProjectArtifact): Promise<Figure[]> {
  const folder = mkdtempSync(join(tmpdir(), "feat-bench-online-"));
  await using store = openEmbedded(join(folder, "online"));
  await fill(store, project, 5000);
  const { get } = createClientRuntime(project, { online: store }).service<{ user_id: number }, object>("one");
  const at = { at: new Date(T / 1000 + 1000) };
  const times: number[] = [];
  for (let index = 0; index < CALLS; index++) {
    const began = process.hrtime.bigint();
    await get({ user_id: (index * 13) % 5000 }, at);
    if (index >= CALLS / 5) times.push(Number(process.hrtime.bigint() - began) / 1000);
  }
  times.sort((a, b) => a - b);
  rmSync(folder, { recursive: true, force: true });
  return [
    { what: "embedded, 1 × 1 view: p50", value: times[times.length >> 1]!, unit: "µs", bar: { most: 8 } },
    { what: "embedded, 1 × 1 view: p99", value: times[Math.floor(times.length * 0.99)]!, unit: "µs" },
  ];
}
