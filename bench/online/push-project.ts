import { compile } from "../../compiler/compile.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import { viewSpace } from "../../runtime/streams/of-target.js";

const texts: Readonly<Record<string, string>> = {
  "feat.yaml": "project: bench_push\ntargets:\n  live: { online: { kind: embedded, path: x }, stream: [clicks] }\n",
  "sources.yaml": `sources:
  clicks:
    kind: events
    file: clicks.csv
    time: at
    columns: { user_id: int64, page: string, price: float64?, at: timestamp }
`,
  "a.feat": `entity user { user_id: int64 }
view v for user from clicks { n = count() over [1h, 1d], total = sum(price) over 1d, page, best = max(price) over 1d }
service s { v.* }
`,
};

/** A streamed view with windows of an hour and a day. */
export function pushProject(): ProjectArtifact {
  const { value } = compile(
    { read: (path) => texts[path] ?? null, list: () => Object.keys(texts).filter((path) => path.endsWith(".feat")) },
    "",
  );
  return loadArtifact(value!.project);
}

export const seedPushes = (store: OnlineStore, project: ProjectArtifact): Promise<boolean> => {
  const at = 1_700_000_000 * 1_000_000;
  return store.advance(viewSpace(project, project.views.v!, "live"), { asOf: at, complete: at });
};
