/** Views whose rows, not only their values, hang on what is joined to them: incremental runs against full ones. */
import { join } from "node:path";
import { expect, test } from "vitest";
import { runnableMaterialize } from "../../compiler/sql/index.js";
import { loadArtifact } from "../../compiler/typescript/index.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import { materialize } from "../../runtime/materialize/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { compileTexts } from "../oracle/support/compile.js";
import { temporaryFolder } from "../stores/under-test.js";

const T = 1_704_067_200_000_000;
const hour = 3_600_000_000;
const sources = `sources:
  orders:
    kind: events
    table: orders
    time: { column: t, format: unix_us }
    created: { column: written, format: unix_us }
    columns: { customer: int64, shop: int64, amount: int64, t: timestamp, written: timestamp }
  shops:
    kind: state
    table: shops
    time: { column: t, format: unix_us }
    created: { column: written, format: unix_us }
    columns: { shop: int64, open: bool, owner: int64, parts: "int64[]", t: timestamp, written: timestamp }
`;
const joined = "source known_orders from orders join shops on shop";

test.each<readonly [title: string, features: string, mode: string]>([
  [
    "a condition of a source",
    `${joined} where shops.open { * }\nview v for customer from known_orders { n = count() over 7d, amount }`,
    "full",
  ],
  [
    "a condition of a view",
    `${joined} { *, open = shops.open }\nview v for customer from known_orders where open { n = count() over 7d, amount }`,
    "full",
  ],
  [
    "a key",
    `${joined} { *, owner = shops.owner }\nview v for customer (customer = owner) from known_orders { n = count() over 7d, amount }`,
    "full",
  ],
  [
    "elements of a list",
    `${joined} each part in shops.parts { *, part }\nview v for customer (customer = part) from known_orders { n = count() over 7d }`,
    "full",
  ],
  [
    "a condition behind another source",
    `${joined} { *, doubled = shops.owner * 2 }\nsource dear from known_orders where doubled > 2 { * }\nview v for customer from dear { n = count() over 7d }`,
    "full",
  ],
  [
    "values alone",
    `${joined} where orders.amount > 0 { *, open = shops.open }\nview v for customer from known_orders { n = count() where open over 7d, open, amount }`,
    "incremental",
  ],
])("%s", async (_, text, mode) => {
  await using store = openEmbedded(join(temporaryFolder(), "online"));
  await using warehouse = await openDuckDB({ threads: 1 });
  const features = `entity customer { customer: int64 }\n${text.replace("orders.amount", "amount")}\nservice s { v.* }\n`;
  const { project } = compileTexts({ "feat.yaml": "project: joined\n", "sources.yaml": sources, "m.feat": features });
  const artifact = loadArtifact(project);
  const views = project.views.map((view) => runnableMaterialize(project, view));
  const orders = [1, 2, 3].map((id) => `(${id}, ${id}, ${id * 10}, ${T - 3 * hour}, ${T - 3 * hour})`);
  await warehouse.run(`CREATE TABLE orders (customer BIGINT, shop BIGINT, amount BIGINT, t BIGINT, written BIGINT);
    INSERT INTO orders VALUES ${orders.join(", ")};
    CREATE TABLE shops (shop BIGINT, open BOOLEAN, owner BIGINT, parts BIGINT[], t BIGINT, written BIGINT);
    INSERT INTO shops SELECT i, true, i, [i, i + 1], ${T - 9 * hour}, ${T - 9 * hour} FROM range(1, 4) r(i)`);
  const run = async (name: string, at: number) =>
    (await materialize({ warehouse, store, project: { ...artifact, name }, views, at })).views[0]!;
  const read = async (name: string, at: number) => {
    const client = createClientRuntime({ ...artifact, name }, { online: store }).json("s");
    const answers = await client.getMany(
      [1, 2, 3, 4, 9].map((customer) => ({ customer })),
      { at },
    );
    return answers.map(({ features: values, statuses }) => ({ values, statuses }));
  };
  await run("some", T);
  // Shop 2 closed before the order, and belongs to somebody else. It is known only now.
  await warehouse.run(`INSERT INTO shops VALUES (2, false, 9, [9], ${T - 5 * hour}, ${T + hour})`);
  const again = await run("some", T + 2 * hour);
  await run("all", T + 2 * hour);
  expect(await read("some", T + 2 * hour)).toEqual(await read("all", T + 2 * hour));
  expect(again.mode).toBe(mode);
});
