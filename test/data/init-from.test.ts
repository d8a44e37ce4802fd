/** `feat init --from`: the project that it writes checks, trains and materializes at once, for data of any kind. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { generate, folder as shopData } from "../../features/shop/generate.js";
import { openDuckDB } from "../../runtime/index.js";
import { type Folder, folder } from "../cli/feat.js";
import { withClient } from "../postgres/support.js";
import { ownPostgres } from "../support/own-postgres.js";

interface Started {
  readonly out: string;
  readonly err: string;
  /** The rows of the training set, with its header. Null if there is nothing to train on. */
  readonly training: readonly string[] | null;
}

/** Starts a project in `new`, and runs what a newcomer would run. */
async function started(
  here: Folder,
  from: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<Started> {
  const run = async (argv: readonly string[], cwd = "new") => {
    const ran = await here.feat(argv, { cwd, env });
    expect({ argv, code: ran.code, err: ran.code === 0 ? "" : ran.err }).toEqual({ argv, code: 0, err: "" });
    return ran;
  };
  const { out, err } = await run(["init", "new", "--from", ...from], ".");
  const checked = await run(["check", "--strict"]);
  expect(checked.err).toBe("");
  await run(["check", "--data", "--strict"]);
  await run(["compile"]);
  const [, service] = /feat train (\S+)/.exec(out) ?? [];
  if (service === undefined) return { out, err, training: null };
  await run(["train", service, "--labels", "labels.csv", "--out", "training.csv"]);
  const [, instant] = /--to (\S+)/.exec(out) ?? [];
  await run(instant === undefined ? ["materialize"] : ["materialize", "--to", instant]);
  // Nothing of it is overwritten.
  expect(await here.feat(["init", "new", "--from", ...from], { env })).toMatchObject({ code: 2 });
  return { out, err, training: here.read("new/training.csv").trimEnd().split("\n") };
}

const orders =
  "order_id,customer_id,amount,paid,ordered_at\n1,7,9.5,true,2024-01-05T12:00:00Z\n2,7,,false,2024-01-06T12:00:00Z\n3,8,1,true,2024-01-06T13:00:00Z\n";

describe("files", () => {
  test("a file: its golden project", async () => {
    const here = folder({ "data/orders.csv": orders });
    const { out, err, training } = await started(here, ["data/orders.csv"]);
    expect(err).toBe("");
    expect(out).toContain("+ new/features/features.feat\n");
    expect(here.read("new/features/features.feat")).toBe(`// guessed: by the name of its key
entity customer { customer_id: int64 }

/// The latest values of orders, and what happened in windows of time.
view orders_features for customer from orders {
  amount
  paid
  orders_count = count() over [7d, 30d] // orders_count_7d, orders_count_30d
  avg_amount_30d = avg(amount) over 30d
}

service customer_v1 {
  orders_features.*,
}
`);
    expect(here.read("new/labels.csv")).toBe(
      "customer_id,event_timestamp\n7,2024-01-05T12:00:00.000000Z\n7,2024-01-06T12:00:00.000000Z\n8,2024-01-06T13:00:00.000000Z\n",
    );
    expect(here.read("new/sources.yaml")).toContain("file: ../data/orders.csv\n");
    expect(training?.[2]).toBe("7,2024-01-06T12:00:00.000000Z,9.5,true,1,1,9.5");
  });

  test.each([
    { title: "a table without rows", files: { "t.csv": "customer_id,ts,n\n" } },
    { title: "a file without a header", files: { "t.csv": "" } },
    { title: "data without a time", files: { "t.csv": "sku,price\na,1.5\n" } },
    {
      title: "texts only",
      files: { "t.csv": "name,when,what\nann,2024-01-01T00:00:00Z,x\nbob,2024-01-02T00:00:00Z,\n" },
    },
    { title: "no key at all", files: { "t.csv": "ts,price\n2024-01-01T00:00:00Z,1.5\n2024-01-02T00:00:00Z,2.5\n" } },
    {
      title: "a key that is called like the time of labels",
      files: { "t.csv": "event_timestamp,ts,n\nann,2024-01-01T00:00:00Z,1\nbob,2024-01-02T00:00:00Z,2\n" },
    },
    { title: "a time alone", files: { "t.csv": "ts\n2024-01-01T00:00:00Z\n" } },
    {
      title: "words of the language and hostile names",
      files: {
        "view.csv": `id,ts,over,as,from,expect,use,known,"a""b\\",event,count,event_timestamp\n${"1,2024-01-01T00:00:00Z,1,2,3,4,5,6,7,8,9,2024-01-01T00:00:00Z"}\n`,
        "9 lives'; x.csv": "constructor,__proto__,date,Id\n1,2,2024-01-01,a\n2,3,2024-01-02,\n",
      },
    },
    {
      title: "two sources of one key, whose columns have the same names",
      files: {
        "customers.csv": "customer_id,status,updated_at\n1,new,2024-01-01T00:00:00Z\n",
        "visits.csv": "visit_id,customer_id,status,at\n1,1,ok,2024-01-02T00:00:00Z\n",
        "odd.csv": "customer_id,status,at\nx,ok,2024-01-02T00:00:00Z\n",
      },
    },
    {
      title: "sources whose keys are called `id`",
      files: {
        "a.csv": "id,updated_at,n\n1,2024-01-01T00:00:00Z,1\n",
        "b.csv": "id,updated_at,n\nx,2024-01-01T00:00:00Z,1\n",
      },
    },
    {
      title: "rows that say when they were written",
      files: {
        "s.csv": "user_id,event_timestamp,created_timestamp,n\n1,2024-01-01T10:00:00Z,2024-01-01T12:00:00Z,1\n",
      },
    },
    {
      title: "days, and JSON",
      files: {
        "d.json": '{"user_id": 1, "ds": "2024-01-01", "deep": {"a": [1]}}\n{"user_id": 1, "ds": "2024-01-02"}\n',
      },
    },
  ])("$title", async ({ files }) => {
    await started(
      folder(Object.fromEntries(Object.entries(files).map(([path, text]) => [`data/${path}`, text ?? ""]))),
      ["data"],
    );
  });

  test("the shop's data", async () => {
    if (!existsSync(join(shopData, "clickstream.parquet"))) await generate();
    const { training } = await started(folder(), [shopData]);
    expect(training?.length).toBeGreaterThan(5);
  });

  test("JSON, and refusals", async () => {
    const here = folder({ "orders.csv": orders, "taken/labels.csv": "" });
    const { code, out } = await here.feat(["init", "new", "--from", "orders.csv", "--json"]);
    expect(JSON.parse(out)).toMatchObject({
      ok: true,
      files: expect.arrayContaining(["labels.csv"]),
      sources: [{ source: "orders", action: "added" }],
    });
    expect(code).toBe(0);
    expect(await here.feat(["init", "taken", "--from", "orders.csv"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/taken\/labels.csv is there already/),
    });
    expect(existsSync(join(here.path, "taken/feat.yaml"))).toBe(false);
    expect(await here.feat(["init", "other", "--from", "nothing.csv"])).toMatchObject({
      code: 2,
      err: expect.stringMatching(/there is no file or folder nothing.csv/),
    });
    expect(await here.feat(["init"])).toMatchObject({ code: 2 });
  });
});

const tables = `CREATE TABLE customers ("customer_id" BIGINT NOT NULL, "Home Town" VARCHAR, updated_at TIMESTAMP);
  INSERT INTO customers VALUES (1, 'Ulm', '2024-01-01 10:00:00'), (2, NULL, '2024-01-02 10:00:00');
  CREATE TABLE orders (order_id BIGINT, customer_id BIGINT, amount DOUBLE PRECISION, ordered_at TIMESTAMP);
  INSERT INTO orders VALUES (1, 1, 2.5, '2024-01-03 10:00:00'), (2, 2, NULL, '2024-01-04 10:00:00')`;

describe("databases", () => {
  test.each([[[]], [["orders"]], [["table:orders", "customers"]]])("a DuckDB file with tables %j", async (named) => {
    const here = folder();
    await using warehouse = await openDuckDB({ path: "shop.duckdb", folder: here.path, access: "write" });
    await warehouse.run(tables);
    await warehouse.close();
    const { training } = await started(here, ["shop.duckdb", ...named]);
    expect(training?.[0]).toMatch(/^customer_id,event_timestamp,/);
    expect(here.read("new/feat.yaml")).toContain('path: "../shop.duckdb"');
  });

  test("a table whose name is a pattern is no file that the training set could replace", async () => {
    const here = folder();
    await using warehouse = await openDuckDB({ path: "odd.duckdb", folder: here.path, access: "write" });
    await warehouse.run(`CREATE TABLE "*" AS SELECT 1 AS user_id, TIMESTAMP '2024-01-01 00:00:00' AS ts, 2.5 AS n`);
    await warehouse.close();
    expect((await started(here, ["odd.duckdb"])).training?.length).toBe(2);
  });

  test("Postgres, whose URL is not written down", async () => {
    const url = await ownPostgres();
    await withClient(url, (client) => client.query(tables));
    const here = folder();
    const { out, training } = await started(here, [url], { DATABASE_URL: url });
    expect(training?.length).toBe(3);
    expect(out).toContain("export DATABASE_URL=…");
    expect(here.read("new/feat.yaml")).toContain('url: "${DATABASE_URL}"');
    expect(here.read("new/feat.yaml")).not.toContain(url);
  });
});
