import { afterAll, describe, expect, test } from "vitest";
import type { ServiceArtifact, ViewArtifact } from "../../runtime/artifacts.js";
import { createClientRuntime } from "../../runtime/client/index.js";
import type { ReadOptions } from "../../runtime/client/surface.js";
import { InputError } from "../../runtime/errors.js";
import { FeatureError } from "../../runtime/functions/index.js";
import { scalar, type Type } from "../../runtime/types.js";
import type { Int, Value } from "../../runtime/values.js";
import { counted, hour, project, put, service, statsService, statsView } from "./artifacts.js";
import { newSpace, storeKinds } from "./stores.js";

const T = 1_700_006_400 * 1_000_000;
const at = new Date(T / 1000);
const stats = statsView();

/** `view zips for zip { income }`, read by the zip that a customer's spend gives: one hop. */
const zips: ViewArtifact = {
  name: "zips",
  fingerprint: "z0",
  keys: [{ name: "zip", type: scalar("string") }],
  latest: [{ name: "income", type: scalar("int64", true) }],
  aggregates: [],
  ttl: null,
  every: null,
  features: [{ name: "income", type: scalar("int64", true), origin: { kind: "latest", column: "income" } }],
  compute: ({ latest }) => ({ income: latest.income ?? null }),
};

const hops: ServiceArtifact = service({
  name: "hops_v1",
  keys: [{ name: "customer_id", type: scalar("int64") }],
  request: [
    { name: "cart", type: scalar("float64") },
    { name: "country", type: scalar("string", true) },
  ],
  // The call that computes the hop's key is listed after the read of a later hop. It runs when its value is needed.
  steps: [
    { kind: "read", id: "stats", view: "stats", hop: 0, key: ({ keys }) => [keys.customer_id!] },
    {
      kind: "call",
      id: "signals",
      features: [
        { name: "zip", type: scalar("string", true), origin: { kind: "computed" } },
        { name: "spend_again", type: scalar("int64", true), origin: { kind: "input", from: "stats", name: "spend" } },
        { name: "ratio", type: scalar("float64"), origin: { kind: "computed" } },
      ],
      compute: ({ steps, request }) => {
        const spend = steps.stats!.spend as Int | null;
        return { zip: spend === null ? null : `z${spend}`, spend_again: spend, ratio: (request.cart as number) / 2 };
      },
    },
    { kind: "read", id: "zip_facts", view: "zips", hop: 1, key: ({ steps }) => [steps.signals!.zip!] },
    {
      kind: "call",
      id: "wealth",
      features: [
        { name: "income", type: scalar("int64", true), origin: { kind: "input", from: "zip_facts", name: "income" } },
      ],
      compute: ({ steps }) => ({ income: steps.zip_facts!.income! }),
    },
  ],
  features: [
    { name: "spend_again", type: scalar("int64", true), step: "signals", feature: "spend_again" },
    { name: "zip_income", type: scalar("int64", true), step: "wealth", feature: "income" },
    { name: "cart_ratio", type: scalar("float64"), step: "signals", feature: "ratio" },
  ],
});

interface HopsInput {
  readonly customer_id: number | bigint;
  readonly cart: number;
  readonly country?: string | null;
}
interface HopsFeatures {
  readonly spend_again: number | null;
  readonly zip_income: number | null;
  readonly cart_ratio: number;
}

