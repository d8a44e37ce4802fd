import { runnableMaterialize } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import type { ProjectArtifact } from "../../runtime/artifacts.js";
import { compileView, ViewBatch } from "../../runtime/client/view-batch.js";
import { type MaterializeInput, materialize } from "../../runtime/materialize/index.js";
import type { OnlineStore } from "../../runtime/online/store.js";
import type { Warehouse } from "../../runtime/warehouse/warehouse.js";
import { compileTexts } from "../oracle/support/compile.js";

export const day = 86_400_000_000;
export const T = 1_704_067_200_000_000;

const sources = (table: string) => `
sources:
  orders:
    kind: events
    table: ${table}
    time: { column: t, format: unix_us }
    created: { column: written, format: unix_us }
    columns: { customer: int64, amount: int64, t: timestamp, written: "timestamp?" }
  plain:
    kind: events
    table: ${table}
    time: { column: t, format: unix_us }
    columns: { customer: int64, amount: int64, t: timestamp }
`;

const features = `
entity shopper { customer: int64 }
view totals for shopper from orders { week = count() over 7d, total = sum(amount) over lifetime }
view latest for shopper from plain { last = last(amount) over lifetime }
view everyone from orders { turnover = sum(amount) over lifetime }
view fading for shopper from orders { decayed = decayed_sum(amount, 1d) over lifetime }
service s { totals.*, latest.*, everyone.*, fading.* }
`;

/** A project over one table of orders: customer, amount, day of its time, day when it was written. */
export interface Shop {
  readonly project: ProjectArtifact;
  readonly run: (view: string, at: number, more?: Partial<MaterializeInput>) => ReturnType<typeof materialize>;
  /** `week/total` of customers 1 to 4. */
  readonly read: (at: number) => Promise<readonly string[]>;
  readonly set: (rows: readonly (readonly [number, number, number, number | null])[]) => Promise<void>;
}

let made = 0;

export function shop(warehouse: Warehouse, store: OnlineStore, name = `shop_${process.pid}_${made++}`): Shop {
  const table = `orders_${made++}`;
  const files = { "feat.yaml": `project: ${name}\n`, "sources.yaml": sources(table), "main.feat": features };
  const { project } = compileTexts(files);
  const loaded = loadArtifact(project);
  const view = loaded.views.totals!;
  return {
    project: loaded,
    run: (of, at, more = {}) => {
      const declared = project.views.find((each) => each.name === of)!;
      return materialize({
        warehouse,
        store,
        project: loaded,
        views: [runnableMaterialize(project, declared)],
        at,
        ...more,
      });
    },
    read: async (now) => {
      const batch = new ViewBatch(compileView(name, view), store.address, now, 0);
      const refs = [1, 2, 3, 4].map((customer) => batch.add([customer]));
      const [answer] = await store.read([batch.request()!]);
      batch.accept(answer!);
      return refs.map((ref) => {
        const { features: f } = batch.answer(ref);
        return `${f.week}/${f.total}`;
      });
    },
    set: async (rows) => {
      const values = rows.map(
        ([customer, amount, time, written]) =>
          `(${customer}, ${amount}, ${T + time * day}, ${written === null ? "NULL" : T + written * day})`,
      );
      await warehouse.run(
        `CREATE OR REPLACE TABLE ${table} (customer BIGINT, amount BIGINT, t BIGINT, written BIGINT); INSERT INTO ${table} VALUES ${values.join(", ")}`,
      );
    },
  };
}
