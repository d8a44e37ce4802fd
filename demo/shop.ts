import { join } from "node:path";
import { materialize, openDuckDB, openEmbedded } from "featlang/runtime";
import { grouped, plural } from "../cli/terminal/table.js";
import { materializeArtifact, trainingArtifact } from "../compiler/index.js";
import { folder as data, generate } from "../features/shop/generate.js";
import { type Check, checkSame } from "./check.js";
import { compileExample, named } from "./compile.js";
import { queryRows } from "./query.js";
import type { Screen } from "./screen.js";
import { cell, count, sqlText } from "./text.js";

const folder = join(import.meta.dirname, "../features/shop");
const instant = new Date("2024-02-09T10:00:00Z");

export async function shopDemo(screen: Screen): Promise<readonly Check[]> {
  screen.chapter("A shop: two roles of one entity, hops, snapshots that go stale");
  await using warehouse = await openDuckDB({ folder });
  await screen.step(
    "writing the data",
    async () => {
      await generate();
      const [rows] = await queryRows(
        warehouse,
        `SELECT (SELECT count(*) FROM ${sqlText(join(data, "clickstream.parquet"))}) AS clicks,
          (SELECT count(*) FROM ${sqlText(join(data, "customer_features.parquet"))}) AS snapshots`,
        { clicks: "int64", snapshots: "int64" },
      );
      return { clicks: count(rows?.clicks), snapshots: count(rows?.snapshots) };
    },
    ({ clicks, snapshots }) =>
      `data: ${grouped(clicks)} clicks, ${grouped(snapshots)} customer snapshots, with nulls, ties, late and deleted rows`,
  );
  const project = await compileExample(screen, "shop");
  const generated = await import("../generated/shop/client.js");
  const store = openEmbedded(join(folder, ".feat/online"));
  await using feat = generated.createClient({ online: store });
  await screen.step(
    "materializing",
    () =>
      materialize({
        warehouse,
        store,
        project: generated.project,
        views: project.views.map((view) => materializeArtifact(project, view)),
        at: instant,
      }),
    ({ views }) => `online store: ${views.map(({ view, rows }) => `${view} ${grouped(rows)}`).join(", ")} rows`,
  );

  const pairs = Array.from({ length: 85 }, (_, i) => ({
    buyer_id: i + 1,
    seller_id: ((i * 53) % 85) + 1,
    current_cart_value: 20 + i,
    items_in_cart: (i % 9) + 1,
    country: i % 7 === 0 ? null : i % 2 === 0 ? "US" : "DE",
  }));
  const fraud = await screen.step(
    "reading fraud_v2",
    () => feat.fraudV2.getMany(pairs, { at: instant }),
    (rows) =>
      `feat.fraudV2.getMany(…): ${plural(rows.length, "cart")}, buyer and seller and the buyer's zip code, in two round trips`,
  );
  // A customer with all values, one without a zip code, one not seen for weeks, one deleted.
  const shown = [0, 8, 14, 19];
  screen.table(
    [
      ["buyer", "buyer_total_spend", "status", "buyer_is_vip", "cart_ratio", "wealth_ratio", "from_abroad"],
      ...shown.flatMap((index) => {
        const [row, pair] = [fraud[index], pairs[index]];
        if (row === undefined || pair === undefined) return [];
        const { features, statuses } = row;
        return [
          [
            cell(pair.buyer_id),
            cell(features.buyer_total_spend),
            statuses.buyer_total_spend,
            cell(features.buyer_is_vip),
            cell(features.cart_ratio),
            cell(features.wealth_ratio),
            cell(features.from_abroad),
          ],
        ];
      }),
    ],
    [0, 1, 4, 5],
  );

  const customers = pairs.map(({ buyer_id }) => ({ customer_id: buyer_id }));
  const products = customers.flatMap(({ customer_id }) =>
    [1, 2, 7, 25].map((product) => ({ product_id: `p${product}`, customer_id })),
  );
  const churn = await feat.customerChurnV1.getMany(customers, { at: instant });
  const recommended = await feat.recommendV1.getMany(products, { at: instant });
  const at = instant.getTime() * 1000;
  const artifact = (name: string) => trainingArtifact(project, named(project.services, name));
  return await screen.step(
    "comparing online with training",
    async () => [
      await checkSame(warehouse, artifact("customer_churn_v1"), customers, at, churn),
      await checkSame(warehouse, artifact("fraud_v2"), pairs, at, fraud),
      await checkSame(warehouse, artifact("recommend_v1"), products, at, recommended),
    ],
    (checks) => {
      const different = checks.reduce((sum, check) => sum + check.different.length, 0);
      const compared = checks.reduce((sum, check) => sum + check.compared, 0);
      return `three services read and trained at the same instant: ${grouped(compared)} values, ${different === 0 ? "all equal" : `${different} DIFFERENT`}`;
    },
  );
}
