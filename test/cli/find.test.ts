/** `feat list`, `feat describe` and `feat lineage` on the project of `feat init`. */
import { describe, expect, test } from "vitest";
import { newProject } from "./feat.js";

const file = "features/checkout.feat";

async function owned() {
  const project = await newProject();
  const text = project
    .read(file)
    .replace("view customer_orders", '@owner("growth") @tags(team: "risk")\nview customer_orders');
  project.write(file, text);
  return project;
}

describe("feat list", () => {
  test.each([
    [["list"], /^view +customer_orders +5 features +growth +What the customer bought before\.$/m],
    [["list", "services"], /^checkout_v1 +9 features$/m],
    [["list", "features"], /^customer_orders\.spend_30d +float64\? +growth$/m],
    [["list", "sources"], /^orders +4 columns +An order, once it is paid\.$/m],
  ])("%j", async (argv, line) => {
    const { code, out, err } = await (await owned()).feat(argv);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out).toMatch(line);
  });

  test.each([
    [["list", "views", "--owner", "growth"], ["customer_orders"]],
    [["list", "views", "--tag", "team"], ["customer_orders"]],
    [["list", "views", "--tag", "team=risk"], ["customer_orders"]],
    [["list", "views", "--tag", "team=other"], []],
    [["list", "entities", "--owner", "nobody"], []],
  ])("%j", async (argv, names) => {
    const { code, out } = await (await owned()).feat([...argv, "--json"]);
    expect(code).toBe(0);
    expect(JSON.parse(out).entries.map(({ name }: { readonly name: string }) => name)).toEqual(names);
  });

  test("an unknown kind is a usage error that lists the kinds", async () => {
    const { code, err } = await (await newProject()).feat(["list", "view"]);
    expect(code).toBe(2);
    expect(err).toContain("sources, entities, enums, requests, views, transforms, features, services");
  });
});

describe("feat describe", () => {
  test("a view", async () => {
    const { code, out } = await (await owned()).feat(["describe", "customer_orders"]);
    expect(code).toBe(0);
    expect(out).toMatch(/^view customer_orders {2}features\/checkout\.feat:\d+\nWhat the customer bought before\.\n/);
    expect(out).toMatch(/^ {2}tags +team: risk$/m);
    expect(out).toMatch(/^ {2}fingerprint +[0-9a-f]{64}$/m);
    expect(out).toMatch(/^ {2}spend_30d +float64\?$/m);
    expect(out).toContain("  computed from\n    orders.");
    expect(out).toContain("    service checkout_v1");
  });

  test("a feature has its own columns and readers", async () => {
    const { out } = await (await newProject()).feat(["describe", "customer_orders.average_ever", "--json"]);
    const [entry] = JSON.parse(out).entries;
    expect(entry).toMatchObject({
      kind: "feature",
      facts: { type: "float64?", value: "an aggregate" },
      from: ["orders.amount", "orders.customer_id"],
      readBy: ["checkout_signals.amount_to_average", "service checkout_v1"],
    });
  });

  test("an unknown name is a usage error that proposes one", async () => {
    const { code, err } = await (await newProject()).feat(["describe", "customer_order"]);
    expect(code).toBe(2);
    expect(err).toContain("did you mean `customer_orders`?");
  });
});

describe("feat lineage", () => {
  test("of a service's feature, up", async () => {
    const { code, out } = await (await newProject()).feat(["lineage", "checkout_v1.amount_to_average", "--up"]);
    expect(code).toBe(0);
    expect(out.split("\n").slice(0, 6)).toEqual([
      "computed from",
      "  checkout_v1.amount_to_average",
      "    checkout_signals.amount_to_average",
      "      checkout.amount",
      "      customer_orders.average_ever",
      "        rows of customer_orders (condition)",
    ]);
  });

  test("as a flowchart and as JSON", async () => {
    const project = await newProject();
    const { out } = await project.feat(["lineage", "orders.amount", "--down", "--format", "mermaid"]);
    expect(out).toMatch(/^flowchart LR\n {2}n0\["orders\.amount"\]\n/);
    expect(out).toMatch(/^ {2}n0 --> n\d+$/m);
    const json = await project.feat(["lineage", "orders.amount", "--down", "--format", "json"]);
    expect(JSON.parse(json.out).edges).toContainEqual({
      from: "orders.amount",
      to: "customer_orders.spend_30d",
      how: "value",
    });
  });

  test("an unknown name is a usage error that proposes one", async () => {
    const { code, err } = await (await newProject()).feat(["lineage", "orders.amont"]);
    expect(code).toBe(2);
    expect(err).toContain("did you mean `orders.amount`?");
  });
});
