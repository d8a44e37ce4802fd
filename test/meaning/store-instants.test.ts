/** Filling a store for an instant later than the clock, or older than its values. */
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { InputError } from "../../runtime/errors.js";
import { materialize } from "../../runtime/materialize/index.js";
import { openEmbedded } from "../../runtime/online/embedded/index.js";
import { openDuckDB } from "../../runtime/warehouse/duckdb/index.js";
import { type Folder, newProject } from "../cli/feat.js";
import { day, project as projectOf, statsService, statsView } from "../runtime/artifacts.js";
import { statsMaterialize } from "../runtime/materialize-artifact.js";
import { temporaryFolder } from "../runtime/stores.js";

const folder = temporaryFolder();
let made = 0;

/** The clock of these tests: 2024-03-02T12:00:00Z. */
const clock = Date.UTC(2024, 2, 2, 12) * 1000;
const at = "2024-03-01T00:00:00Z";
const feat = (project: Folder, ...argv: string[]) => project.feat(argv, { now: clock });
const get = ["get", "checkout_v1", "--key", "customer_id=1", "--request", "amount=250"];

describe("116: an instant more than a minute later than the clock is refused", () => {
  test.each([
    ["a wrong year", "2042-03-01T00:00:00Z", 2],
    ["a microsecond more than a minute", "2024-03-02T12:01:00.000001Z", 2],
    ["a minute exactly", "2024-03-02T12:01:00Z", 0],
    ["now", "2024-03-02T12:00:00Z", 0],
    ["the same instant in another zone", "2024-03-02T14:01:00+02:00", 0],
    ["too late in another zone", "2024-03-02T12:30:00-01:00", 2],
  ])("%s: exit %3$i", async (_, to, code) => {
    const project = await newProject();
    const ran = await feat(project, "materialize", "--to", to);
    expect(ran.code).toBe(code);
    if (code === 0) return;
    expect(ran.err).toMatch(
      /^error: --to 20.* is later than the clock \(2024-03-02T12:00:00\.000000Z\) by more than a minute/,
    );
    expect(ran.err).toMatch(/\nhelp: say --allow-future if this is a simulation\n$/);
    expect(ran.out).toBe("");
    // Nothing was written: a row with a present time is still accepted.
    expect(await feat(project, "materialize")).toMatchObject({ code: 0, err: "" });
  });

  test("a view under `every` is refused too, though its cadence instant is before now", async () => {
    const project = await newProject();
    const text = project.read("features/checkout.feat");
    project.write("features/checkout.feat", text.replace("from orders {", "from orders every 1d {"));
    // Half an hour from now; the day began before.
    expect((await feat(project, "materialize", "--to", "2024-03-02T12:30:00Z")).code).toBe(2);
    expect((await feat(project, "materialize", "--to", "2024-03-02T12:01:00Z")).code).toBe(0);
    // The other view's T is ahead of the clock by less than clocks may differ, so a read that names no instant is at T.
    const read = await feat(project, ...get, "--json");
    expect(read).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(read.out)).toMatchObject({
      at: "2024-03-02T12:00:00.000000Z",
      asOf: { customer_orders: "2024-03-02T00:00:00.000000Z", customer_profile: "2024-03-02T12:01:00.000000Z" },
    });
    expect((await feat(project, ...get, "--at", "2024-03-02T12:00:00Z")).code).toBe(3);
  });

  test("--allow-future accepts it, also with --strict and --json", async () => {
    const project = await newProject();
    const run = ["materialize", "--to", "2042-03-01T00:00:00Z", "--strict", "--json"];
    const refused = await feat(project, ...run);
    expect(refused.code).toBe(2);
    expect(JSON.parse(refused.out)).toMatchObject({
      ok: false,
      command: "materialize",
      diagnostics: [{ name: "usage", help: expect.stringContaining("--allow-future") }],
    });
    expect((await feat(project, ...run, "--allow-future")).code).toBe(0);
    const read = await feat(project, ...get);
    expect(read.code).toBe(3);
    expect(read.err).toMatch(/as of 2042-03-01.* empty it with `feat reset customer_/);
  });

  test("the runtime refuses it too, and has its own option to allow it", async () => {
    await using warehouse = await openDuckDB();
    await using store = openEmbedded(join(folder, `online${made++}`));
    const view = statsView({ every: { every: day, after: 0 } });
    const input = {
      warehouse,
      store,
      project: projectOf("p", [view], [statsService(view)]),
      views: [statsMaterialize(3)],
    };
    const ahead = new Date(Date.now() + 120_000);
    await expect(materialize({ ...input, at: ahead })).rejects.toThrow(InputError);
    await expect(materialize({ ...input, at: ahead })).rejects.toThrow(/later than the clock .*`allowFuture`/);
    for (const at of [2n ** 62n, new Date(Number.NaN), Number.NaN])
      await expect(materialize({ ...input, at })).rejects.toThrow(InputError);
    expect((await materialize({ ...input, at: new Date(Date.now() + 30_000) })).views[0]).toMatchObject({ written: 3 });
    expect((await materialize({ ...input, at: ahead, allowFuture: true })).views[0]).toMatchObject({ written: 3 });
  });
});

describe("117: a run reports that the store is ahead of it", () => {
  const bricked = async () => {
    const project = await newProject();
    const future = ["materialize", "customer_orders", "--to", "2042-03-01T00:00:00Z", "--allow-future"];
    expect(await feat(project, ...future)).toMatchObject({ code: 0 });
    return project;
  };

  test("if none of its rows is written, it reports both instants and the fix, and exits with 1", async () => {
    const project = await bricked();
    const { code, err, out } = await feat(project, "materialize", "--to", at);
    expect(code).toBe(1);
    expect(err).toBe(
      "error: view customer_orders: none of its 3 rows were written: the store holds values as of 2042-03-01T00:00:00.000000Z, " +
        "and this run's are as of 2024-03-01T00:00:00.000000Z: older values never replace newer ones\n" +
        "help: if the newer values are there by mistake, `feat reset customer_orders` empties the view\n",
    );
    expect(out).toMatch(/\ncustomer_orders +2024-03-01\S+ +all +3 +0 /);
    expect(out).toMatch(/\ncustomer_profile +2024-03-01\S+ +all +3 +3 /);
    const json = await feat(project, "materialize", "--to", at, "--json");
    expect({ code: json.code, ...JSON.parse(json.out) }).toMatchObject({
      code: 1,
      ok: false,
      views: [
        { view: "customer_orders", rows: 3, written: 0, ahead: "2042-03-01T00:00:00.000000Z" },
        { view: "customer_profile", rows: 3, written: 3, ahead: null },
      ],
    });
    const target = await feat(project, "materialize", "--to", at, "--target", "dev");
    expect(target.err).toMatch(/`feat reset customer_orders --target dev`/);
    // The suggested fix works.
    expect(await feat(project, "reset", "customer_orders", "--yes")).toMatchObject({ code: 0 });
    expect(await feat(project, "materialize", "--to", at)).toMatchObject({ code: 0, err: "" });
    expect(await feat(project, ...get, "--at", at)).toMatchObject({ code: 0 });
  });

  test("several views: each has its own diagnostic", async () => {
    const project = await newProject();
    expect(await feat(project, "materialize", "--to", "2042-03-01T00:00:00Z", "--allow-future")).toMatchObject({
      code: 0,
    });
    const { code, out } = await feat(project, "materialize", "--to", at, "--json");
    const { diagnostics } = JSON.parse(out);
    expect(code).toBe(1);
    expect(diagnostics.map(({ message, help }: { message: string; help: string }) => [message, help])).toEqual(
      ["customer_orders", "customer_profile"].map((view) => [
        expect.stringMatching(new RegExp(`^view ${view}: none of its 3 rows were written: .*$`)),
        `if the newer values are there by mistake, \`feat reset ${view}\` empties the view`,
      ]),
    );
  });

  test("a view without rows", async () => {
    const project = await bricked();
    project.write("data/orders.csv", "order_id,customer_id,amount,ordered_at\n");
    const { code, err } = await feat(project, "materialize", "customer_orders", "--to", at);
    expect(code).toBe(1);
    expect(err).toMatch(
      /view customer_orders: there was nothing to write, and the store holds values as of 2042-03-01/,
    );
  });

  test("if some of its rows are written, it reports how many, and exits with 0", async () => {
    const project = await newProject();
    expect(await feat(project, "materialize", "--to", at)).toMatchObject({ code: 0, err: "" });
    project.write("data/orders.csv", `${project.read("data/orders.csv")}9,4,5.00,2024-01-06T09:20:00Z\n`);
    const back = ["materialize", "customer_orders", "--to", "2024-02-20T00:00:00Z"];
    const { code, err } = await feat(project, ...back);
    expect(code).toBe(0);
    expect(err).toMatch(
      /^warning: view customer_orders: 3 of its 4 rows were not written: the store holds values as of 2024-03-01\S+, and this run's are as of 2024-02-20/,
    );
    const json = await feat(project, ...back, "--json");
    expect(JSON.parse(json.out)).toMatchObject({
      ok: true,
      views: [{ rows: 4, written: 1, ahead: expect.stringContaining("2024-03-01") }],
    });
  });

  test("rows of an unfinished run are ahead: their instant is reported", async () => {
    await using warehouse = await openDuckDB();
    await using store = openEmbedded(join(folder, `online${made++}`));
    const view = statsView();
    const T = 1_700_006_400 * 1_000_000;
    const input = {
      warehouse,
      store,
      project: projectOf("p", [view], [statsService(view)]),
      views: [statsMaterialize(3)],
    };
    const dying = {
      ...store,
      address: "",
      read: store.read.bind(store),
      write: store.write.bind(store),
      swap: store.swap.bind(store),
      begin: store.begin.bind(store),
    };
    const failing = {
      ...dying,
      advance: () => Promise.reject(new Error("died")),
      clear: () => Promise.resolve(0),
      close: () => Promise.resolve(),
      [Symbol.asyncDispose]: () => Promise.resolve(),
    };
    await expect(materialize({ ...input, store: failing, at: T + day })).rejects.toThrow("died");
    const { views } = await materialize({ ...input, at: T });
    expect(views[0]).toMatchObject({ rows: 3, written: 0, ahead: T + day });
  });

  test("a run with --from, and one at an equal instant, are not older", async () => {
    const project = await newProject();
    for (const more of [[], ["--from", "2024-02-15T00:00:00Z"], []])
      expect(await feat(project, "materialize", "--to", at, ...more)).toMatchObject({ code: 0, err: "" });
    expect(
      (await feat(project, "materialize", "--to", "2024-02-20T00:00:00Z", "--from", "2024-02-01T00:00:00Z")).code,
    ).toBe(1);
  });
});
