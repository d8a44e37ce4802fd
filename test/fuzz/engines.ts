import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type OnlineStore, openDuckDB, openEmbedded, type Warehouse } from "../../runtime/index.js";
import { registered } from "./externs.js";

/** What programs run on: DuckDB for training sets; an embedded store and the generated TypeScript for online reads. */
export interface Engines extends AsyncDisposable {
  readonly warehouse: Warehouse;
  readonly store: OnlineStore;
}

export async function openEngines(): Promise<Engines> {
  const folder = mkdtempSync(join(tmpdir(), "feat-fuzz-"));
  const warehouse = await openDuckDB({ folder, environment: {}, threads: 1, externs: registered });
  const store = openEmbedded(join(folder, "online"));
  return {
    warehouse,
    store,
    [Symbol.asyncDispose]: async () => {
      await store.close();
      await warehouse.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
