import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ownRedis } from "../support/own-redis.js";
import { type Folder, folder, newProject } from "./feat.js";

const train = ["train", "checkout_v1", "--labels", "labels.csv", "--out", "out/t.csv"];
const at = "2024-03-01T00:00:00Z";
const get = ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=250", "--at", at];
const materialize = ["materialize", "--to", at];

async function ok(project: Folder, argv: readonly string[]) {
  const { code, out, err } = await project.feat(argv);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

describe("the project of feat init", () => {
  test("every command succeeds on it", async () => {
    const project = await newProject();
    await ok(project, ["check", "--strict"]);
    await ok(project, ["compile"]);
    await ok(project, ["compile", "--check"]);
    expect(await ok(project, ["test"])).toMatch(
      /✓ twice the average amount is medium\n✓ an order at the very instant[\s\S]*\n2 tests passed\n$/,
    );
    expect(await ok(project, train)).toMatch(/^out\/t\.csv: 6 rows, 9 features of checkout_v1, /);
    await ok(project, materialize);
    await ok(project, get);
  });

  test("it prints what it wrote and what to do next; the folder's name becomes the project's", async () => {
    const project = await newProject();
    const { code, out } = await project.feat(["init", "my new-shop!"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^\+ my new-shop!\/feat\.yaml\n[\s\S]*Next:\n\n {2}cd "my new-shop!"\n {2}npx feat compile\n/);
    expect(project.read("my new-shop!/feat.yaml")).toMatch(/^project: my_new-shop_$/m);
    expect(await project.feat(["check", "--project", "my new-shop!"])).toMatchObject({ code: 0 });
  });

  test("a project within a package belongs to that package; elsewhere it gets a package that depends on Feat", async () => {
    const project = await newProject();
    project.write("app/package.json", "{}\n");
    const { out } = await project.feat(["init", "app/features/of mine"]);
    expect(out).toMatch(/Next:\n\n {2}cd "app\/features\/of mine"\n {2}npx feat compile\n/);
    expect(readdirSync(join(project.path, "app/features/of mine"))).not.toContain("package.json");
    const alone = folder({});
    expect((await alone.feat(["init", "shop"])).out).toMatch(
      /Next:\n\n {2}cd shop\n {2}npm install\n {2}npx feat compile\n/,
    );
    const manifest: { dependencies: { featlang: string } } = JSON.parse(alone.read("shop/package.json"));
    const here = manifest.dependencies.featlang.replace(/^file:/, "");
    expect(existsSync(join(alone.path, "shop", here, "cli/main.ts"))).toBe(true);
  });

  const modules = "node_modules/featlang/schemas/feat.schema.json";
  const places: readonly (readonly [title: string, files: readonly string[], dir: string, schemas: string | null])[] = [
    ["a package of its own", [], "shop", "./node_modules/featlang/schemas"],
    ["a package that has Feat", ["package.json", modules], ".", "./node_modules/featlang/schemas"],
    ["a folder of such a package", ["package.json", modules], "a/b", "../../node_modules/featlang/schemas"],
    [
      "a package of a monorepo",
      ["package.json", modules, "a/package.json"],
      "a/b",
      "../../node_modules/featlang/schemas",
    ],
    ["the nearest package", ["package.json", modules, `a/${modules}`], "a/b", "../node_modules/featlang/schemas"],
    ["a package that does not depend on Feat", ["package.json"], "a", null],
  ];
  test.each(places)("the schema that its YAML names exists: %s", async (_, files, dir, schemas) => {
    const outer = folder(Object.fromEntries(files.map((file) => [file, "{}\n"])));
    expect(await outer.feat(["init", dir])).toMatchObject({ code: 0, err: "" });
    for (const name of ["feat", "sources"]) {
      const [, path] = /^# yaml-language-server: \$schema=(.*)$/m.exec(outer.read(join(dir, `${name}.yaml`))) ?? [];
      expect(path ?? null).toBe(schemas === null ? null : `${schemas}/${name}.schema.json`);
    }
    expect(await outer.feat(["check", "--project", dir])).toMatchObject({ code: 0, err: "" });
    if (files.includes(modules)) expect(existsSync(join(outer.path, dir, schemas ?? ""))).toBe(true);
  });

  test("existing files are never overwritten", async () => {
    const project = await newProject();
    project.write("x/labels.csv", "mine");
    const { code, err } = await project.feat(["init", "x"]);
    expect(code).toBe(2);
    expect(err).toMatch(/x\/labels\.csv is there already/);
    expect(readdirSync(join(project.path, "x"))).toEqual(["labels.csv"]);
    project.write("y/.gitignore", "mine\n");
    expect(await project.feat(["init", "y"])).toMatchObject({ code: 0 });
    expect(project.read("y/.gitignore")).toBe("mine\n");
  });
});

describe("feat train", () => {
  test("the labels in their order, and then the features", async () => {
    const project = await newProject();
    await ok(project, train);
    const [head, first, , third, , , last] = project.read("out/t.csv").trim().split("\n");
    expect(head).toBe(
      "customer_id,amount,event_timestamp,returned,country,is_member,orders_7d,orders_30d,spend_30d,average_ever,days_quiet,amount_to_average,size",
    );
    // The order at the label's own instant is not counted: there is one order of 40 before it.
    expect(first).toMatch(/^1,260\.00?,2024-01-20[^,]*,true,DE,false,0,1,40\.0,40\.0,15\.2\d*,6\.5,large$/);
    expect(third).toMatch(/^1,35\.25,[^,]*,false,DE,true,0,1,260\.0,150\.0,/);
    expect(last).toMatch(/^9,75(\.00?)?,[^,]*,false,unknown,false,0,0,,,,1\.0,medium$/);
  });

  test("--json reports; --sql and --plan print and write nothing", async () => {
    const project = await newProject();
    expect(JSON.parse(await ok(project, [...train, "--json"]))).toMatchObject({
      service: "checkout_v1",
      rows: 6,
      out: "out/t.csv",
    });
    expect(await ok(project, ["train", "checkout_v1", "--sql"])).toMatch(/feat_labels/);
    expect(JSON.parse(await ok(project, ["train", "checkout_v1", "--sql", "--json"])).sql).toMatch(/feat_labels/);
    expect((await ok(project, ["train", "checkout_v1", "--plan"])).split("\n").length).toBeGreaterThan(5);
  });

  const wrong: readonly (readonly [title: string, make: (project: Folder) => readonly string[], said: RegExp])[] = [
    ["labels that do not exist", () => ["train", "checkout_v1", "--labels", "none.csv", "--out", "t.csv"], /none\.csv/],
    [
      "labels without a key",
      (project) => {
        project.write("l.csv", "amount,event_timestamp\n1,2024-01-01T00:00:00Z\n");
        return ["train", "checkout_v1", "--labels", "l.csv", "--out", "t.csv"];
      },
      /customer_id/,
    ],
    [
      "labels without their time",
      (project) => {
        project.write("l.csv", "customer_id,amount\n1,1\n");
        return ["train", "checkout_v1", "--labels", "l.csv", "--out", "t.csv"];
      },
      /event_timestamp/,
    ],
    [
      "a time that does not parse",
      (project) => {
        project.write("l.csv", "customer_id,amount,event_timestamp\n1,1,soon\n");
        return ["train", "checkout_v1", "--labels", "l.csv", "--out", "t.csv"];
      },
      /soon/,
    ],
    [
      "a file that is not Parquet",
      (project) => {
        project.write("l.parquet", "no");
        return ["train", "checkout_v1", "--labels", "l.parquet", "--out", "t.csv"];
      },
      /not a Parquet file/,
    ],
    [
      "data that does not exist",
      (project) => {
        project.write("sources.yaml", project.read("sources.yaml").replace("data/orders.csv", "data/none.csv"));
        return ["train", "checkout_v1", "--labels", "labels.csv", "--out", "t.csv"];
      },
      /none\.csv/,
    ],
    [
      "a variable that is not set",
      (project) => {
        project.write(
          "sources.yaml",
          project.read("sources.yaml").replace("data/orders.csv", '"${NO_SUCH_DIR}/orders.csv"'),
        );
        return ["train", "checkout_v1", "--labels", "labels.csv", "--out", "t.csv"];
      },
      /NO_SUCH_DIR/,
    ],
    [
      "a column that is not in the data",
      (project) => {
        project.write(
          "sources.yaml",
          project.read("sources.yaml").replace("amount: float64", "amount: { type: float64, column: price }"),
        );
        return ["train", "checkout_v1", "--labels", "labels.csv", "--out", "t.csv"];
      },
      /price/,
    ],
  ];
  test.each(wrong)("%s: exit 3, and nothing is written", async (_, make, said) => {
    const project = await newProject();
    const argv = make(project);
    const { code, out, err } = await project.feat(argv);
    expect(err).toMatch(said);
    expect({ code, out }).toEqual({ code: 3, out: "" });
    expect(err).not.toMatch(/\n\s+at .*:\d+:\d+/);
    expect(readdirSync(project.path).filter((name) => name.includes("t.csv"))).toEqual([]);
  });
});

describe("feat materialize and get", () => {
  test("the JSON has exactly the documented shape", async () => {
    const project = await newProject();
    await ok(project, materialize);
    const answer: unknown = JSON.parse(await ok(project, [...get, "--json"]));
    expect(answer).toEqual({
      ok: true,
      command: "get",
      diagnostics: [],
      service: "checkout_v1",
      keys: { customer_id: 1 },
      at: "2024-03-01T00:00:00.000000Z",
      asOf: { customer_profile: "2024-03-01T00:00:00.000000Z", customer_orders: "2024-03-01T00:00:00.000000Z" },
      features: {
        country: "DE",
        is_member: true,
        orders_7d: 1,
        orders_30d: 2,
        spend_30d: 83.25,
        average_ever: 95.8125,
        days_quiet: expect.closeTo(4.3055, 3),
        amount_to_average: expect.closeTo(2.609, 3),
        size: "large",
      },
      statuses: {
        country: "present",
        is_member: "present",
        orders_7d: "present",
        orders_30d: "present",
        spend_30d: "present",
        average_ever: "present",
        days_quiet: "present",
        amount_to_average: "present",
        size: "present",
      },
    });
  });

  test("the values equal those of training at that instant", async () => {
    const project = await newProject();
    await ok(project, materialize);
    project.write("l.csv", `customer_id,amount,event_timestamp\n1,250,${at}\n2,20,${at}\n3,5,${at}\n99,75,${at}\n`);
    await ok(project, ["train", "checkout_v1", "--labels", "l.csv", "--out", "t.csv"]);
    const [head = "", ...rows] = project.read("t.csv").trim().split("\n");
    const names = head.split(",").slice(3);
    for (const row of rows) {
      const [customer, amount, , ...values] = row.split(",");
      const argv = [
        "get",
        "checkout_v1",
        "--key",
        `customer_id=${customer}`,
        "--request",
        `amount=${amount}`,
        "--at",
        at,
        "--json",
      ];
      const { features }: { features: Record<string, unknown> } = JSON.parse(await ok(project, argv));
      expect(Object.keys(features)).toEqual(names);
      for (const [i, name] of names.entries()) {
        const online = features[name] === null ? "" : String(features[name]);
        if (Number.isNaN(Number(values[i])) || values[i] === "")
          expect(`${name} ${online}`).toBe(`${name} ${values[i]}`);
        else expect(Number(online)).toBeCloseTo(Number(values[i]), 9);
      }
    }
  });

  test("the rows of a file override the inputs on the command line", async () => {
    const project = await newProject();
    await ok(project, materialize);
    project.write("rows.jsonl", '{"customer_id": 1}\n\n{"customer_id": "2", "amount": 10}\r\n{"customer_id": null}\n');
    const argv = ["get", "checkout_v1", "--request", "amount=60", "--rows", "rows.jsonl", "--at", at, "--json"];
    const { answers }: { answers: { keys: unknown; features: { size: string; country: string } }[] } = JSON.parse(
      await ok(project, argv),
    );
    expect(answers.map(({ keys, features }) => [keys, features.size, features.country])).toEqual([
      [{ customer_id: 1 }, "medium", "DE"],
      [{ customer_id: 2 }, "small", "FR"],
      [{ customer_id: null }, "medium", "unknown"],
    ]);
    project.write("rows.jsonl", '{"customer_id": 1}\n');
    expect(JSON.parse(await ok(project, argv)).answers).toHaveLength(1);
    project.write("rows.jsonl", "");
    expect(JSON.parse(await ok(project, argv))).toEqual({ ok: true, command: "get", diagnostics: [], answers: [] });
  });

  test("the default output is a table", async () => {
    const project = await newProject();
    expect(await ok(project, materialize)).toMatch(
      /^view +as of +read +rows +written +time\ncustomer_orders +2024-03-01T00:00:00\.000000Z +all +3 +3 /,
    );
    const out = await ok(project, get);
    expect(out).toMatch(
      /^checkout_v1 {2}customer_id=1 {2}at 2024-03-01T00:00:00\.000000Z\nfeature +value +status\ncountry +DE +present\n/,
    );
    expect(out).toMatch(/customer_profile as of 2024-03-01T00:00:00\.000000Z\n$/);
  });

  test("an instant before that of the stored values is refused", async () => {
    const project = await newProject();
    await ok(project, materialize);
    const { code, err } = await project.feat([...get.slice(0, -1), "2024-02-01T00:00:00Z"]);
    expect(code).toBe(3);
    expect(err).toMatch(/2024-03-01T00:00:00/);
  });

  test("a run at an older instant overwrites nothing newer; views are named", async () => {
    const project = await newProject();
    await ok(project, materialize);
    const back = ["materialize", "customer_orders", "customer_orders", "--to", "2024-02-01T00:00:00Z", "--json"];
    const { code, out } = await project.feat(back);
    expect({ code, ...JSON.parse(out) }).toMatchObject({
      code: 1,
      ok: false,
      views: [
        {
          view: "customer_orders",
          at: "2024-02-01T00:00:00.000000Z",
          rows: 2,
          written: 0,
          ahead: "2024-03-01T00:00:00.000000Z",
        },
      ],
    });
    expect(JSON.parse(await ok(project, [...get, "--json"]))).toMatchObject({ features: { orders_30d: 2 } });
  });

  const wrongRows: readonly (readonly [title: string, text: string, said: RegExp])[] = [
    [
      "a line that is not JSON",
      '{"customer_id": 1, "amount": 1}\n\n{nope}\n',
      /rows\.jsonl, line 3: this is not valid JSON/,
    ],
    ["no object", "[1]\n", /line 1: a row is a JSON object/],
    [
      "a wrong type",
      '{"customer_id": 1, "amount": 1}\n{"customer_id": "x", "amount": 1}\n',
      /line 2: key `customer_id`: expected an integer/,
    ],
    ["a missing key", '{"amount": 1}\n', /line 1: key `customer_id` is missing/],
    [
      "an unknown field",
      '{"customer_id": 1, "amuont": 1}\n',
      /line 1: .*no key or request field `amuont`\nhelp: did you mean `amount`\?/,
    ],
    [
      "a null in a non-null field",
      '{"customer_id": 1, "amount": null}\n',
      /line 1: request field `amount`: can't be null/,
    ],
  ];
  test.each(wrongRows)("rows with %s: exit 3 and the line", async (_, text, said) => {
    const project = await newProject();
    project.write("rows.jsonl", text);
    const { code, out, err } = await project.feat(["get", "checkout_v1", "--rows", "rows.jsonl"]);
    expect(err).toMatch(said);
    expect({ code, out }).toEqual({ code: 3, out: "" });
  });

  test("a file of rows that does not exist", async () => {
    const project = await newProject();
    const { code, err } = await project.feat(["get", "checkout_v1", "--rows", "none.jsonl"]);
    expect(code).toBe(3);
    expect(err).toMatch(/none\.jsonl: no such file or folder/);
  });
});

describe("targets", () => {
  const targets = `project: p
sources: sources.yaml
targets:
  dev:
    offline: { kind: duckdb }
  far:
    offline: { kind: duckdb }
    online: { kind: redis, url: "\${FEAT_TEST_NO_SUCH_URL}" }
  gone:
    offline: { kind: duckdb }
    online: { kind: redis, url: "\${URL:-redis://user:secret@127.0.0.1:1}" }
  later:
    offline: { kind: bigquery, url: x }
    online: { kind: bigtable, url: x }
  here:
    offline: { kind: duckdb }
    online: { kind: embedded, path: "\${DIR:-.feat}/online" }
`;
  const withTargets = async () => {
    const project = await newProject();
    project.write("feat.yaml", targets);
    return project;
  };

  test.each([
    [
      "a target without a store",
      "dev",
      2,
      /target `dev` has no `online` in feat\.yaml\nhelp: add `online: \{ kind: embedded/,
    ],
    [
      "an unset variable",
      "far",
      3,
      /the environment variable FEAT_TEST_NO_SUCH_URL, which target `far` names, is not set\nhelp: /,
    ],
    ["a store that can't be reached", "gone", 3, /127\.0\.0\.1:1/],
    ["a kind that is not supported yet", "later", 1, /FEAT5033[\s\S]*--> feat\.yaml:1\d:/],
    ["a misspelt target", "fra", 2, /did you mean `far`\?/],
  ])("%s", async (_, target, code, said) => {
    const project = await withTargets();
    const ran = await project.feat([...materialize, "--target", target]);
    expect(ran.err).toMatch(said);
    expect(ran.err).not.toMatch(/secret/);
    expect({ code: ran.code, out: ran.out }).toEqual({ code, out: "" });
  });

  test("Redis serves what the embedded store serves", async () => {
    const project = await newProject();
    const name = `p${process.pid}_${Date.now()}`;
    project.write(
      "feat.yaml",
      targets.replace("project: p", `project: ${name}`).replace("FEAT_TEST_NO_SUCH_URL", "REDIS"),
    );
    const env = { REDIS: ownRedis(), DIR: "x" };
    const answers: string[] = [];
    for (const target of ["far", "here"]) {
      expect(await project.feat([...materialize, "--target", target], { env })).toMatchObject({ code: 0, err: "" });
      answers.push((await project.feat([...get, "--json", "--target", target], { env })).out);
    }
    expect(JSON.parse(answers[0]!)).toMatchObject({ features: { orders_30d: 2, country: "DE" } });
    expect(answers[0]).toBe(answers[1]);
  });

  test("FEAT_TARGET chooses the target, --target overrides it; an unused target is not checked", async () => {
    const project = await withTargets();
    const env = { FEAT_TARGET: "here", DIR: "elsewhere" };
    expect(await project.feat(materialize, { env })).toMatchObject({ code: 0, err: "" });
    expect(existsSync(join(project.path, "elsewhere/online"))).toBe(true);
    expect(await project.feat(get, { env })).toMatchObject({ code: 0 });
    expect(await project.feat([...get, "--target", "dev"], { env })).toMatchObject({ code: 2 });
  });
});