describe.each(storeKinds())("client on $kind", ({ open }) => {
  const { store, reads } = counted(open());
  afterAll(() => store.close());
  const space = newSpace("stats");
  const client = createClientRuntime(project(space.project, [stats, zips], [statsService(stats), hops]), {
    online: store,
  });
  const hopsV1 = client.service<HopsInput, HopsFeatures, "stats" | "zips">("hops_v1");
  const statsV1 = client.service<{ customer_id: number | bigint }, Record<string, unknown>, "stats">("stats_v1");

  const seed = (async () => {
    const customer = (id: Int, spend: Value) => ({
      key: [id],
      at: T,
      time: T - hour,
      values: [spend, T - hour, 4, 2.5],
    });
    const meta = { asOf: T, complete: T };
    await put(
      store,
      space,
      stats,
      [customer(1, 10), customer(2, 20), customer(3, 666), customer(4, 2n ** 60n), customer(2n ** 60n, 30)],
      meta,
    );
    await put(
      store,
      { ...space, view: "zips", fingerprint: "z0" },
      zips,
      [{ key: ["z10"], at: T + 1, time: T, values: [1000] }],
      { asOf: T + 1000, complete: T + 1000 },
    );
  })();
  const later = { at: new Date(T / 1000 + 1) };

  test("one row has values, statuses and asOf", async () => {
    await seed;
    const row = await hopsV1.get({ customer_id: 1, cart: 8 }, { at: new Date(T / 1000 + 1000) });
    expect(row).toEqual({
      features: { spend_again: 10, zip_income: null, cart_ratio: 4 },
      statuses: { spend_again: "present", zip_income: "missing", cart_ratio: "present" },
      asOf: { stats: at, zips: new Date(T / 1000 + 1) },
    });
    expect(Object.keys(row)).toEqual(["features", "statuses", "asOf"]);
  });

  test("many rows take one round trip per hop, which asks for each entity once", async () => {
    await seed;
    reads.length = 0;
    const rows = await hopsV1.getMany(
      Array.from({ length: 50 }, (_, index) => ({ customer_id: (index % 2) + 1, cart: index })),
      later,
    );
    expect(reads).toEqual([2, 2]);
    expect(rows.map(({ features }) => features.cart_ratio)).toEqual(
      Array.from({ length: 50 }, (_, index) => index / 2),
    );
    expect(rows.map(({ features }) => features.spend_again)).toEqual(
      Array.from({ length: 50 }, (_, index) => [10, 20][index % 2]),
    );
    reads.length = 0;
    expect(await hopsV1.getMany([], later)).toEqual([]);
    await statsV1.get({ customer_id: 1n }, later);
    expect(reads.filter((keys) => keys > 0)).toEqual([1]);
  });

  test("a shared input is given once, and a row may override it", async () => {
    await seed;
    const rows = await hopsV1.getMany(
      { customer_id: 1, cart: 2 },
      [{}, { cart: 6 }, { customer_id: 2, country: null }, { cart: undefined } as object],
      later,
    );
    expect(rows.map(({ features }) => [features.spend_again, features.cart_ratio])).toEqual([
      [10, 1],
      [10, 3],
      [20, 1],
      [10, 1],
    ]);
  });

  test("an overflow is an error of its row, not of its batch (B3)", async () => {
    await seed;
    const rows = await statsV1.getMany(
      [{ customer_id: 1 }, { customer_id: 3 }, { customer_id: 2 }, { customer_id: 3 }],
      later,
    );
    expect(rows.map(({ error }) => error?.message ?? null)).toEqual([
      null,
      "feature double of stats: int64 overflow",
      null,
      "feature double of stats: int64 overflow",
    ]);
    expect(rows[2]!.features.spend).toBe(20);
    for (const read of [() => rows[1]!.features, () => rows[1]!.statuses, () => rows[1]!.asOf])
      expect(read).toThrow(FeatureError);
    await expect(statsV1.get({ customer_id: 3 }, later)).rejects.toThrow(FeatureError);
    const [, failed] = await client.json("stats_v1").getMany([{ customer_id: 1 }, { customer_id: 3 }], { at: T });
    expect(failed).toMatchObject({
      keys: { customer_id: 3 },
      features: {},
      error: "feature double of stats: int64 overflow",
    });
  });

  test("an unsafe integer is an error of the client, a string in JSON (D9), and a bigint on demand", async () => {
    await seed;
    const [row] = await statsV1.getMany([{ customer_id: 4 }], later);
    expect(() => row!.features).toThrow(/feature spend of stats_v1: 1152921504606846976 is not a safe integer/);
    const [json] = await client.json("stats_v1").getMany([{ customer_id: 4 }], { at: T });
    expect(json!.features).toMatchObject({
      spend: "1152921504606846976",
      views: 4,
      seen: "2023-11-14T23:00:00.000000Z",
    });
    const wide = createClientRuntime(project(space.project, [stats], [statsService(stats)]), {
      online: store,
      int64: "bigint",
    });
    const { features } = await wide.service<object, Record<string, unknown>>("stats_v1").get({ customer_id: 4 }, later);
    expect(features).toMatchObject({ spend: 2n ** 60n, views: 4n, rating: 2.5, seen: new Date((T - hour) / 1000) });
  });

  test("a key as a bigint or as its text finds what a JavaScript number can't express", async () => {
    await seed;
    expect((await statsV1.get({ customer_id: 2n ** 60n }, later)).features.spend).toBe(30);
    const [json] = await client
      .json("stats_v1")
      .getMany([{ customer_id: "1152921504606846976" }], { at: "2023-11-15T00:00:00Z" });
    expect(json).toMatchObject({
      service: "stats_v1",
      keys: { customer_id: "1152921504606846976" },
      at: "2023-11-15T00:00:00.000000Z",
      asOf: { stats: "2023-11-15T00:00:00.000000Z" },
      features: { spend: 30 },
    });
  });

  test.each<[string, unknown, ReadOptions | undefined, RegExp]>([
    ["no key", { cart: 1 }, later, /^hops_v1: key `customer_id` is missing$/],
    ["a missing request field", { customer_id: 1 }, later, /^hops_v1: request field `cart` is missing$/],
    ["a null in a non-null field", { customer_id: 1, cart: null }, later, /request field `cart` can't be null/],
    [
      "NaN in a non-null field (C23)",
      { customer_id: 1, cart: Number.NaN },
      later,
      /request field `cart` can't be null/,
    ],
    [
      "an unknown property",
      { customer_id: 1, cart: 1, kart: 2 },
      later,
      /unknown field `kart`; it takes the keys `customer_id` and the request fields `cart`, `country`/,
    ],
    [
      "a property that every object has",
      JSON.parse('{"customer_id":1,"cart":1,"__proto__":2}'),
      later,
      /unknown field `__proto__`/,
    ],
    ["another type", { customer_id: "1", cart: 1 }, later, /key `customer_id`: expected an integer, got "1"/],
    ["a fraction", { customer_id: 1.5, cart: 1 }, later, /expected int64, got 1.5/],
    ["an unsafe number", { customer_id: 2 ** 60, cart: 1 }, later, /not a safe integer: give it as a bigint/],
    ["out of range", { customer_id: 2n ** 63n, cart: 1 }, later, /out of range for int64/],
    ["half a surrogate", { customer_id: 1, cart: 1, country: "\ud83d" }, later, /not valid Unicode/],
    ["no object", 7, later, /expected an object with the keys `customer_id`/],
    ["an instant that does not exist", { customer_id: 1, cart: 1 }, { at: "yesterday" }, /`at` is not an instant/],
    ["an invalid Date", { customer_id: 1, cart: 1 }, { at: new Date("x") }, /`at` is not an instant/],
  ])("input error: %s", async (_, input, options, message) => {
    await seed;
    const reading = hopsV1.get(input as HopsInput, options);
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
    await expect(hopsV1.getMany([{ customer_id: 1, cart: 1 }, input as HopsInput], options)).rejects.toThrow(
      InputError,
    );
  });

  test("NaN in a nullable float request field reads as null; an omitted field is null", async () => {
    const seen: unknown[] = [];
    const echo = service({
      name: "echo",
      request: [
        { name: "x", type: scalar("float64", true) },
        { name: "f", type: scalar("float32", true) },
      ],
      steps: [
        { kind: "call", id: "c", features: [], compute: ({ request }) => ({ count: seen.push({ ...request }) }) },
      ],
      features: [],
    });
    const echoed = createClientRuntime(project("p", [], [echo]), { online: store }).service<object, object>("echo");
    for (const input of [{ x: Number.NaN }, { x: -0 }, {}, { x: undefined }]) await echoed.get(input);
    expect(seen).toEqual([
      { x: null, f: null },
      { x: 0, f: null },
      { x: null, f: null },
      { x: null, f: null },
    ]);
    expect(Object.is((seen[1] as { x: number }).x, 0)).toBe(true);
  });
});

test.each<[Type, unknown, unknown, unknown]>([
  [scalar("bool"), true, true, true],
  [scalar("int32"), -5, -5, -5],
  [scalar("int64"), 5n, 5, 5],
  [scalar("float32"), 0.1, Math.fround(0.1), Math.fround(0.1)],
  [scalar("float64"), 1, 1, 1],
  [scalar("string"), "é\0", "é\0", "é\0"],
  [scalar("bytes"), new Uint8Array([0, 255]), new Uint8Array([0, 255]), "AP8="],
  [scalar("timestamp"), "1969-12-31T23:59:59.999999Z", new Date(-1), "1969-12-31T23:59:59.999999Z"],
  [scalar("timestamp"), "2024-01-01T01:00:00+01:00", new Date("2024-01-01T00:00:00Z"), "2024-01-01T00:00:00.000000Z"],
  [
    scalar("timestamp"),
    new Date("2024-01-01T00:00:00.5Z"),
    new Date("2024-01-01T00:00:00.5Z"),
    "2024-01-01T00:00:00.500000Z",
  ],
  [scalar("date"), "1969-12-31", "1969-12-31", "1969-12-31"],
  [scalar("json"), { a: [1, null] }, { a: [1, null] }, { a: [1, null] }],
  [
    { kind: "array", element: scalar("int64", true), size: null, nullable: false },
    [1, null, 3n],
    [1, null, 3],
    [1, null, 3],
  ],
  [{ kind: "array", element: scalar("float32"), size: 2, nullable: false }, [1, 2], [1, 2], [1, 2]],
])("a round trip through the client: %o", async (type, input, api, json) => {
  const echo = service({
    name: "echo",
    request: [{ name: "x", type }],
    steps: [
      {
        kind: "call",
        id: "c",
        features: [{ name: "x", type, origin: { kind: "computed" } }],
        compute: ({ request }) => ({ x: request.x! }),
      },
    ],
    features: [{ name: "x", type, step: "c", feature: "x" }],
  });
  const [kind] = storeKinds();
  await using store = kind!.open();
  const client = createClientRuntime(project("p", [], [echo]), { online: store });
  expect((await client.service<object, { x: unknown }>("echo").get({ x: input })).features.x).toEqual(api);
  const [out] = await client.json("echo").getMany([{ x: json }]);
  expect(out!.features.x).toEqual(json);
});

test("texts are converted to the declared type, as on the command line", async () => {
  const types: readonly [string, Type, string, unknown][] = [
    ["a", scalar("int64"), "+007", 7],
    ["b", scalar("float64"), "1e3", 1000],
    ["c", scalar("bool"), "true", true],
    ["d", scalar("string"), "007", "007"],
    ["e", { kind: "array", element: scalar("string", true), size: null, nullable: true }, '["x",null]', ["x", null]],
  ];
  const echo = service({
    name: "echo",
    request: types.map(([name, type]) => ({ name, type })),
    steps: [
      {
        kind: "call",
        id: "c",
        features: types.map(([name, type]) => ({ name, type, origin: { kind: "computed" } })),
        compute: ({ request }) => request,
      },
    ],
    features: types.map(([name, type]) => ({ name, type, step: "c", feature: name })),
  });
  const [kind] = storeKinds();
  await using store = kind!.open();
  const [out] = await createClientRuntime(project("p", [], [echo]), { online: store })
    .json("echo")
    .getMany([Object.fromEntries(types.map(([name, , text]) => [name, text]))]);
  expect(out!.features).toEqual(Object.fromEntries(types.map(([name, , , value]) => [name, value])));
});
